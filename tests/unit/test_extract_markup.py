"""The markup that a page's tree is built of, and what is left out of it."""

from datetime import UTC, datetime

import pytest

from newsloom.extract.page import MOST_TAGS, Page
from newsloom.types import Fetched

WORDS = "Chips are scarce, and makers wait for months and months to get what they have ordered."


def page(html):
    return Page(Fetched(url="https://news.example/a", status=200, body=html.encode(), at=datetime(2020, 7, 22, tzinfo=UTC)))


@pytest.mark.parametrize(
    "block", ["<script>no</script>", "<style>no</style>", "<svg>no</svg>", "<!-- no -->", "<nav>no</nav>", "<aside>no</aside>"]
)
def test_what_is_not_the_piece_is_left_out(block):
    assert page(f"<h1>Chips</h1>{block}<p>Scarce</p>").text == "Chips Scarce"


@pytest.mark.parametrize(
    "html",
    [
        "<nav><h1>Chips</h1></nav><p>Scarce</p>",
        "<aside>Chips<p>Scarce</p>",
        "<nav>Chips<article><h1></h1><p>Scarce</p></article><nav></nav>",
    ],
)
def test_block_that_is_never_closed_or_holds_the_headline_stays(html):
    assert page(html).text == "Chips Scarce"


def test_comment_that_is_closed_at_once_hides_nothing():
    assert page("<h1>Chips</h1><!--><p>Scarce</p><!-- -->").text == "Chips Scarce"


def test_json_ld_beside_other_scripts_is_read_and_that_in_a_comment_is_not():
    script = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s"}</script>'
    assert page(f"<!-- {script % 'Old'} --><script>'application/ld+json'</script>{script % 'New'}").linked.headline == "New"


@pytest.mark.parametrize("tag", ["<nav>", "<aside>", "<nav><h1></nav>", "<script ", "<!--"])
def test_markup_of_a_hundred_thousand_open_blocks_is_read_once(tag):
    assert len(page(tag * 100_000 + "<p>Chips</p>").tree.css("*")) <= MOST_TAGS + 4


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>{WORDS}</p><article><p>Short</p><p>In: {WORDS}</p></article>", [f"In: {WORDS}"]),
        (f"<article></article><p>{WORDS}</p>", [WORDS]),
        (f"<div class='comments'><p>{WORDS}</p></div><p>Out: {WORDS}</p>", [f"Out: {WORDS}"]),
        (f"<article><div class='RELATED-posts'><p>{WORDS}</p></div><p>In: {WORDS}</p></article>", [f"In: {WORDS}"]),
    ],
)
def test_paragraphs_are_those_of_the_piece(html, expected):
    assert list(page(html).paragraphs()) == expected


def test_tag_that_is_hidden_in_a_heading_is_dropped():
    assert [heading.text for heading in page("<h1>Chips <\x00b>today</h1>").outline.headings(1)] == ["Chips today"]
