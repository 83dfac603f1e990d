"""Articles that an aggregator names: whose they are when their page cannot be read."""

from datetime import UTC, datetime

from msgspec.structs import replace

from newsloom.extract import PageExtractor
from newsloom.types import Entry, Publisher

NOW = datetime(2020, 7, 22, 12, tzinfo=UTC)


def test_unread_article_of_an_aggregator_is_its_outlets():
    listed = {"shore.example": Publisher(domain="shore.example", name="The Shore")}
    said = Entry(
        source="s",
        url="https://news.google.com/rss/articles/CBMi?oc=5",
        title="Tides rise",
        outlet="shore.example",
        outlet_url="https://www.shore.example",
    )
    article = PageExtractor(listed).extract(said, None, NOW)
    assert (article.domain, article.publisher, article.url) == ("shore.example", "The Shore", said.url)
    unlisted = PageExtractor({}).extract(replace(said, outlet="The <b>Shore</b>"), None, NOW)
    assert (unlisted.domain, unlisted.publisher) == ("shore.example", "The Shore")
    assert dict(unlisted.provenance)["publisher"] == "feed"
    for absurd in ("x" * 1000, "https://shore.example/", '"><svg/onload=alert(1)>', "Tides rise"):
        assert PageExtractor({}).extract(replace(said, outlet=absurd), None, NOW).publisher == "shore.example"
