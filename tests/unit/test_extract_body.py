"""Bodies: which text of a page is the piece's, and what an extractor may be handed."""

from datetime import UTC, datetime
import json

import pytest

from newsloom.extract import PageExtractor, body
from newsloom.extract.page import Page
from newsloom.types import Article, Entry, Fetched

NOW = datetime(2026, 3, 1, tzinfo=UTC)
URL = "https://www.news.example/tech/chips-1"
NAV = "<nav><ul>" + "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("Home", "World", "Tech", "Sport")) + "</ul></nav>"
PROSE = [
    f"Paragraph {number} tells at some length how makers of chips wait for months, and what buyers of cars think of that."
    for number in range(6)
]


def page(inner, head="", url=URL):
    html = (
        f"<!doctype html><html><head><title>Chips are scarce</title>{head}</head><body>{NAV}{inner}<footer>Imprint</footer></body></html>"
    )
    return Page(Fetched(url=url, status=200, body=html.encode(), at=NOW))


def article(paragraphs=PROSE, between=""):
    return "<main><article><h1>Chips are scarce</h1>" + between.join(f"<p>{text}</p>" for text in paragraphs) + "</article></main>"


def linked(text):
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "articleBody": text})}</script>'


def test_article_gives_its_paragraphs_one_a_line_without_title_and_menu():
    assert body.read_body(page(article())) == ("\n".join(PROSE), "html")


def test_declared_text_is_taken_when_it_is_whole():
    assert body.read_body(page(article(), linked("\n".join([*PROSE, "One more."])))) == ("\n".join([*PROSE, "One more."]), "json-ld")


def test_declared_text_keeps_its_paragraphs_when_it_is_markup():
    declared = "".join(f"<p>{text}</p>" for text in PROSE)
    assert body.read_body(page("<div>Please subscribe.</div>", linked(declared))) == ("\n".join(PROSE), "json-ld")


def test_declared_teaser_gives_way_to_the_whole_text():
    assert body.read_body(page(article(), linked(" ".join(PROSE[:3])[:300]))) == ("\n".join(PROSE), "html")


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Models are not scarce",
        "Lesen Sie auch: Modelle sind nicht knapp",
        "Lire aussi : les modèles ne manquent pas",
        "Lee también: Los modelos no escasean",
        "Leia também: Os modelos não faltam",
        "Leggi anche: I modelli non mancano",
        "Advertisement",
        "Photo: Jane Doe/Agency",
        "Sign up for our newsletter to get the best of us in your inbox.",
        "Follow Jane Doe on Twitter",
        "© 2026 Example News. All rights reserved.",
        "We use cookies to improve your experience.",
    ],
)
def test_line_of_the_page_is_left_out(line):
    texts = [*PROSE[:3], line, *PROSE[3:]]
    assert body.read_body(page(article(texts))).value == "\n".join(PROSE)


def test_headline_of_another_piece_is_left_out_and_a_link_in_a_sentence_stays():
    texts = [PROSE[0], "<a href='/b'>Models are not scarce at all, say makers</a>", f"{PROSE[1]} <a href='/c'>They say so themselves.</a>"]
    assert body.read_body(page(article([*texts, *PROSE[2:]]))).value.split("\n")[1] == f"{PROSE[1]} They say so themselves."


def test_text_in_several_blocks_goes_on_behind_the_advertisement():
    blocks = [f'<div class="chunk"><p>{PROSE[at]}</p><p>{PROSE[at + 1]}</p></div><aside>Ad</aside>' for at in (0, 2, 4)]
    assert body.read_body(page("<article>" + "".join(blocks) + "</article>")).value == "\n".join(PROSE)


def test_reading_that_stopped_early_is_continued():
    assert body._chosen(PROSE[:2], PROSE, set()) == PROSE


def test_continuation_stops_at_what_is_no_prose():
    seen = [*PROSE[:4], "Comments", "Name", "Reply", "I say.", PROSE[5]]
    assert body._continuation(PROSE[:2], seen) == PROSE[2:4]
    assert body._continuation(PROSE[:2], [*PROSE[:2], "Comments", *PROSE[2:]]) == []
    assert body._continuation(PROSE[:2], PROSE[:3]) == []  # one paragraph may be an author's note


def test_menus_for_text_give_way_to_the_other_reading():
    menu = ["Home and garden", "Politics"]
    assert body._chosen(menu, ["A text."], {"homeandgarden", "politics"}) == ["A text."]
    assert body._chosen([*menu, *PROSE], ["A text."], {"homeandgarden", "politics"}) == [*menu, *PROSE]


def test_text_is_capped_at_a_paragraph():
    many = [f"{number} {PROSE[0]}" for number in range(1500)]
    text = body.read_body(page("<p>x</p>", linked("\n".join(many)))).value
    assert body.LONGEST - 200 < len(text) <= body.LONGEST
    assert text.split("\n") == many[: text.count("\n") + 1]


def test_markup_is_bounded_in_length_tags_and_depth():
    assert len(body.bounded("x" * (body.LARGEST + 9))) == body.LARGEST
    assert body.bounded("<p>x" * 20_000).count("<") == 12_000
    assert body.bounded("<div>" * body.DEEPEST + "x") != ""
    assert body.bounded("<div>" * (body.DEEPEST + 1) + "x") == ""
    assert body.bounded("a<div " + "a=1 " * 2000 + ">b") == "ab"


def test_unclosed_paragraphs_and_rows_are_not_deep():
    assert body.bounded("<p>x<li>y<tr><td>z<br>" * 1000) != ""


def test_page_that_is_too_deep_has_no_body():
    assert not body.read_body(page("<div>" * 1000 + article()))


@pytest.mark.parametrize("full_text", [True, False])
def test_extractor_reads_the_text_only_where_the_hub_wants_it(full_text):
    html = f"<title>Chips are scarce</title>{article()}".encode()
    extractor = PageExtractor({}, full_text=full_text)
    read = extractor.extract(Entry(source="s", url=URL), Fetched(url=URL, status=200, body=html, at=NOW), NOW)
    assert isinstance(read, Article)
    assert read.text == ("\n".join(PROSE) if full_text else "")
    assert dict(read.provenance).get("text") == ("html" if full_text else None)
