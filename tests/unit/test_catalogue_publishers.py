"""Every row of the catalogue is a publisher: the checker for whoever adds one (docs/how-to/add-a-publisher.md)."""

from importlib.resources import files
import json
import re
import time

import pytest

from newsloom import catalogue, urls

ROLES = {"newsroom", "wire", "release-host", "not-news", "unknown"}
LETTERS = "hprfkult"
COLUMNS = 9

# These outlets are called by their domain, themselves.
CALLED_BY_DOMAIN = frozenset(
    """
    3dprint.com 3dprinting.com actu.fr al.com amwaj.media bdnews24.com bitcoin.com blacknews.com boston.com boursier.com
    breakingnews.ie canada.com cleveland.com comicbook.com contactmusic.com crypto.news debugpoint.com deeplearning.ai eldiario.es
    examiner.com finanznachrichten.de gamesindustry.biz gazeta.ru golem.de guns.com hotnews.ro ifun.de india.com interest.co.nz
    investing.com iphone-ticker.de lenta.ru linux.com linux.org lwn.net military.com mmorpg.com netzpolitik.org news.com.au nj.com
    northcentralpa.com northjersey.com novinky.cz nu.nl oilprice.com opensource.com philly.com phys.org prowrestling.net rabble.ca
    radio.com scienceblog.com scroll.in siliconvalley.com slate.fr space.com syracuse.com tech.eu techcentral.ie thejournal.ie tv.com
    unite.ai voicebot.ai zdnet.de
    """.split()
)


def rows() -> list[list[str]]:
    text = files("newsloom.catalogue").joinpath("publishers.tsv").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def wrong(row: list[str]) -> str:
    """Return what is wrong with a row; empty when nothing is."""
    if len(row) != COLUMNS:
        return f"{len(row)} columns, not {COLUMNS}"
    domain, name, country, family, role, rating, specialist, reference, sources = row
    checks = {
        "no registrable domain in lower case": urls.registrable(domain) == domain and urls.hostname(f"https://{domain}/") == domain,
        "no name, or one with odd blanks": name and name == " ".join(name.split()),
        "the bare domain for a name": name.lower() != domain or domain in CALLED_BY_DOMAIN,
        "an address for a name": "://" not in name and not name.lower().startswith("www."),
        "no country of two capitals": re.fullmatch(r"(?:[A-Z]{2})?", country),
        "a family with odd blanks": family == " ".join(family.split()),
        "an unknown role": role in ROLES,
        "no rating from 0 to 1 of at most 3 decimals": re.fullmatch(r"(?:0|0?\.\d{1,3}|1)?", rating),
        "no flag": {specialist, reference} <= {"", "1"},
        "no source of its facts, or an unknown one": sources and set(sources) <= set(LETTERS),
        "a rating without its source, or a source without its rating": bool(rating) == ("l" in sources),
        "an entry of the reference without its source": bool(reference) == ("r" in sources),
    }
    return "; ".join(problem for problem, right in checks.items() if not right)


def test_every_row_is_right():
    assert {row[0]: problem for row in rows() if (problem := wrong(row))} == {}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (0, "www.example.com"),
        (0, "Example.com"),
        (1, ""),
        (1, "example.com"),
        (1, "A  B"),
        (2, "us"),
        (4, "blog"),
        (5, "1.2"),
        (5, "0.1234"),
        (6, "yes"),
        (8, ""),
        (8, "x"),
    ],
)
def test_wrong_row_is_found(column, value):
    row = ["example.com", "A", "US", "", "newsroom", "", "", "", "h"]
    assert wrong(row) == ""
    row[column] = value
    assert wrong(row)


def test_rows_are_sorted_and_no_domain_stands_twice():
    domains = [row[0] for row in rows()]
    assert domains == sorted(set(domains))


def test_catalogue_knows_more_than_a_thousand_publishers_and_says_what_it_is_built_from():
    assert len(catalogue.publishers()) == len(rows()) > 1000
    text = files("newsloom.catalogue").joinpath("publishers.tsv").read_text("utf-8")
    head = [line for line in text.splitlines() if line.startswith("#")]
    for source in ("fundus", "kite-public", "CC BY 4.0", "doi:10.1093/pnasnexus/pgad286", "MIT"):
        assert any(source in line for line in head), source


@pytest.mark.parametrize(
    ("domain", "name", "role"),
    [
        ("apnews.com", "Associated Press", "newsroom"),
        ("benzinga.com", "Benzinga", "release-host"),
        ("marketwatch.com", "MarketWatch", "release-host"),
        ("prnewswire.com", "PR Newswire", "wire"),
        ("youtube.com", "YouTube", "unknown"),
        ("microsoft.com", "Microsoft", "unknown"),
        ("github.com", "GitHub", "not-news"),
        ("theonion.com", "The Onion", "not-news"),
        ("bbc.co.uk", "BBC", "newsroom"),
        ("lemonde.fr", "Le Monde", "newsroom"),
        ("virtualizationreview.com", "Virtualization Review", "newsroom"),
    ],
)
def test_well_known_outlets_have_their_names_and_roles(domain, name, role):
    found = catalogue.publishers()[domain]
    assert (found.name, found.role) == (name, role)


def test_outlets_of_one_house_share_a_family():
    known = catalogue.publishers()
    for one, other in [("bbc.com", "bbc.co.uk"), ("wsj.com", "marketwatch.com"), ("azcentral.com", "freep.com"), ("apnews.com", "ap.org")]:
        assert known[one].family == known[other].family != ""
    assert known["bbc.com"].family != known["apnews.com"].family


def test_reference_catalogue_is_whole():
    listed = [publisher for publisher in catalogue.publishers().values() if publisher.reference]
    assert len(listed) == 70
    assert {"marketwatch.com", "techcrunch.com", "uw.edu"} <= {publisher.domain for publisher in listed}
    assert "microsoft.com" not in {publisher.domain for publisher in listed}


def test_ratings_cover_listed_publishers_and_others():
    ratings = catalogue.ratings()
    assert len(ratings) == 10_955
    assert all(0 <= rating <= 1 for rating in ratings.values())
    for publisher in catalogue.publishers().values():
        assert publisher.rating == ratings.get(publisher.domain)


def test_rated_adds_bare_rows_and_changes_no_listed_one():
    known, rated = catalogue.publishers(), catalogue.rated()
    assert {domain: rated[domain] for domain in known} == known
    assert rated.keys() == known.keys() | catalogue.ratings().keys()
    bare = next(rated[domain] for domain in rated if domain not in known)
    assert (bare.name, bare.role, bare.rating) == (bare.domain, "newsroom", catalogue.ratings()[bare.domain])


def test_catalogue_loads_within_thirty_milliseconds():
    def once() -> float:
        start = time.perf_counter()
        catalogue.publishers()
        return time.perf_counter() - start

    assert min(once() for _ in range(5)) < 0.030


@pytest.mark.shared
def test_references_names_are_met_where_they_are_right(shared):

    theirs = {entry["domain"]: entry["name"] for entry in json.loads((shared / "reference" / "organizations.json").read_text())}
    ours = catalogue.publishers()
    assert {domain for domain in theirs if ours[domain].name.casefold() != theirs[domain].casefold()} == {
        "stanford.edu",  # "Stanford"
        "uw.edu",  # "UW"
        "wsj.com",  # "WSJ"
    }
