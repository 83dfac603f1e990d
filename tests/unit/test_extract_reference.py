"""Agreement with the reference's records of a real hub, and no exception on real pages."""

import base64
from collections import Counter
from datetime import UTC, datetime
import gzip
import html
from itertools import islice
import json

import msgspec
import pytest

from newsloom import times
from newsloom.extract import PageExtractor
from newsloom.types import Article, Entry, Fetched, Publisher

FLOOR = 0.97
"""Share of the reference's records that must agree in every field; the rest are its own faults (boilerplate for text)."""


def normal(text):
    return " ".join(html.unescape(text or "").split())


def lines(path):
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(row) for row in data.split(b"\n") if row]


def cases(rows, now):
    """Yield an entry and its recorded page for every item of the recorded feeds."""
    pages = {row["url"]: row["text"] for row in rows if "text" in row}
    for feed in (row for row in rows if "feed" in row):
        for item in feed["items"]:
            entry = Entry(
                source=feed["feed"],
                url=item["url"],
                title=item["title"],
                summary=item.get("excerpt", ""),
                published_at=times.parse(item["date"]),
                image=item.get("image", ""),
            )
            if entry.url in pages:
                yield entry, Fetched(url=entry.url, status=200, body=pages[entry.url].encode(), at=now)


def agreements(article, record):
    ours, theirs = normal(article.excerpt).removesuffix("…"), normal(record["excerpt"]).removesuffix("...").rstrip()
    return {
        "title": normal(article.title) == normal(record["title"]),
        "excerpt": bool(ours) and (theirs.startswith(ours) or ours.startswith(theirs)),
        "published": times.stamp(article.published_at) == record["publishedDateTime"],
        "publisher": article.publisher == record["provider"]["name"],
        "domain": article.domain == record["provider"]["domain"] or article.type == "video",
        "type": article.type == record["type"],
        "player": article.type != "video" or article.embed == record["featuredContent"],
        "address": article.url == record.get("webUrl", article.url),
        "amp": article.amp_url == record.get("ampWebUrl", ""),
        "picture": [picture.url for picture in article.images] == [picture["url"] for picture in record.get("images", ())],
    }


@pytest.mark.shared
def test_articles_agree_with_the_references_records(shared):
    now = datetime(2021, 6, 3, tzinfo=UTC)
    records = {}
    for record in lines(shared / "reference/powerapps_news.jsonl"):
        records.setdefault(record["originalUrl"], record)
    listed = {
        row["domain"]: Publisher(domain=row["domain"], name=row["name"])
        for row in json.loads((shared / "reference/organizations.json").read_text())
    }
    agreed, total = Counter(), 0
    for entry, page in cases(lines(shared / "replay/powerapps.jsonl.gz"), now):
        article = PageExtractor(listed).extract(entry, page, now)
        assert isinstance(article, Article)
        total += 1
        agreed.update(field for field, same in agreements(article, records[entry.url]).items() if same)
    assert total == 191
    assert {field: count for field, count in agreed.items() if count < FLOOR * total} == {}
    assert len(agreed) == 10


@pytest.mark.shared
def test_real_pages_raise_nothing_and_say_their_title(shared):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with gzip.open(shared / "replay/pages.jsonl.gz") as rows:
        every_third = [msgspec.json.decode(row) for row in islice(rows, 0, None, 3) if not row.startswith(b'{"feed"')]
    pages = [
        Fetched(url=row["url"], status=200, body=base64.b64decode(row["base64"]) if "base64" in row else row["text"].encode(), at=now)
        for row in every_third
    ]
    articles = [PageExtractor({}).extract(Entry(source="s", url=page.url), page, now) for page in pages]
    assert len(articles) > 300
    assert sum(isinstance(article, Article) for article in articles) > 0.99 * len(articles)
