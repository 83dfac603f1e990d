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


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>{}</script>",
        "<SCRIPT type='text/x-template'>{}</SCRIPT>",
        "<!-- {} -->",
        "<!-- {}",
        "<template id=missing>{}</template>",
        "<noscript>{}</noscript>",
        "<svg class='hidden'>{}</svg>",
    ],
)
@pytest.mark.parametrize("words", ["<h1>Page not found</h1>", "<title>Page not found</title>"])
def test_words_that_nobody_sees_say_nothing(unseen, words):
    assert vanished(answered(f"{unseen.format(words)}<h1>Tides</h1>"), TITLE) is None


@pytest.mark.parametrize("before", ["<!-->", "<svg class='icon'/>", "<svg-icon>", "<svg><path/></svg>", "<style>h1 {}</style>"])
def test_heading_after_what_nobody_sees_is_seen(before):
    assert vanished(answered(f"{before}<h1>Page not found</h1>"), TITLE)


def test_page_without_end_of_what_nobody_sees_is_read_once():
    assert vanished(answered("<svg><!--<script>" * 15_000 + "<h1>Page not found</h1>"), TITLE) is None


@pytest.mark.parametrize(
    "body",
    [
        "<title>Not found: why the search for flight MH370 goes on</title>",
        "<title>Why the search for flight MH370 goes on | Example News</title><h1>Not found</h1>",
        "<title>Error 404</title><h1>Why the search for MH370 still goes on</h1>",
    ],
)
def test_page_that_tells_the_title_beside_the_absence_has_not(body):
    assert vanished(answered(body), "Why the search for flight MH370 goes on") is None


@pytest.mark.parametrize("body", ["<title>Not found</title>", "<title>404 Not Found | Flight News</title><h1>Page not found</h1>"])
def test_site_name_and_absence_with_words_of_the_title_tell_no_title(body):
    assert vanished(answered(body), "Why flight MH370 has not been found by any search")
