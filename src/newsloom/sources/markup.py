"""Markup in a feed's words: written out where it stands as elements, its relative addresses made absolute."""

from base64 import b64decode
from html import escape
import re

from newsloom import urls
from newsloom.sources.xml import Element

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_XHTML = "http://www.w3.org/1999/xhtml"
_XLINK = "http://www.w3.org/1999/xlink"
_ISLANDS = frozenset(("http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"))
"""The vocabularies that HTML holds as they are: their outermost element names them."""

_ADDRESS = re.compile(r"((?:href|src)\s{0,9}=\s{0,9}[\"'])\s{0,99}(?![a-zA-Z][a-zA-Z0-9+.-]{0,20}:)([^\"'<>]{0,2000})", re.IGNORECASE)


def inner(element: Element, *, unwrap: bool = False) -> str:
    """Write out what an element holds as markup without prefixes, as HTML writes it: `<br />`, but `<p></p>`.

    With `unwrap`, a `div` that holds all of it is left out (Atom's `xhtml` must have one, RFC 4287, 3.1.1.3). Attributes come in the
    order of their names: the same markup reads the same.

    Example:
        >>> from lxml import etree
        >>> inner(etree.fromstring("<d>Fish <b>and</b> chips<br/></d>"))
        'Fish <b>and</b> chips<br />'
    """
    if unwrap and len(element) == 1 and str(element[0].tag).rpartition("}")[2] == "div":
        element = element[0]
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        _write(child, _XHTML, parts)
    return "".join(parts).strip()


def _write(element: Element, around: str, parts: list[str]) -> None:
    if not isinstance(element.tag, str):  # a reference to an entity that nobody declared
        parts.append((element.text or "") + escape(element.tail or "", quote=False))
        return
    space, _, name = element.tag.rpartition("}")
    space = space[1:]
    attributes = {"xmlns": space} if space in _ISLANDS and space != around else {}
    for key, value in element.attrib.items():
        linked = str(key).startswith("{" + _XLINK)
        attributes |= {"xmlns:xlink": _XLINK} if linked else {}
        attributes[("xlink:" if linked else "") + str(key).rpartition("}")[2]] = str(value)
    parts.append("<" + name + "".join(f' {key}="{escape(attributes[key])}"' for key in sorted(attributes)))
    if name in _VOID:
        parts.append(" />")
    else:
        parts += ">", escape(element.text or "", quote=False)
        for child in element:
            _write(child, space if space in _ISLANDS else _XHTML, parts)
        parts.append(f"</{name}>")
    parts.append(escape(element.tail or "", quote=False))


def grounded(markup: str, base: str) -> str:
    """Make the addresses of links and pictures in a piece of markup absolute; one that cannot be is left as it is.

    Example:
        >>> grounded('<a href="/a">A</a> <a href="http://b.example/">B</a>', "https://news.example/feed")
        '<a href="https://news.example/a">A</a> <a href="http://b.example/">B</a>'
    """
    # Most markup has absolute addresses only; counting tells that at a tenth of the price of looking at each.
    if "=" not in markup or not any((n := markup.count(name)) and n != markup.count(f'{name}"http') for name in ("href=", "src=")):
        return markup
    return _ADDRESS.sub(lambda match: match[1] + (urls.absolute(match[2].strip(), base) or match[2]), markup)


def unpacked(text: str) -> str:
    """Return the text that Base64 holds; what is no Base64 of UTF-8 stays as it is.

    Example:
        >>> unpacked(" QXRvbQ== "), unpacked("Atom!")
        ('Atom', 'Atom!')
    """
    try:
        return b64decode("".join(text.split()), validate=True).decode()
    except ValueError:
        return text
