"""Excerpts that people would publish: what is taken off, what stays, and which text is chosen."""

from datetime import UTC, datetime

import pytest

from newsloom.extract.boilerplate import is_boilerplate
from newsloom.extract.excerpts import choose_excerpt, clean
from newsloom.extract.page import Page
from newsloom.types import Entry, Fetched

NOW = datetime(2026, 3, 1, tzinfo=UTC)
URL = "https://www.news.example/a"
TEXT = "Makers of chips wait for months, and buyers of cars wait with them. Nobody knows until when."
ENTRY = Entry(source="s", url=URL)


def chosen(head="", inner="", entry=ENTRY, title="Chips are scarce"):
    html = f"<html><head>{head}</head><body>{inner}</body></html>"
    return choose_excerpt(Page(Fetched(url=URL, status=200, body=html.encode(), at=NOW)), entry, title)


def described(text):
    return f'<meta property="og:description" content="{text}">'


@pytest.mark.parametrize(
    "tail",
    [
        "The post Chips appeared first on Example.",
        "Der Beitrag Chips erschien zuerst auf Beispiel.",
        "L’article Puces est apparu en premier sur Exemple.",
        "La entrada Chips se publicó primero en Ejemplo.",
        "O post Chips apareceu primeiro em Exemplo.",
        "L'articolo Chip proviene da Esempio.",
        "Read more",
        "[weiterlesen]",
        "Weiterlesen »",
        "Lire la suite…",
        "Leer más",
        "Saiba mais!",
        "Leggi tutto",
        "[DETAILS]…",
        "Sign up for our newsletter here.",
        "© 2026 Example News",
    ],
)
def test_what_is_appended_is_taken_off(tail):
    assert clean(f"{TEXT} {tail}") == TEXT


@pytest.mark.parametrize(
    "lead",
    [
        "LONDON (Reuters) - ",
        "LONDON, Nov 5 (Reuters) - ",
        "(Reuters) - ",
        "Hamburg (dpa/lno) – ",
        "COLUMBIA, S.C. (AP) — ",
        "Madrid, 5 nov (EFE).- ",
        "Wien (APA) - ",
        "NEW YORK, Nov. 5, 2026 /PRNewswire/ -- ",
        "GATINEAU, QC / ACCESSWIRE / May 10, 2021 / ",
        "LONDON--(BUSINESS WIRE)--",
        "SIMMELSDORF – ",
    ],
)
def test_dateline_is_taken_off(lead):
    assert clean(lead + TEXT) == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "The union (AP) said on Monday – as it had on Sunday – that it was over.",
        "NASA – the agency for space – will launch on Monday.",
        "He wants to read more.",
        "Join us on April 6 to see how chips are made.",
        "Deniz talks about the President's copyright and the power of mint.",
        "“No,” she said – “never.”",
        "Follow the money, as they say, and you will find it on the table.",
    ],
)
def test_words_of_the_piece_stay(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Placeholder.",
        "www.news.example",
        "https://news.example/a",
        "Nous utilisons des cookies pour améliorer votre expérience.",
        "Este sitio web utiliza cookies propias.",
        "Bitte aktivieren Sie JavaScript.",
        "124 votes and 50 comments so far on Reddit",
        "Get the latest local and international news.",
        "Alle Rechte vorbehalten.",
    ],
)
def test_text_of_the_machine_or_site_is_none(text):
    assert clean(text) == ""


def test_credits_marks_and_escapes_inside_are_taken_out():
    assert (
        clean("Chips (Photo: Jane Doe/Agency) are scarce.[1] Are they?Yes.\\n They are scar\u00adce.")
        == "Chips are scarce. Are they? Yes. They are scarce."
    )


def test_title_set_apart_before_the_text_is_taken_off():
    assert clean(f"Chips are scarce - {TEXT}", "Chips are scarce") == TEXT
    assert clean("Chips are scarce - our report", "Chips are scarce") == "Chips are scarce - our report"


@pytest.mark.parametrize(
    "poor",
    [
        "Example News - all about chips and those who make them",
        "✓ cheap ✓ fast ✓ good chips for you and me",
        "Gr\ufffd\ufffde aus Z\ufffdrich, der Stadt am See, die gro\ufffd ist",
        "Chips!",
    ],
)
def test_poor_description_gives_way_to_the_paragraph(poor):
    head = described(poor) + '<meta property="og:site_name" content="Example News">'
    assert chosen(head, f"<article><p>{TEXT}</p></article>") == (TEXT, "html")


def test_poor_description_is_better_than_none():
    assert chosen(described("Chips for all")) == ("Chips for all…", "og")


def test_cut_description_goes_on_in_the_paragraph_that_it_began():
    assert chosen(described(TEXT[:60] + "..."), f"<p>{TEXT}</p>") == (TEXT, "html")
    assert chosen(described(TEXT[:60] + "..."), "<p>Else.</p>").value == "Makers of chips wait for months, and buyers of cars wait…"


def test_paragraph_beside_the_piece_is_not_its_excerpt():
    aside = f"<div class='sidebar'><p>{TEXT.replace('Makers', 'Sellers')}</p></div>"
    assert chosen("", f"{aside}<div><p>{TEXT}</p></div>").value == TEXT


def test_text_without_marked_paragraphs_is_found_by_an_extractor():
    assert chosen("", f"<div id='content'><h1>Chips are scarce</h1><div>{TEXT}<br><br>{TEXT}</div></div>").value == TEXT


@pytest.mark.parametrize("line", ["x" * 500, "a" * 399 + "(", "Photo " * 60, "- " * 190, "www." * 90, "\u00a0" * 300])
def test_long_odd_line_is_judged_at_once(line):
    assert is_boilerplate(line) in (True, False)
