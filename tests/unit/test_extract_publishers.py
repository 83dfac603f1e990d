"""Publishers' names: the catalogue's, else the page's own, chosen so that sections and campaigns are not taken for the outlet."""

from datetime import UTC, datetime

import pytest

from newsloom.extract.page import Page
from newsloom.extract.publishers import choose_publisher
from newsloom.types import Fetched, Publisher
from newsloom.urls import registrable

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def chosen(head: str, url: str = "https://www.spacenews.example/a", *, title: str = "Rockets rise", **known: str) -> tuple[str, str]:
    page = Page(Fetched(url=url, status=200, body=f"<head>{head}</head>".encode(), at=NOW))
    listed = {domain.replace("__", "."): Publisher(domain=domain.replace("__", "."), name=name) for domain, name in known.items()}
    return tuple(choose_publisher(page, url, title, listed))


SITE = '<meta property="og:site_name" content="{}">'
LINKED = '<script type="application/ld+json">{{"@type":"NewsArticle","publisher":{{"name":"{}"}}}}</script>'


def test_catalogue_goes_before_what_a_page_says():
    assert chosen(SITE.format("Campaign 2026"), spacenews__example="SpaceNews") == ("SpaceNews", "catalogue")


def test_host_with_a_row_of_its_own_is_its_own_outlet():
    url = "https://economictimes.times.example/a"
    assert chosen("", url, times__example="The Times", economictimes__times__example="The Economic Times")[0] == "The Economic Times"


def test_name_that_the_domain_spells_goes_before_a_section():
    assert chosen(SITE.format("U.S.") + LINKED.format("Space News")) == ("Space News", "json-ld")


def test_name_at_a_titles_end_counts_where_the_domain_spells_it():
    assert chosen("<title>Rockets rise | Space News</title>") == ("Space News", "html")
    assert chosen("<title>Rockets rise | Markets</title>") == ("spacenews.example", "url")


def test_name_at_a_titles_beginning_counts_where_the_domain_spells_it():
    assert chosen("<title>The Space News: Rockets rise</title>") == ("The Space News", "html")


def test_pages_whole_title_is_no_name_with_a_tagline():
    title = "Cup preview: Rockets rise - Space News Switzerland"
    head = f'<title>{title}</title><meta name="application-name" content="{title}">'
    assert chosen(head, title="Cup preview: Rockets rise") == ("spacenews.example", "url")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mill Gazette | News, Weather, Sports | Fort Lauderdale", "Mill Gazette"),
        ("Mill Gazette GmbH", "Mill Gazette"),
        ("Mill Gazette, Inc.", "Mill Gazette"),
        ("SPD", "SPD"),
    ],
)
def test_taglines_and_legal_forms_are_no_part_of_a_name(said, name):
    assert chosen(SITE.format(said)) == (name, "og")


@pytest.mark.parametrize("said", ["Rockets rise", "Home", "https://spacenews.example/", "x" * 61, "", "WordPress"])
def test_what_cannot_be_a_name_gives_way_to_the_domain(said):
    assert chosen(SITE.format(said)) == ("spacenews.example", "url")


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("mara.wordpress.com", "mara.wordpress.com"),
        ("mara.substack.com", "mara.substack.com"),
        ("mara.medium.com", "mara.medium.com"),
        ("www.mara.github.io", "mara.github.io"),
        ("mara.blogspot.com", "mara.blogspot.com"),
        ("www.medium.com", "medium.com"),
        ("uk.reuters.com", "reuters.com"),
        ("finance.yahoo.com", "yahoo.com"),
    ],
)
def test_sites_on_a_host_for_all_are_publishers_of_their_own(host, domain):
    assert registrable(host) == domain
