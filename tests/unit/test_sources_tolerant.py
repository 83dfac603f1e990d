"""The tolerant reader: what it finds, what it is never given, and that it opens nothing."""

import time

import pytest

from newsloom.sources.document import Enclosure, Person, Tag
from newsloom.sources.tolerant import read_tolerantly

BASE = "https://news.example/feed"


def test_items_facts_are_all_taken_over():
    document = read_tolerantly(
        """<rss><channel><title>News</title><language>en</language><item><title>A<br></title><link>/a</link><guid>urn:a</guid>
        <author>jane@news.example (Jane Doe)</author><category domain="urn:s">tides</category>
        <pubDate>Tue, 21 Jul 2020 08:20:00 EST</pubDate>
        <enclosure url="/a.jpg" type="image/jpeg" length="9"/><description>See <a href="/b">b</a></description></item>""",
        BASE,
    )
    assert document is not None
    item = document.items[0]
    assert (document.title, document.language, item.link, item.id) == ("News", "en", "https://news.example/a", "urn:a")
    assert (item.published, item.language) == ("Tue, 21 Jul 2020 08:20:00 EST", "en")
    assert item.authors == (Person("Jane Doe", "jane@news.example"),)
    assert item.tags == (Tag("tides", "urn:s"),)
    assert item.enclosures == (Enclosure("https://news.example/a.jpg", "image/jpeg", "9"),)
    assert item.image == "https://news.example/a.jpg"
    assert item.summary == 'See <a href="https://news.example/b">b</a>'


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "ftp://news.example/a"])
def test_address_that_nobody_asks_for_is_none(link):
    document = read_tolerantly(f"<rss><item><title>A</title><link>{link}</link></item>", BASE)
    assert document is not None
    assert document.items[0].link == ""


def test_text_that_is_a_files_name_opens_no_file(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_text("<rss><channel><title>secret</title></channel></rss>")
    for text in (str(secret), f"file://{secret}"):
        document = read_tolerantly(text, BASE)
        assert document is None or document.title == ""


@pytest.mark.parametrize(
    "text",
    [
        "<rss><channel><item><author>a@" + "a." * 16_000 + "!</author>",
        "<rss><channel><item><author>" + "a" * 32_000 + "</author>",
        "<rss><channel><item>" + "<a>" * 300_000,
        "<rss><channel><item><description>" + "<p>x" * 240_000,
        "<rss><channel><item><description><![CDATA[" + "<!--" * 32_000 + "]]>",
        "<!DOCTYPE rss [" + "<!ENTITY " * 50_000,
        "<rss><channel><item><title>" + "&" * 900_000,
        "<rss><channel><item><title>" + "<" * 900_000,
        "<rss>" + " " * 2_000_000,
    ],
    ids=["mail", "run", "tags", "paragraphs", "comments", "entities", "ampersands", "less-thans", "length"],
)
def test_document_that_would_occupy_it_for_long_is_not_given_to_it(text):
    begun = time.process_time()
    assert read_tolerantly(text, BASE) is None
    assert time.process_time() - begun < 1


def test_what_it_raises_is_no_reading():
    assert read_tolerantly("<rss><item><description>&#x110000;&#99999999999;</description><br>", BASE) is None


@pytest.mark.parametrize(
    "junk", ["\x00\ufffd" * 50, "<?xml version='1.0' encoding='utf-99'?><rss", "<rss xmlns:='x'>", "&#xD800;<rss>&#x110000;"]
)
def test_junk_raises_nothing(junk):
    document = read_tolerantly(junk, BASE)
    assert document is None or document.items == ()
