"""Vanishing: pages that say that they are not there, though their server answers as if they were."""

from collections.abc import Iterator
from itertools import islice
import re

from newsloom.flows.revision import alike
from newsloom.text import decode, plain
from newsloom.types import Failure, Fetched

LOOKED_AT = 256 * 1024
"""Characters of a page in which its title and its headings are looked for: as many as a tree is built of (`extract.page`)."""

_MOST_HEADINGS = 3
_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_CHARSET_WITHIN = 16 * 1024
_TITLE = re.compile(r"<title\b[^<>]{0,400}>([^<]{1,400})</title", re.IGNORECASE)
_OPENS = re.compile(r"<h1\b", re.IGNORECASE)
_HEADING = re.compile(r"<h1\b[^<>]{0,800}>(.{1,600}?)</h1", re.IGNORECASE | re.DOTALL)
# What no reader sees as words of the page: up to its end or, as a browser takes it, that of the page. An icon's title is no page's title.
_UNSEEN = re.compile(
    r"<!--(?:-?>|.{0,262144}?(?:--!?>|\Z))|<svg\b[^<>]{0,400}/>|<(script|style|template|noscript|svg)(?=[\s/>]).{0,262144}?(?:</\1|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_PARTS = re.compile(r"\s[|\-–—·•»«:]{1,2}\s|\s?\|\s?|:\s|[.!?…]\s")
_EDGES = " \t.,!?¡¿…:-–—|\"'“”„«»()[]"
# What such pages call themselves, as servers, content systems and their translations put it (nginx, Apache, WordPress, Drupal, TYPO3).
_SAID = re.compile(
    r"(?:error|http|fehler|erreur|errore|erro|ошибка|błąd)?\s?#?(?:404|410)(?:\s(?:error|fehler|erreur))?"
    r"(?:\s?(?:page\s)?not found|\s?gone)?|"
    r"(?:(?:the|this|that|your|requested)\s){0,2}(?:page|article|story|content|document|post|url|file|item)s?"
    r"(?:\s(?:that\s)?you\s(?:requested|wanted|(?:are|were|’re|'re) looking for)|\srequested)?\s"
    r"(?:(?:can[’']t|(?:was|is|could|can|has|have|does|do)(?:\s?not|n[’']t)|is no|not|no)\s(?:be\s|been\s)?"
    r"(?:found|exist|exists|available|longer available|longer exists|longer here)|"
    r"(?:has|have|was|were)\s(?:been\s)?(?:removed|deleted)|missing|gone)|"
    r"not found|nothing found|we (?:can[’']?t|could not|couldn[’']t) find (?:that|the|this) page"
)
_PHRASES = frozenset(
    said
    for line in (
        "seite nicht gefunden;die seite wurde nicht gefunden;seite existiert nicht;artikel nicht gefunden",
        "inhalt nicht gefunden;nicht gefunden;diese seite existiert nicht;diese seite gibt es nicht",
        "artikel nicht mehr verfügbar;seite nicht verfügbar;seite nicht mehr verfügbar;page introuvable",
        "page non trouvée;cette page n’existe pas;cette page n’existe plus;cette page n'existe pas",
        "cette page n'existe plus;article introuvable;contenu introuvable;página no encontrada;no se encontró la página",
        "la página no existe;artículo no encontrado;esta página no existe;página não encontrada;pagina não encontrada",
        "conteúdo não encontrado;esta página não existe;pagina non trovata;pagina inesistente;la pagina non esiste",
        "articolo non trovato;pagina niet gevonden;artikel niet gevonden;deze pagina bestaat niet;sidan hittades inte",
        "sidan kunde inte hittas;sidan finns inte;siden blev ikke fundet;siden findes ikke;siden ble ikke funnet",
        "siden finnes ikke;fant ikke siden;sivua ei löytynyt;sivua ei löydy;nie znaleziono strony;nie znaleziono",
        "strona nie została znaleziona;strona nie istnieje;stránka nenalezena;stránka nebyla nalezena",
        "stránka neexistuje;stránka sa nenašla;pagina nu a fost găsită;az oldal nem található",
        "a keresett oldal nem található;sayfa bulunamadı;halaman tidak ditemukan;stranica nije pronađena",
        "strani ni mogoče najti;страница не найдена;страница не существует;сторінку не знайдено",
        "страницата не е намерена;η σελίδα δεν βρέθηκε;الصفحة غير موجودة;لم يتم العثور على الصفحة;הדף לא נמצא",
        "העמוד לא נמצא;ページが見つかりません;ページが見つかりませんでした;お探しのページは見つかりませんでした",
        "页面不存在;找不到页面;页面未找到;您访问的页面不存在;找不到網頁;頁面不存在;페이지를 찾을 수 없습니다",
    )
    for said in line.split(";")
)


def vanished(page: Fetched, title: str) -> Failure | None:
    """Return the failure (`soft-404`) that a page means whose title or headings say that it is not there; `None` for any other.

    Only what stands alone says it, the site's name and an apology aside: a piece may be about pages that are not found, and so may
    the article be, whose `title` is known: where a title or heading says that, too, the page is there.

    Example:
        >>> from newsloom.testing.factories import NOW
        >>> page = Fetched(url="https://news.example/a", status=200, body=b"<title>Page not found | Example News</title>", at=NOW)
        >>> vanished(page, "Tides rise").reason
        'its page says “Page not found”; look for its new address'
        >>> vanished(page, "Page not found") is None
        True
    """
    shown = tuple(_shown(page))
    said = next((part for one in shown for part in _parted(one) if _is_absence(part)), "")
    if any(map(_is_absence, _parted(title))) or (said and any(_is_told(title, one) for one in shown)):
        return None
    reason = f"its page says “{said}”; look for its new address"
    return Failure(stage="extract", subject=page.url, code="soft-404", reason=reason) if said else None


def _shown(page: Fetched) -> Iterator[str]:
    """Yield a page's title, and its first headings of the first level."""
    declared = _CHARSET.search(page.header("Content-Type").encode("utf-8", "replace")) or _CHARSET.search(page.body, 0, _CHARSET_WITHIN)
    markup = _UNSEEN.sub(" ", decode(page.body, *([declared[1].decode("ascii")] if declared else []))[:LOOKED_AT])
    if title := _TITLE.search(markup):
        yield plain(title[1])
    for opened in islice(_OPENS.finditer(markup), _MOST_HEADINGS):
        if heading := _HEADING.match(markup, opened.start()):
            yield plain(heading[1])


def _parted(said: str) -> Iterator[str]:
    """Yield a title whole, and its parts: one of them is the site's name, or an apology."""
    yield said.strip(_EDGES)
    yield from (part.strip(_EDGES) for part in _PARTS.split(said))


def _is_told(title: str, shown: str) -> bool:
    """Tell whether what is shown is a version of a title, absences aside; the name of a site, which is shorter, is none."""
    rest = " ".join(part for said in _PARTS.split(shown) if not _is_absence(part := said.strip(_EDGES)))
    return 2 * len(rest) >= len(title) and alike(rest, title)


def _is_absence(said: str) -> bool:
    folded = " ".join(said.casefold().split())
    return folded in _PHRASES or bool(_SAID.fullmatch(folded))
