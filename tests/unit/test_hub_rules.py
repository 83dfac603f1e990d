"""A hub's own rules: points changed, rules replaced, switched off and added, and every mistake with its line and what to do."""

import pytest

from newsloom.errors import HubError
from newsloom.hub import load
from newsloom.hub.rules import standard
from newsloom.score import DefaultJudge
from newsloom.testing.factories import NOW, article, score, story

HUB = '[hub]\ntitle = "H"\n[[topics]]\nname = "Kettles"\nkeywords = ["kettle"]\n'


def hub(folder, rules="", settings=""):
    (folder / "hub.toml").write_text(HUB + settings)
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "own.toml").write_text(rules)
    return load(folder)


def points(loaded, **words):
    judge = DefaultJudge(70, loaded.topics, {}, {}, book=loaded.rules, language=loaded.language)
    return {part.part: part.points for part in judge.quality(article(**{"url": "https://a.example/1", "excerpt": "", **words}), ()).parts}


def test_hub_without_rules_is_judged_by_ours(tmp_path):
    (tmp_path / "hub.toml").write_text(HUB)
    assert load(tmp_path).rules is standard()


def test_points_are_changed_in_a_file_and_in_the_settings(tmp_path):
    own = hub(tmp_path, "[points.base]\nbase = 50\n[points.kind]\ndeal = -5\n", "[points.kind]\ndeal = -7\n")
    assert (points(own, title="Kettles 40% off")["base"], points(own, title="Kettles 40% off")["deal"]) == (50, -7)
    assert own.rules.version == f"{standard().version} with the hub's own rules"


def test_rule_of_the_same_part_place_and_language_is_replaced(tmp_path):
    own = hub(
        tmp_path,
        'language = "en"\n[[rules]]\npart = "deal"\nwhere = "title"\nphrases = ["bargain bin"]\nfires = ["From the bargain bin"]\n',
    )
    assert "deal" not in points(own, title="Kettles 40% off")
    assert "deal" in points(own, title="From the bargain bin")
    assert "deal" in points(own, title="Kettles", url="https://a.example/coupons/1")


def test_rule_is_switched_off(tmp_path):
    own = hub(tmp_path, '[[rules]]\npart = "deal"\nwhere = "title"\nlanguage = "en"\noff = true\n')
    assert "deal" not in points(own, title="Kettles 40% off")


def test_rule_with_a_part_of_its_own_is_added_for_every_language(tmp_path):
    own = hub(
        tmp_path,
        '[points.kind]\n"horoscope" = -30\n[[rules]]\npart = "horoscope"\nwhere = ["title", "url"]\nphrases = ["horoscope", "horóscopo"]\n',
    )
    assert points(own, title="Your HOROSCOPO today", language="es")["horoscope"] == -30
    assert points(own, title="Stars", url="https://a.example/horoscope/1", language="fi")["horoscope"] == -30


def test_change_of_rules_changes_the_fingerprint(tmp_path):
    (tmp_path / "hub.toml").write_text(HUB)
    plain = load(tmp_path)
    other = hub(tmp_path, "[points.base]\nbase = 50\n")
    same = hub(tmp_path, "")
    assert plain.fingerprint == same.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("[points.kind]\ndael = -5\n", 'rules/own.toml:2: no rule speaks for "dael"; did you mean `deal`?'),
        ("[points.style]\ndeal = -5\n", 'rules/own.toml:2: "deal" belongs to another group; write it under [points.kind]'),
        ("[points.kind]\ndeal = -500\n", "rules/own.toml:2: `deal` is -500; it must be from -250 to 250"),
        ("[points.kind]\ndeal = true\n", "rules/own.toml:2: `deal` must be a whole number"),
        (
            "[[rules]]\nwhere = 'title'\nphrases = ['a']\n",
            'rules/own.toml:1: the rule says of no part what it speaks for; add `part = "deal"` or the like',
        ),
        ("[[rules]]\npart = 'dael'\nwhere = 'title'\nphrases = ['a']\n", 'rules/own.toml:2: "dael" has no points; did you mean `deal`?'),
        ("[[rules]]\npart = 'deal'\nphrases = ['a']\n", "rules/own.toml:1: the rule reads no place"),
        ("[[rules]]\npart = 'deal'\nwhere = 'headline'\nphrases = ['a']\n", 'rules/own.toml:3: `where = "headline"` is unknown'),
        ("[[rules]]\npart = 'deal'\nwhere = 'title'\n", "rules/own.toml:1: the rule looks for nothing"),
        (
            "[[rules]]\npart = 'deal'\nwhere = 'title'\npatterns = ['.*']\n",
            'rules/own.toml:4: ".*" will not do: it repeats without a limit',
        ),
        (
            "[[rules]]\npart = 'deal'\nwhere = 'title'\nphrases = ['(']\n",
            'rules/own.toml:4: "(" will not do: it is no regular expression of RE2',
        ),
        (
            "[[rules]]\npart = 'deal'\nwhere = 'title'\nphrases = ['a']\nfires = ['b']\n",
            "rules/own.toml:5: the rule does not fire on its own example",
        ),
        (
            "[[rules]]\npart = 'deal'\nwhere = 'title'\nphrases = ['a']\nsilent = ['a']\n",
            "rules/own.toml:5: the rule fires on its own example",
        ),
        ("[[rules]]\npart = 'deal'\nwhere = 'text'\noff = true\n", "rules/own.toml:4: there is no such rule to switch off"),
        ("language = 'pt-BR'\n", 'rules/own.toml:1: `language = "pt-BR"` is no bare language'),
        (
            "[[rules]]\npart = 'deal'\nwhere = 'title'\nphrases = ['a']\n" * 2,
            "rules/own.toml:6: another rule has the same part, place and language (rules/own.toml:2)",
        ),
        (
            "[[rules]]\npart = 'deal'\nwhere = 'title'\nphrase = ['a']\n",
            "rules/own.toml:4: `phrase` is unknown here; did you mean `phrases`?",
        ),
        ("[rules\n", "rules/own.toml:1: this is no TOML"),
    ],
)
def test_mistake_is_told_with_its_line_and_what_to_do(tmp_path, rules, problem):
    with pytest.raises(HubError) as raised:
        hub(tmp_path, rules)
    assert any(one.startswith(problem) for one in str(raised.value).splitlines()), str(raised.value)


@pytest.mark.parametrize(
    ("patterns", "problem"),
    [
        (["(?P<name>x)y"], "no regular expression"),
        (["(?:a{1,100}){1,100}b"], "repeats too often"),
        ([chr(97 + number) + "x" * 30_000 for number in range(26)], "joined, will not do"),
    ],
)
def test_rule_that_no_automaton_takes_is_told_and_never_stops_the_hub(tmp_path, patterns, problem):
    with pytest.raises(HubError, match=problem):
        hub(tmp_path, f'[[rules]]\npart = "deal"\nwhere = "title"\npatterns = {patterns}\n')


def test_rules_that_are_too_large_together_are_told(tmp_path):
    rule = '[[rules]]\npart = "deal"\nmark = "{0}"\nwhere = "title"\npatterns = ["{0}.{{0,900}}b.{{0,900}}c"]\n'
    with pytest.raises(HubError, match="too large to be looked for at once"):
        hub(tmp_path, "".join(rule.format(letter) for letter in "klmnopqrstuvwxyz"))


def test_phrase_keeps_its_escapes_in_capitals(tmp_path):
    own = hub(
        tmp_path, '[[rules]]\npart = "deal"\nwhere = "title"\nphrases = ["k\\\\Sttle"]\nfires = ["A keTtle"]\nsilent = ["A k ttle"]\n'
    )
    assert "deal" in points(own, title="Kettle")


@pytest.mark.parametrize(
    ("declared", "hubs", "expected"),
    [
        ("", "en", {"deal"}),
        ("en-GB", "de", {"deal"}),
        ("", "de", set()),
        ("de", "en", set()),
        ("fi", "en", set()),
    ],
)
def test_article_is_read_in_its_own_language_or_else_the_hubs(declared, hubs, expected):
    judge = DefaultJudge(70, (), {}, {}, book=standard(), language=hubs)
    found = judge.quality(article(title="Kettles 40% off", excerpt="", language=declared, url="https://a.example/1"), ())
    assert {part.part for part in found.parts} & {"deal"} == expected


def test_language_without_rules_keeps_those_for_all_and_the_receipt_says_so():
    own = article(title="Helsinki (NASDAQ: KTL)", excerpt="", language="fi", url="https://a.example/1")
    judge = DefaultJudge(70, (), {}, {}, book=standard())
    assert "press release" in {part.part for part in judge.quality(own, ()).parts}
    receipt = judge.receipts(story(own), {own.id: own}, {}, {own.id: score(60)}, (), NOW)[0]
    assert receipt.rules == f"{standard().version} (no rules for the language fi: only those for all)"
