"""XML from strangers: read strictly, else mended; never an entity, a DTD, a file or the network."""

from functools import lru_cache
from html.entities import html5, name2codepoint
import re

from lxml import etree

from newsloom.sources.conversation import failed
from newsloom.text import decode
from newsloom.types import Failure, Fetched

Element = etree._Element  # noqa: SLF001 -- lxml publishes its element type under this name only

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._:-]{1,40})")
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,31});|(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};))?")
_LESS_THAN = re.compile(r"<(?=[\s\d<=>])")
# A feed's plain fields, left open before the next field or the end of the item.
_LEFT_OPEN = re.compile(
    r"<(title|link|guid|id|pubdate|published|updated|author|category)>([^<]*)"
    r"(?=<(?:title|link|guid|id|pubdate|published|updated|author|category|description|summary|content|item|entry|/item|/entry)\b)",
    re.IGNORECASE,
)
_PROLOG = 3000  # characters: a declaration, a licence and a document type
_MISTAKEN = "\x85\x91\x92\x93\x94\x96\x97"  # … ‘ ’ “ ” – —: who writes any of windows-1252's own characters writes one of these
_MISTAKEN_REFERENCE = re.compile(r"(&(?:amp;)?#)(1[2-5][0-9]);")
# The table of the HTML standard for numeric character references.
_PUNCTUATION = {number: ord(known) for number in range(0x80, 0xA0) if (known := bytes((number,)).decode("cp1252", "ignore"))}
# XHTML's names mean what its document types say, also where HTML 5 means another character (`&lang;`).
_ENTITIES = html5 | {f"{name};": chr(number) for name, number in name2codepoint.items()}
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))


def read_xml(fetched: Fetched, source: str) -> Element | Failure:
    """Return the root of an answer's XML, mended where it is broken.

    Mending drops what XML forbids, writes HTML's named entities as characters, escapes stray ampersands, and closes
    what was left open. A document that declares entities is refused: feeds need none, and bombs are made of them.
    """
    text = document(fetched)
    root = _parse(text, fetched.url, mend=False)
    if root is None or "<!DOCTYPE" in text[:_PROLOG]:  # which makes every named entity well-formed, and none of them known
        root = _parse(_mended(text), fetched.url, mend=True)
    if root is None:
        return failed(source, "not-a-feed", "the answer is no XML; give the address of a feed or sitemap")
    if root.getroottree().docinfo.internalDTD is not None and "<!ENTITY" in text:
        return failed(
            source, "declares-entities", "the document declares XML entities, which are never read; ask its publisher to drop them"
        )
    return root


def mended(root: Element) -> bool:
    """Tell whether a root is that of a document that was broken.

    Example:
        >>> from datetime import UTC, datetime
        >>> answer = Fetched(url="https://news.example/", status=200, body=b"<a><b></a>", at=datetime.now(UTC))
        >>> mended(read_xml(answer, ""))
        True
    """
    return root.getroottree().parser is _parser(mend=True)


def document(fetched: Fetched) -> str:
    """Decode an answer: byte-order mark, UTF-8, the header's charset, the document's, windows-1252; nothing before the first `<`.

    Controls that are windows-1252's punctuation taken for Latin 1, also as references (`&#146;`), are read as browsers read them.
    """
    body = fetched.body
    if body.isascii() and not (b"~" in body and b"~{" in body) and b"\x1b" not in body and b"\0" not in body:
        # Neither UTF-16 or 32 (zeros), nor ISO 2022 (escapes), nor HZ (`~{`): whatever was said, ASCII is ASCII.
        text = body.decode("ascii")
    else:
        header = _CHARSET.search(fetched.header("Content-Type"))
        declared = _DECLARED.search(body[:400])
        text = decode(body, header[1] if header else "", declared[1].decode("ascii") if declared else "")
        if any(mark in text for mark in _MISTAKEN):
            text = text.translate(_PUNCTUATION)
    if "#" in text and "#1" in text:
        text = _MISTAKEN_REFERENCE.sub(lambda match: f"{match[1]}x{_PUNCTUATION.get(int(match[2]), int(match[2])):x};", text)
    return text if text.startswith("<") else text[max(text.find("<"), 0) :]


@lru_cache(maxsize=2)
def _parser(*, mend: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=mend,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )


def _parse(text: str, url: str, *, mend: bool) -> Element | None:
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _parser(mend=mend), base_url=url)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _mended(text: str) -> str:
    """Mend everything outside CDATA sections, where an ampersand is only an ampersand."""
    head, *rest = _FORBIDDEN.sub("", text).split("<![CDATA[")
    parts = [_markup_mended(head)]
    for section in rest:
        data, end, markup = section.partition("]]>")
        parts += "<![CDATA[", data, end, _markup_mended(markup)
    return "".join(parts)


def _markup_mended(markup: str) -> str:
    return _LEFT_OPEN.sub(r"<\1>\2</\1>", _LESS_THAN.sub("&lt;", _AMPERSAND.sub(_reference, markup)))


def _reference(match: re.Match[str]) -> str:
    name, number = match.groups()
    if number or name in _XML_ENTITIES:
        return match[0].lower()
    character = _ENTITIES.get(f"{name};", "") if name else ""
    return character or "&amp;" + match[0][1:]


def local(element: Element) -> str:
    """Return an element's name without its name space, in lower case.

    Example:
        >>> local(etree.fromstring("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"))
        'rdf'
    """
    return str(element.tag).rpartition("}")[2].lower()


def content(element: Element) -> str:
    """Return what an element holds as its source wrote it: text, or markup where it holds elements.

    Example:
        >>> content(etree.fromstring("<d>Fish <b>and</b> chips</d>"))
        'Fish <b>and</b> chips'
    """
    own = element.text or ""
    if not len(element):
        return own.strip()
    return (own + "".join(etree.tostring(child, encoding="unicode") for child in element)).strip()
