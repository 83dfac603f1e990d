"""Wires: whose release a page shows, and that nothing else is taken for one."""

from datetime import UTC, datetime

import pytest

from newsloom import catalogue
from newsloom.extract import PageExtractor
from newsloom.extract.page import Page
from newsloom.extract.wires import Wires
from newsloom.types import Entry, Fetched

NOW = datetime(2021, 5, 12, tzinfo=UTC)
URL = "https://www.marketwatch.com/press-release/acme-opens-a-mill"
WIRES = Wires(catalogue.publishers())
LONG = " opens the largest paper mill of the north, the company announced today, and will hire three hundred people for it."


def credited(html: str, url: str = URL, *, picture: str = "", **said) -> str:
    page = Page(Fetched(url=url, status=200, body=html.encode(), at=NOW))
    return WIRES.credited(page, Entry(source="s", url=url, **said), url, picture).value


@pytest.mark.parametrize(
    ("dateline", "wire"),
    [
        ("OSLO, Norway, May 12, 2021 /PRNewswire/ -- Acme", "prnewswire.com"),
        ("OSLO, May 12, 2021 /PRNewswire-PRWeb/ -- Acme", "prnewswire.com"),
        ("OSLO, May 12, 2021 /CNW/ - Acme", "newswire.ca"),
        ("OSLO, NORWAY / ACCESSWIRE / May 12, 2021 / Acme", "accesswire.com"),
        ("OSLO, NORWAY, May 12, 2021 /EINPresswire.com/ -- Acme", "einpresswire.com"),
        ("OSLO--(BUSINESS WIRE)--Acme", "businesswire.com"),
        ("OSLO, May 12, 2021 (GLOBE NEWSWIRE) -- Acme", "globenewswire.com"),
        ("Oslo, Norway--(Newsfile Corp. - May 12, 2021) - Acme", "newsfilecorp.com"),
        ("Oslo (PRWEB) May 12, 2021 Acme", "prweb.com"),
        ("OSLO, NORWAY--(Marketwired - May 12, 2014) - Acme", "marketwired.com"),
        ("Oslo (ots) - Acme", "presseportal.de"),
    ],
)
@pytest.mark.parametrize("place", ["paragraph", "description", "summary"])
def test_dateline_names_the_wire(dateline, wire, place):
    text = dateline + LONG
    html = {"paragraph": f"<article><p>{text}</p></article>", "description": f'<meta name="description" content="{text}">', "summary": ""}
    assert credited(html[place], summary=text if place == "summary" else "") == wire


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://www.prnewswire.com/news-releases/acme-301.html">',
        '<meta name="syndication-source" content="https://www.prnewswire.com/news-releases/acme-301.html">',
        '<meta name="dc.source" content="PR Newswire">',
        '<meta name="author" content="PRNewswire">',
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"A","author":{"name":"PR Newswire"}}</script>',
        '<script type="application/ld+json">{"@type":"NewsArticle","publisher":{"@type":"Organization","name":"PR Newswire"}}</script>',
        '<script type="application/ld+json">{"@type":"NewsArticle","provider":{"@type":"Organization","name":"PR Newswire"}}</script>',
        '<script type="application/ld+json">{"@type":"NewsArticle","sourceOrganization":{"name":"prnewswire.com"}}</script>',
    ],
)
def test_head_names_the_wire(head):
    assert credited(f"<head>{head}</head>") == "prnewswire.com"


def test_picture_that_lies_with_a_wire_tells_where_releases_are_hosted():
    shot = "https://www.accesswire.com/users/newswire/images/1/shot.jpg"
    assert credited("", "https://www.digitaljournal.com/pr/1", picture=shot) == "accesswire.com"
    assert credited("", "https://www.reuters.com/a", picture=shot) == ""


@pytest.mark.parametrize(
    "html",
    [
        "<p>The company said so in a statement on Business Wire, which regulators read before the markets had opened on Monday.</p>",
        '<p>A report.</p><a href="https://www.prnewswire.com/news-releases/other.html">NEW YORK /PRNewswire/ -- Another company</a>',
        '<iframe src="https://pr.globenewswire.com/NewsArchive/View/x"></iframe>',
        '<meta name="author" content="Jane Wire"><meta name="dc.source" content="Nature 2019 574:7776">',
        f"<p>{'A long report of our own. ' * 20}(GLOBE NEWSWIRE)</p>",
        '<meta name="source" content="">',
    ],
)
def test_mention_link_or_widget_credits_nobody(html):
    assert credited(html) == ""


def test_wires_own_page_is_no_copy():
    text = "OSLO, May 12, 2021 /PRNewswire/ -- Acme" + LONG
    assert credited(f"<p>{text}</p>", "https://www.prnewswire.com/news-releases/acme-301.html") == ""


def test_article_of_a_hosted_release_says_its_wire_and_how_it_is_known():
    html = f"<title>Acme opens a mill</title><article><p>OSLO--(BUSINESS WIRE)--Acme{LONG}</p></article>"
    page = Fetched(url=URL, status=200, body=html.encode(), at=NOW)
    made = PageExtractor(catalogue.publishers()).extract(Entry(source="s", url=URL), page, NOW)
    assert (made.wire, made.publisher, dict(made.provenance)["wire"]) == ("businesswire.com", "MarketWatch", "html")


def test_every_mark_is_of_a_wire_that_the_catalogue_knows():
    known = catalogue.publishers()
    for wire in ("prnewswire.com", "accesswire.com", "newswire.ca", "einpresswire.com", "businesswire.com", "globenewswire.com"):
        assert known[wire].role == "wire"
