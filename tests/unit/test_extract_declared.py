"""What a page declares: section, keywords, genre, paywall."""

from datetime import UTC, datetime
import json

import pytest

from newsloom.extract import PageExtractor
from newsloom.extract.declared import LONGEST, MOST_KEYWORDS, read_declared
from newsloom.extract.page import Page
from newsloom.types import Article, Entry, Fetched

NOW = datetime(2026, 3, 1, tzinfo=UTC)
URL = "https://www.news.example/a"


def said(head="", **linked):
    script = json.dumps({"@type": "NewsArticle", **linked}) if linked else ""
    html = f'<html><head>{head}<script type="application/ld+json">{script}</script></head><body><p>x</p></body></html>'
    return read_declared(Page(Fetched(url=URL, status=200, body=html.encode(), at=NOW)))


def meta(name, content):
    return f'<meta property="{name}" content="{content}">'


def where(declared):
    return dict(declared.provenance)


def test_page_that_declares_nothing_says_nothing():
    assert said() == read_declared(Page(Fetched(url=URL, status=200, body=b"<p>x", at=NOW)))
    assert said().provenance == ()


@pytest.mark.parametrize(
    ("head", "linked", "section", "source"),
    [
        (meta("article:section", "Tech &amp; Science"), {"articleSection": "Else"}, "Tech & Science", "og"),
        ("", {"articleSection": ["Tech", "Chips"]}, "Tech", "json-ld"),
        (meta("section", "Tech"), {}, "Tech", "html"),
        (meta("article:section", "Uncategorized"), {"articleSection": "Tech"}, "Tech", "json-ld"),
        (meta("article:section", "null"), {"articleSection": "Tech"}, "Tech", "json-ld"),
        (meta("article:section", "x" * (LONGEST + 1)), {}, "", None),
        (meta("article:section", "https://news.example/tech"), {}, "", None),
    ],
)
def test_section_is_the_first_that_is_a_name(head, linked, section, source):
    declared = said(head, **linked)
    assert (declared.section, where(declared).get("section")) == (section, source)


@pytest.mark.parametrize(
    ("head", "linked", "keywords", "source"),
    [
        (meta("news_keywords", "chips, Chips;  makers ,") + meta("article:tag", "x"), {}, ("chips", "makers"), "html"),
        (meta("article:tag", "Chips, big") + meta("article:tag", "Makers"), {}, ("Chips, big", "Makers"), "og"),
        (meta("article:tag", "Chips, Makers"), {}, ("Chips", "Makers"), "og"),
        (meta("keywords", "site"), {"keywords": "chips,makers"}, ("chips", "makers"), "json-ld"),
        (meta("keywords", "chips,12345,type:article, ,#makers"), {}, ("chips", "makers"), "html"),
    ],
)
def test_keywords_are_the_first_list_that_has_any(head, linked, keywords, source):
    declared = said(head, **linked)
    assert (declared.keywords, where(declared)["keywords"]) == (keywords, source)


def test_keywords_are_bounded():
    assert len(said(meta("news_keywords", ",".join(f"word{number}" for number in range(500)))).keywords) == MOST_KEYWORDS


@pytest.mark.parametrize(
    ("head", "linked", "genre", "source"),
    [
        ("", {"@type": "OpinionNewsArticle"}, "opinion", "json-ld"),
        ("", {"@type": ["NewsArticle", "OpinionNewsArticle"]}, "opinion", "json-ld"),
        ("", {"genre": "Op-Ed"}, "opinion", "json-ld"),
        ("", {"genre": "Press release"}, "press-release", "json-ld"),
        (meta("article:opinion", "true"), {}, "opinion", "og"),
        (meta("article:section", "Meinung"), {}, "opinion", "og"),
        (meta("article:section", "Opinión"), {}, "opinion", "og"),
        (meta("article:section", "Communiqués de presse"), {}, "press-release", "og"),
        ("", {"articleSection": ["News", "Press Releases"]}, "press-release", "json-ld"),
        ("", {"@type": "AnalysisNewsArticle"}, "", None),
        (meta("article:section", "Opinion polls"), {}, "", None),
        (meta("article:opinion", "false"), {}, "", None),
    ],
)
def test_genre_is_told_only_by_words_that_mean_nothing_else(head, linked, genre, source):
    declared = said(head, **linked)
    assert (declared.genre, where(declared).get("genre")) == (genre, source)


@pytest.mark.parametrize(
    ("head", "linked", "source"),
    [
        ("", {"isAccessibleForFree": False}, "json-ld"),
        ("", {"isAccessibleForFree": "False"}, "json-ld"),
        ("", {"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "http://schema.org/False"}}, "json-ld"),
        ("", {"hasPart": [{"cssSelector": ".x"}, {"isAccessibleForFree": False}]}, "json-ld"),
        (meta("article:content_tier", "locked"), {}, "og"),
        (meta("article:content_tier", "Metered"), {}, "og"),
        (meta("article:content_tier", "free"), {}, None),
        ("", {"isAccessibleForFree": True, "hasPart": {"isAccessibleForFree": False}}, None),
    ],
)
def test_paywall_is_what_the_page_declares(head, linked, source):
    declared = said(head, **linked)
    assert (declared.paywalled, where(declared).get("paywalled")) == (source is not None, source)


def test_article_carries_what_its_page_declares_with_provenance():
    html = f"<title>Chips are scarce</title>{meta('article:section', 'Opinion')}{meta('news_keywords', 'chips')}".encode()
    article = PageExtractor({}).extract(Entry(source="s", url=URL), Fetched(url=URL, status=200, body=html, at=NOW), NOW)
    assert isinstance(article, Article)
    assert (article.section, article.keywords, article.genre, article.paywalled) == ("Opinion", ("chips",), "opinion", False)
    assert {("section", "og"), ("keywords", "html"), ("genre", "og")} <= set(article.provenance)
