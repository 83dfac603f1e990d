"""Laws of extraction: no page makes it raise, no article breaks its record's promises."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from newsloom import ids, text, urls
from newsloom.extract import PageExtractor
from newsloom.extract.pictures import is_generic, measure
from newsloom.extract.titles import Site
from newsloom.types import Article, Entry, Failure, Fetched

NOW = datetime(2020, 7, 22, 12, tzinfo=UTC)
URL = "https://news.example/2020/07/a?id=1"
PIECES = st.sampled_from(
    [
        b"<html lang=de>", b"<head>", b"</head>", b"<body>", b"<title>", b"</title>", b"Chips | News", b"<h1>", b"</h1>", b"<p>", b"</p>",
        b"<meta property=og:title content='A &amp; B'>", b"<meta name=description content='It is late'>", b"<base href='//x'>",
        b"<link rel=canonical href='/b'>", b"<link rel=amphtml href='http://[::1'>", b"<meta property=og:image content='a.png'>",
        b"<meta property=article:published_time content='2031-01-01'>", b"<time datetime='2020-13-45'>",
        b"<time pubdate datetime=2020-07-21>",
        b"<script type='application/ld+json'>", b"</script>", b'{"@type": "Article", "headline": ', b'"x"}', b"[", b"null", b"<!--", b"-->",
        b"\xff\xfe", b"\x00", b"\xed\xa0\x80", b"<meta charset=utf-16>", b"class='date'>July 9, 2020", b"\xf0\x9f\x98\x80",
        b"&#xD800;", b'rel="author"',
    ]
)  # fmt: skip
BODIES = st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=40).map(b"".join))
WORDS = st.text(max_size=80)
ENTRIES = st.builds(
    Entry,
    source=st.just("s"),
    url=st.just(URL),
    title=WORDS,
    summary=WORDS,
    author=WORDS,
    language=WORDS,
    image=WORDS | st.sampled_from(["javascript:alert(1)", "/a.png"]),
    published_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)


def fetched(body: bytes) -> Fetched:
    return Fetched(url=URL, status=200, headers=(("Content-Type", "text/html"),), body=body, at=NOW)


@given(ENTRIES, st.none() | BODIES)
@settings(max_examples=300, deadline=None)
def test_any_page_gives_a_sound_article_or_a_failure(entry, body):
    article = PageExtractor({}).extract(entry, None if body is None else fetched(body), NOW)
    if isinstance(article, Failure):
        assert article.code in ("no-title", "not-a-page")
        return
    assert isinstance(article, Article)
    assert article.title == text.plain(article.title) != ""
    assert len(article.excerpt) <= text.EXCERPT_LIMIT
    assert article.excerpt == text.printable(article.excerpt)
    assert article.published_at <= article.seen_at == NOW
    assert article.url == urls.without_tracking(article.url)
    assert article.id == ids.article_id(article.url)
    assert all(urls.absolute(picture.url) for picture in article.images)
    assert article.publisher
    assert {field for field, _ in article.provenance} >= {"url", "title", "publisher", "published_at"}


@given(ENTRIES, BODIES)
@settings(max_examples=50, deadline=None)
def test_same_input_gives_the_same_article(entry, body):
    extractor = PageExtractor({})
    assert extractor.extract(entry, fetched(body), NOW) == extractor.extract(entry, fetched(body), NOW)


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\x00\x00\x00\x00WEBPVP8 "])
)
@settings(max_examples=300, deadline=None)
def test_measuring_any_bytes_gives_a_size_or_none(data, start):
    size = measure(start + data)
    assert size is None or (size[0] > 0 and size[1] > 0)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_asked_whether_it_is_generic(name):
    assert is_generic(name) in (True, False)


@given(st.lists(st.text(alphabet="abc |-:", max_size=20), max_size=4).map(" | ".join), st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_stripping_gives_a_part_of_the_title(title, name):
    assert Site(URL, [name]).strip(title) in title
