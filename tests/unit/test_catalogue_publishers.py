"""Every row of the catalogue is a publisher: the checker for whoever adds one (docs/how-to/add-a-publisher.md)."""

from importlib.resources import files
import json
import time

import pytest

from newsloom import catalogue, urls
from newsloom.catalogue.checker import COLUMNS, LETTERS, main, problems

ROW = "example.com\tExample\tUS\ten\t\tnewsroom\t\t\t\th"


def listing() -> str:
    return files("newsloom.catalogue").joinpath("publishers.tsv").read_text("utf-8")


def rows() -> list[list[str]]:
    return [line.split("\t") for line in listing().splitlines() if not line.startswith("#")]


def test_every_row_is_right():
    assert problems(listing()) == []


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("domain", "www.example.com", "no host in lower case"),
        ("domain", "Example.com", "no host in lower case"),
        ("domain", "news.example.com", "is no registrable domain; write example.com"),
        ("name", "", "no name"),
        ("name", "example.com", "is an address"),
        ("name", "https://example.com", "is an address"),
        ("name", "A  B", "odd blanks"),
        ("country", "UK", "none of ISO 3166-1"),
        ("country", "us", "none of ISO 3166-1"),
        ("language", "eng", "none of ISO 639-1"),
        ("language", "xx", "none of ISO 639-1"),
        ("family", "A  B", "odd blanks"),
        ("family", "Nobody Else", "nobody else is of the family"),
        ("role", "blog", "unknown; write one of newsroom"),
        ("rating", "1.2", "no figure from 0 to 1"),
        ("rating", "0.1234", "no figure from 0 to 1"),
        ("rating", "0.5", "a rating and its source, l"),
        ("specialist", "yes", "1 or empty"),
        ("reference", "1", "its source, r"),
        ("sources", "", "not letters from the head"),
        ("sources", "x", "not letters from the head"),
        ("sources", "hh", "each once"),
        ("sources", "k", "a language without its source"),
    ],
)
def test_wrong_row_is_explained_with_its_line(column, value, said):
    assert problems(ROW) == []
    row = ROW.split("\t")
    row[COLUMNS.index(column)] = value
    found = problems("# a comment\n" + "\t".join(row))
    assert all(problem.startswith("line 2: ") for problem in found)
    assert any(said in problem for problem in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("example.com\tExample\tUS\ten\t\tnewsroom\t\t1\t\tg", "line 1: example.com: a specialist without its source"),
        (f"{ROW}\n{ROW}", "line 2: example.com: stands twice"),
        (f"{ROW}\n{ROW.replace('example', 'alpha')}", "line 2: alpha.com: stands after example.com; sort"),
        (f"{ROW}\n{ROW.replace('example', 'news.example')}", "line 2: news.example.com: has the name of example.com"),
        (f"{ROW}\th", "line 1: 11 columns, not 10"),
    ],
)
def test_rows_that_do_not_go_together_are_explained(text, said):
    assert any(problem.startswith(said) for problem in problems(text))


def test_checker_ends_with_a_failure_when_a_file_is_wrong(tmp_path, monkeypatch, capsys):
    file = tmp_path / "publishers.tsv"
    file.write_text(ROW.replace("US", "UK"))
    monkeypatch.setattr("sys.argv", ["checker", str(file)])
    assert main() == 1
    assert "line 1: example.com" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["checker"])
    assert main() == 0


def test_catalogue_is_whole_and_says_what_it_is_built_from():
    known = catalogue.publishers().values()
    assert len(known) == len(rows())
    assert sum(bool(one.name and one.country and one.language) for one in known) >= 2000
    head = [line for line in listing().splitlines() if line.startswith("#")]
    assert all(any(f"#   {letter}  " in line for line in head) for letter in LETTERS)
    for source in ("fundus", "kite-public", "CC BY 4.0", "doi:10.1093/pnasnexus/pgad286", "MIT"):
        assert any(source in line for line in head), source


def test_host_that_is_another_outlet_than_its_domain_has_its_own_name():
    known = catalogue.publishers()
    assert (known["economictimes.indiatimes.com"].name, known["indiatimes.com"].name) == ("The Economic Times", "The Times of India")
    assert known["economictimes.indiatimes.com"].family == known["indiatimes.com"].family


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
        ("sky.com", "Sky", "newsroom"),
        ("news.sky.com", "Sky News", "newsroom"),
        ("cbssports.com", "CBS Sports", "newsroom"),
        ("english.ahram.org.eg", "Ahram Online", "newsroom"),
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
        own = urls.registrable(publisher.domain)  # an outlet at a host of its own may have the figure that was given to its domain
        assert publisher.rating in (ratings.get(publisher.domain), ratings.get(own))


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
