"""A source whose kind nobody said is read as what it is."""

from datetime import UTC, datetime

import pytest
from tests.packing import packed

from newsloom.sources.detect import DetectedKind
from newsloom.testing.fakes import told
from newsloom.types import Failure, Fetched, Harvest, Memory, Source

NOW = datetime(2020, 7, 21, 12, tzinfo=UTC)
URL = "https://news.example/x"
RSS = "<rss><channel><title>News</title><item><link>/a</link></item></channel></rss>"
SITEMAP = "<urlset><url><loc>https://news.example/a</loc></url></urlset>"


def converse(body, content_type="text/html"):
    data = body.encode() if isinstance(body, str) else body
    talk = DetectedKind().converse(Source(url=URL), Memory(source=URL), NOW)
    told(talk, None)
    answer = Fetched(url=URL, status=200, headers=(("Content-Type", content_type), ("ETag", '"1"')), body=data, at=NOW)
    try:
        return told(talk, answer)
    except StopIteration as end:
        return end.value


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RSS, "feed"),
        ('\ufeff<?xml version="1.0"?><!-- made by hand -->' + RSS, "feed"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/></entry></feed>', "feed"),
        ('<rdf:RDF xmlns:rdf="x" xmlns="http://purl.org/rss/1.0/"><item><link>/a</link></item></rdf:RDF>', "feed"),
        ('\n{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a"}]}', "feed"),
        (SITEMAP, "sitemap"),
        (packed(SITEMAP.encode()), "sitemap"),
        (packed(RSS.encode()), "feed"),
    ],
)
def test_document_is_read_by_its_root_whatever_its_type(body, kind):
    harvest = converse(body)
    assert isinstance(harvest, Harvest)
    assert harvest.kind == kind
    assert [entry.url for entry in harvest.entries] == ["https://news.example/a"]
    assert harvest.etag == '"1"'


def test_index_is_followed():
    request = converse("<sitemapindex><sitemap><loc>https://news.example/1.xml</loc></sitemap></sitemapindex>")
    assert request.url == "https://news.example/1.xml"


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE html><html><p>x</p></html>",
        "  <!-- x --><HTML><body>",
        "<svg/>",
        "words",
        b"\x89PNG\r\n\x1a\n\x00",
        b"%PDF-1.4",
        '{"a": 1}',
        "[1]",
    ],
)
def test_anything_else_is_not_a_feed(body):
    failure = converse(body)
    assert isinstance(failure, Failure)
    assert failure.code == "not-a-feed"
    assert failure.subject == URL


def test_web_page_names_the_feeds_it_declares():
    failure = converse('<html><head><link rel="alternate" href="/feed.xml?a=1&amp;b=2" type="application/rss+xml"></head></html>')
    assert "https://news.example/feed.xml?a=1&b=2" in failure.reason
