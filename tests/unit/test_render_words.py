"""The words of the pages and letters: every language whole, no word unused, none left in English, a hub's own before the package's."""

from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
import json
import re
from typing import get_args

from msgspec.structs import replace
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsloom import hub
from newsloom.errors import HubError
from newsloom.hub.rules import standard
from newsloom.life import State, life
from newsloom.render.item import item
from newsloom.render.letter import Letter, LetterRenderer, piece, plain
from newsloom.render.letter.archive import Kept
from newsloom.render.site import SiteRenderer, packaged
from newsloom.render.site.cards import card
from newsloom.render.site.pages import Pages
from newsloom.render.site.proof import faults
from newsloom.render.site.reports import tell
from newsloom.render.site.words import ENGLISH, Words, flat, languages, packaged_words
from newsloom.score.heat import Case, Report
from newsloom.score.heat import heat as heat_of
from newsloom.testing.editions import article, edition, view
from newsloom.testing.factories import NOW, memory, score
from newsloom.testing.rendering import rendered
from newsloom.types import Change, HubView, Label, Part, Phase, Sighting, Source, SourceView, Topic

ENGLISH_WORDS = packaged_words(ENGLISH)
HOUR = timedelta(hours=1)
ALIKE = {"base.rss", "base.atom", "base.newsletter", "list.comma", "topics.feeds", "topics.parent", "topics.json", "story.made_of"}
"""What German says as English does: names, loan words, and texts without a word."""

HOSTS = re.compile(r"(?:https://)?[a-z0-9.-]+\.example\S*")

SHADOW = {code: code + 0xFEE0 for code in (*range(65, 91), *range(97, 123))}
"""Letters as their fullwidth twins: what a page shows in plain Latin letters is no word of ours."""

OURS = HubView(
    title="Хаб",
    subject="полёт",
    url="https://hub.example/x",
    newsletter=True,
    topics=(Topic(id="t0", name="Космос"), Topic(id="t1", name="Луна", parent="Космос"), Topic(id="t2", name="Марс", parent="Космос")),
)


@pytest.mark.parametrize("language", languages())
def test_language_has_every_word_with_its_values_and_its_plural_forms(language):
    words = packaged_words(language)
    assert set(words) == set(ENGLISH_WORDS)
    assert list(faults(words, language)) == []


def test_package_speaks_six_languages_and_one_from_right_to_left():
    assert {"ar", "de", "en", "es", "fr", "it", "pt"} <= set(languages())
    assert [Words(tag).direction for tag in ("ar", "ar-EG", "fa", "de", "az-Arab")] == ["rtl", "rtl", "rtl", "ltr", "rtl"]


@pytest.mark.parametrize("language", [one for one in languages() if one != ENGLISH])
def test_language_is_not_english_left_as_it_was(language):
    words = {name: word for name, word in packaged_words(language).items() if not name.startswith(("dates.", "language."))}
    same = {name for name, word in words.items() if word == ENGLISH_WORDS[name]}
    assert len(same) <= 14
    assert language != "de" or same == ALIKE


def test_every_word_is_used_and_every_word_used_is_there():
    folder = files("newsloom.render")
    code = [folder.joinpath(place, name).read_text("utf-8") for place, names in CODE.items() for name in names]
    text = "\n".join([*(body for name, body in packaged().items() if name.endswith(".html")), *code])
    used = {f"{table}.{word}" for table, word in re.findall(r"\bwords\.([a-z]+)\.([a-z_]+)", text)}
    used |= set(re.findall(r"\"([a-z]+\.[a-z_]+)\"", text)) & {name for name in ENGLISH_WORDS if "." in name}
    used |= set(re.findall(r"say\(\"([a-z]+\.[a-z_]+)\"", text))
    used |= {f"{table}.{phase}" for table in ("phase", "history") for phase in get_args(Phase)}
    used |= {f"state.{state}" for state in get_args(State)} | {"history.headline", "history.text"}
    used |= {f"receipt.{name}{end}" for name in ("quality", "heat") for end in ("", "_of")}
    used |= {f"letter.{chosen}{span}" for chosen in ("", "chosen_") for span in ("day", "week", "time")}
    known = {name for name in ENGLISH_WORDS if not name.startswith(("said.", "dates.", "language."))}
    assert used - known == set()
    assert known - used == set()


CODE = {
    "site": ("story.py", "timeline.py", "pages.py", "renderer.py"),
    "letter": ("words.py", "mail.py", "plain.py", "archive.py"),
}


def shadowed(word):
    """Return a word whose letters stand apart from all others; what it is filled with stays."""
    if isinstance(word, tuple):
        return [shadowed(one) for one in word]
    if not isinstance(word, str):
        return {form: shadowed(one) for form, one in word.items()}
    return "".join(part if part.startswith(("{", "<")) else part.translate(SHADOW) for part in re.split(r"(\{[a-z_]+\}|</?[a-z_]+>)", word))


@pytest.fixture(scope="module")
def shadow():
    lines = []
    for name, word in ENGLISH_WORDS.items():
        table, _, last = name.partition(".")
        if table != "language":
            lines.append(f"{table}.{json.dumps(last)} = {written(shadowed(word))}")
    return "\n".join(lines)


def written(word):
    """Return a word as TOML, whose texts are JSON's."""
    if isinstance(word, dict):
        return "{ " + ", ".join(f"{form} = {json.dumps(text)}" for form, text in word.items()) + " }"
    return json.dumps(word)


def foreign(address, title, name, **changes):
    return article(address, title=title, publisher=name, excerpt="Ракета взлетела.", language="ru", **changes)


def rich(number=0):
    """Return a story that shows whatever a story's page can say."""
    change = Change(field="title", before="Раньше", at=NOW)
    lead = foreign(f"https://a.example/{number}", "Ракета", "Альфа", changes=(change,))
    others = [foreign(f"https://p{n}.example/{number}", f"Ракета {n}", f"Газета {n}", published_at=NOW + n * HOUR) for n in range(16)]
    others[0] = replace(others[0], changes=(replace(change, field="text"),))
    whole = view(lead, *others)
    copies = {other.id for other in others[2:4]}
    coverage = tuple(
        replace(one, joined_at=NOW + place * HOUR, **({"relation": "copy", "copy_of": lead.id} if one.article in copies else {}))
        for place, one in enumerate(whole.story.coverage)
    )
    related = tuple(replace(one, relation="copy" if one.article.id in copies else "coverage") for one in whole.related)
    related += view(lead, foreign("https://n.example/1", "Рядом", "Гамма"), relation="theme").related
    quality = replace(score(60), parts=(Part(group="source", part="rated newsroom", points=60), Part(group="kind", part="deal", points=0)))
    heat, verdict = heat_of(
        Case(quality=60, published_at=NOW, threshold=70, reports=(Report("a", "x", 1.0, NOW), Report("b", "y", 1.0, NOW))), NOW
    )
    receipt = replace(whole.receipt, quality=quality, heat=heat, published=replace(verdict, value=True, caps=("deal",)), rules="правила")
    receipt = replace(receipt, phase="rising", topics=(Label(topic="Луна", confidence=1.0), Label(topic="Космос", confidence=1.0)))
    return replace(whole, story=replace(whole.story, coverage=coverage), receipt=receipt, related=related)


def lives():
    """Return sources in every state that a page can show."""
    said = Sighting(what="https://new.example/feed", first=NOW - 40 * HOUR, last=NOW, times=40)
    old, well = NOW - timedelta(days=90), {"entries": 20, "news": 3.0, "watched": 9e5, "longest": 9e4}
    memories = {
        "gone": {"gone": replace(said, what="http-410", first=old)},
        "moved": {"moved": replace(said, first=old)},
        "silent": {**well, "changed_at": old},
        "failing": {"failures": 2, "failing_since": NOW, "last_error": "http-503: ошибка"},
        "one failure": {"failures": 1, "failing_since": NOW, "last_error": "http-503: ошибка"},
        "quiet": {**well, "longest": 9e6, "changed_at": old},
        "never": {"changed_at": None},
        "idle": {"changed_at": old},
        "fresh": {"interval": 5400.0},
    }
    told = [(Source(url=f"https://{name.replace(' ', '')}.example/f"), memory(title="Источник", **more)) for name, more in memories.items()]
    told += [(Source(url="https://new.example/f"), None), (Source(url="https://paused.example/f", paused=True), None)]
    return tuple(SourceView(source=source, memory=what) for source, what in told)


def letter(*views):
    whole = edition(*views, hub=OURS)
    shown = [(one, item(one, whole)) for one in views]
    pieces = tuple(piece(card(one, told, tell(one, told, whole), OURS), one.article.id, 2) for one, told in shown)
    return Letter(day=NOW.date(), start=NOW - 24 * HOUR, end=NOW, weekly=False, found=9, pieces=pieces)


def said_in(body):
    """Yield every text that a page shows or tells a screen reader."""
    page = LexborHTMLParser(body)
    for node in page.css("*"):
        if node.tag not in ("style", "script"):
            yield node.text(deep=False)
        yield from (node.attributes.get(name) or "" for name in ("aria-label", "data-l", "data-show", "data-hide", "alt", "title"))


def test_no_page_and_no_letter_says_a_word_that_no_file_has(shadow):
    """With every word of ours in fullwidth letters and every datum in Cyrillic, no text is left in plain Latin letters."""
    views = [rich(number) for number in range(5)]
    heir = replace(views[0].story, id="absorbed")
    what = edition(*views, hub=OURS, as_of=NOW + 20 * HOUR, sources=lives(), redirects=((heir, views[0].story),))
    own, made = {"words.toml": shadow}, letter(*views)
    artifacts = [*rendered(SiteRenderer(own), what), *rendered(LetterRenderer(lambda: [Kept(made)], own), what)]
    artifacts += rendered(SiteRenderer(own), edition(hub=OURS, sources=()))
    pages = [(each.path, each.body.decode()) for each in artifacts if each.path.endswith(".html")]
    pages.append(
        ("letter.txt", "<p>" + re.sub(r"(?:https?://|mailto:)\S+", "", plain(made, OURS, Pages(own).words(OURS), "mailto:x@y.example")))
    )
    left = {(path, text.strip()) for path, body in pages for text in said_in(body) if re.search("[A-Za-z]{2}", HOSTS.sub("", text))}
    assert left == set()


def test_german_page_says_its_language_and_an_arabic_one_its_direction():
    for language, direction in (("de", "ltr"), ("ar", "rtl")):
        bodies = [
            each.body.decode()
            for each in rendered(SiteRenderer(), edition(rich(), hub=replace(OURS, language=language)))
            if each.path.endswith(".html")
        ]
        assert all(f'<html lang="{language}" dir="{direction}">' in body for body in bodies)
    letters = rendered(LetterRenderer(lambda: [Kept(letter(rich()))]), edition(hub=replace(OURS, language="ar")))
    assert all('dir="rtl"' in each.body.decode() for each in letters)


def test_every_part_of_a_score_and_every_sentence_about_a_source_is_said_in_german():
    german = Words("de")
    parts = {*standard().points, *(part.part for part in rich().receipt.heat.parts)}
    reasons = {part.why for part in rich().receipt.heat.parts} - {""}
    told = [life(one.source, one.memory) for one in lives()]
    sentences = {one.why for one in told} | {one.advice for one in told} - {""}
    assert {said for said in parts | reasons | sentences if german.heard(said) == said} == set()
    assert german.heard("It answers, but brings nothing new; its longest silence before was 13 days.").endswith("Stille: 13 Tage.")
    assert german.heard("2 failures in a row. Http {x} said no.") == "2 Fehlschläge nacheinander. Http {x} said no."


def test_counts_follow_the_plural_rules_of_each_language():
    assert [Words("fr").say("count.article", n=n) for n in (0, 1, 2)] == ["0 article", "1 article", "2 articles"]
    assert [Words("de").say("day.from_articles", n=n) for n in (1, 1204)] == ["aus 1 Artikel", "aus 1.204 Artikeln"]
    arabic = [Words("ar").say("count.copy", n=n) for n in (0, 1, 2, 3, 11, 100, 103)]
    assert arabic == ["لا نسخ", "نسخة واحدة", "نسختان", "3 نسخ", "11 نسخة", "100 نسخة", "103 نسخ"]


def test_day_and_time_are_written_as_the_language_does():
    at = datetime(2031, 3, 1, 5, 4, tzinfo=UTC)
    assert Words("de").when(at) == "1. März 2031, 05:04 UTC"
    assert Words("es").day_name(date(2031, 3, 4)) == "martes, 4 de marzo de 2031"
    assert (Words("fr").when(at), Words("it").month(at)) == ("1er mars 2031, 05:04 UTC", "marzo 2031")


def test_language_that_the_package_lacks_speaks_english_and_keeps_its_own_tag():
    body = next(
        each.body.decode() for each in rendered(SiteRenderer(), edition(hub=replace(OURS, language="fa"))) if each.path == "index.html"
    )
    assert '<html lang="fa" dir="rtl">' in body
    assert "Skip to content" in body


def test_word_is_escaped_and_its_values_too():
    words = Words("en", '[story]\nread = "<B> {publisher} & <b>x</b>"\n[base]\ngo_front = "<front>a</front>"')
    assert words.html("story.read", publisher="<i>") == "&lt;B&gt; &lt;i&gt; &amp; <b>x</b>"
    assert words.html("base.go_front", front='"><b>') == '<a href="&quot;&gt;&lt;b&gt;">a</a>'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "hub.toml").write_text('[hub]\ntitle = "T"\n[[topics]]\nname = "AI"\nkeywords = ["ai"]\n')
    (tmp_path / "templates").mkdir()
    return tmp_path


def test_hub_replaces_words_and_the_others_stay(folder):
    (folder / "templates" / "words.toml").write_text('[front]\nranked = "What matters & when"\n[count]\nstory = "{n} pieces"\n', "utf-8")
    loaded = hub.load(folder)
    views = [view(article(f"https://a.example/{n}"), heat=70 + n) for n in range(5)]
    body = next(each.body.decode() for each in rendered(SiteRenderer(loaded.templates), edition(*views)) if each.path == "index.html")
    assert "What matters &amp; when" in body
    assert "5 of 5 pieces" in LexborHTMLParser(body).text()
    assert "Skip to content" in body


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[front]\nrankt = "x"\n', "2: `front.rankt`: no word has this name"),
        ('[story]\nread = "Read on"\n', "2: `story.read`: it leaves out {publisher}"),
        ('[story]\n\nread = "Read at {publisher} {who}"\n', "3: `story.read`: it says {who}, which nothing fills"),
        ('[story]\nread = "Read at {publisher.__class__}"\n', "2: `story.read`: {publisher.__class__} is more than a name"),
        ('[story]\nread = "Read at {publisher"\n', "2: `story.read`: a brace is open; write {{ for a brace itself"),
        ('[dates]\nmonths = ["Jan"]\n', "2: `dates.months`: it must be a list of 12 texts"),
        ("[front]\nranked = 7\n", "2: `front.ranked`: it must be a text, or a text for each form"),
        ('[count]\nstory = { one = "{n} story" }\n', "2: `count.story`: it has no form for other"),
        ('[language]\ngrouped_from = "x"\n', '2: `language.grouped_from`: it must be a number in quotes, such as "1000"'),
        ("[front\n", "1: this is no TOML"),
    ],
)
def test_wrong_word_is_told_with_its_line(folder, text, problem):
    (folder / "templates" / "words.toml").write_text(text, "utf-8")
    with pytest.raises(HubError) as caught:
        hub.load(folder)
    assert caught.value.problems[0].startswith(f"templates/words.toml:{problem}")


def test_names_of_words_are_read_from_toml_alone():
    assert flat('[a]\nb = "c"\n') == {"a.b": "c"}


def test_name_from_right_to_left_turns_no_sentence_around_it():
    """An Arabic publisher before a number would carry the number to its other side; the marks keep it apart (UAX #9, X5c)."""
    said = Words("en").say("history.text", publisher="\u0627\u0644\u062e\u0628\u0631 24", before="1")
    assert "\u2068\u0627\u0644\u062e\u0628\u0631 24\u2069" in said
    assert Words("en").say("history.text", publisher="Zürich 24", before="1").isprintable()
