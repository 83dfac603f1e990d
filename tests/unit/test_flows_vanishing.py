"""Pages that say that they are not there, and pages that only speak of such."""

import pytest

from newsloom.flows.vanishing import vanished
from newsloom.testing.factories import NOW, TITLE
from newsloom.types import Fetched


def answered(body, **changes):
    return Fetched(url="https://news.example/a", status=200, body=body if isinstance(body, bytes) else body.encode(), at=NOW, **changes)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<title>Page not found | Example News</title>", "Page not found"),
        ("<title>Example News - Error 404</title>", "Error 404"),
        ("<title>404 Not Found</title>", "404 Not Found"),
        ("<title>Example</title><h1 class='x'><span>Oops! That page can&#8217;t be found.</span></h1>", "That page can’t be found"),
        (
            "<title>Example</title><h1>Sorry, nothing here</h1><h1>This article is no longer available</h1>",
            "This article is no longer available",
        ),
        ("<title>Seite nicht gefunden - Zeitung</title>", "Seite nicht gefunden"),
        ("<title>Journal</title><h1>Cette page n’existe plus</h1>", "Cette page n’existe plus"),
        ("<title>Página no encontrada » Diario</title>", "Página no encontrada"),
        ("<title>ページが見つかりません｜</title><h1>ページが見つかりません</h1>", "ページが見つかりません"),
        ("<title>Страница не найдена</title>".encode("cp1251"), "Страница не найдена"),
    ],
)
def test_page_whose_title_or_heading_says_that_it_is_not_there_has_vanished(body, said):
    told = vanished(answered(body, headers=(("Content-Type", "text/html; charset=windows-1251"),)), TITLE)
    assert (told.code, told.reason) == ("soft-404", f"its page says “{said}”; look for its new address")


@pytest.mark.parametrize(
    "body",
    [
        "",
        f"<title>{TITLE}</title><h1>{TITLE}</h1><p>Page not found</p><h2>Page not found</h2>",
        "<title>Why page not found is the most read page of the web</title>",
        "<title>Page found in attic</title><h1>This page is available</h1>",
        "<title>404 ways to cook an egg</title>",
        "<h1>" * 9999 + "Page not found",
    ],
)
def test_page_that_only_speaks_of_it_has_not(body):
    assert vanished(answered(body), TITLE) is None


def test_article_that_was_so_titled_before_has_not():
    assert vanished(answered("<title>Page not found | Example News</title>"), "Page not found") is None
