"""Laws of whole texts, excerpts and declarations: whatever the bytes, they are bounded, printable and come without an exception."""

from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsloom import text
from newsloom.evaluation.body import Text, agreement
from newsloom.extract import body, declared
from newsloom.extract.boilerplate import is_boilerplate, without_appended, without_dateline
from newsloom.extract.excerpts import clean
from newsloom.extract.page import Page
from newsloom.types import Fetched

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SENTENCE = b"Makers of chips wait for months, and buyers of cars wait with them. "
PIECES = st.sampled_from(
    [
        b"<p>", b"</p>", b"<div>", b"</div>", b"<article>", b"<br>", b"<table><tr><td>", b"<h1>Chips</h1>", b"<a href=/x>", b"</a>",
        b"<script type=application/ld+json>", b'{"@type": "NewsArticle", "articleBody": "', b'"keywords": ["a", 1, null, {}]', b'"}',
        b"</script>", b"<meta property=article:tag content='a, b'>", b"<meta name=keywords content=',,;'>", b"<!--", b"-->", b"<pre>",
        b"<meta property=article:section content='&lt;b&gt;'>", b"&amp;lt;", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xc2\xad",
        b"| a | b |", b"Read more: ", b"(Photo: ", SENTENCE, SENTENCE * 9,
    ]
)  # fmt: skip
BODIES = st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=60).map(b"".join))
WORDS = st.text(max_size=200) | st.lists(
    st.sampled_from(["LONDON", " (AP) ", "– ", "/PRNewswire/", " -- ", "Chips ", "Read more", "[", "]", "1", ". ", "! ", "\\n", "\u00ad"]),
    max_size=30,
).map("".join)


def page(data):
    return Page(Fetched(url="https://www.news.example/a", status=200, headers=(("Content-Type", "text/html"),), body=data, at=NOW))


@given(BODIES)
@settings(max_examples=200, deadline=None)
def test_any_page_has_a_bounded_printable_body(data):
    found = body.read_body(page(data))
    assert len(found.value) <= body.LONGEST
    assert all(line == text.one_line(line) != "" for line in found.value.split("\n") if found.value)
    assert found.where in ("json-ld", "html", "")


@given(
    st.lists(st.sampled_from(["<div>", "<p>", "</div>", "<b>", "<", "a" * 50, "<i " + "x=1 " * 1500 + ">", "\u00e9"]), max_size=800).map(
        "".join
    )
)
@settings(max_examples=100, deadline=None)
def test_bounded_markup_is_no_longer_than_allowed_and_has_no_huge_tag(markup):
    kept = body.bounded(markup)
    assert len(kept) <= body.LARGEST
    assert max((len(part.split(">")[0]) for part in kept.split("<")[1:]), default=0) <= body.LONGEST_TAG


@given(BODIES)
@settings(max_examples=200, deadline=None)
def test_any_page_declares_bounded_names(data):
    said = declared.read_declared(page(data))
    assert len(said.keywords) <= declared.MOST_KEYWORDS
    assert len({word.casefold() for word in said.keywords}) == len(said.keywords)
    for name in (said.section, *said.keywords):
        assert len(name) <= declared.LONGEST
        assert name == text.plain(name)
    assert {field for field, _ in said.provenance} == {
        field for field in ("section", "keywords", "genre", "paywalled") if getattr(said, field)
    }


@given(WORDS, WORDS)
@settings(max_examples=300, deadline=None)
def test_cleaning_any_text_adds_nothing(said, title):
    cleaned = clean(said, title)
    assert len(cleaned) <= len(text.plain(said)) + said.count("!") + said.count("?")
    assert cleaned == text.one_line(cleaned)
    assert without_appended(said) in ("", said) or len(without_appended(said)) <= len(said)
    assert said.endswith(without_dateline(said))
    assert is_boilerplate(said) in (True, False)


@given(WORDS)
@example("–")
@settings(max_examples=300, deadline=None)
def test_excerpt_of_any_text_ends_at_a_sentence_or_with_one_mark(said):
    short = text.excerpt(text.plain(said))
    assert len(short) <= text.EXCERPT_LIMIT
    assert short != "…"
    assert not short or text.ends_whole(short)
    assert short.startswith(text.excerpt(short).removesuffix("…"))


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_agreement_lies_between_nothing_and_all_and_is_whole_for_the_same_text(ours, gold):
    found = agreement([Text(id="a", articleBody=ours)], {"a": {"articleBody": gold}})
    assert 0 <= found.f1 <= 1
    assert agreement([Text(id="a", articleBody=gold)], {"a": {"articleBody": gold}}).f1 == 1
