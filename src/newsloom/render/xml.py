"""XML, built so that it cannot come out broken: text is escaped where it enters, and the whole is parsed before it leaves."""

from collections.abc import Mapping
from html import escape
import re
from typing import NewType

from lxml import etree

from newsloom.text import safe

Markup = NewType("Markup", str)
"""A piece of well-formed XML, as opposed to text that still has to be escaped."""

_MARK = re.compile("[&<>\"']")
_STRICT = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def tag(name: str, content: str | list[Markup] = "", attributes: Mapping[str, str] | None = None) -> Markup:
    """Return an element. A list holds markup, a plain string is text.

    Example:
        >>> tag("a", [tag("b", "1 < 2")], {"href": "?x&y"})
        '<a href="?x&amp;y"><b>1 &lt; 2</b></a>'
    """
    written = "".join([f' {key}="{escaped(value)}"' for key, value in attributes.items()]) if attributes else ""
    inner = "\n".join(content) if isinstance(content, list) else escaped(content, quote=False)
    return Markup(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")


def escaped(text: str, *, quote: bool = True) -> Markup:
    """Return a text as markup that shows just that; most hold nothing to escape, and one look costs a third of five replacements.

    Example:
        >>> escaped('a < "b"')
        'a &lt; &quot;b&quot;'
    """
    text = safe(text)
    return Markup(escape(text, quote=quote) if _MARK.search(text) else text)


def file(root: Markup) -> bytes:
    r"""Return the bytes of a whole document.

    Raises:
        lxml.etree.XMLSyntaxError: the markup is not well-formed; that is a mistake of the caller, never of the text.

    Example:
        >>> file(tag("a"))
        b'<?xml version="1.0" encoding="UTF-8"?>\n<a/>\n'
    """
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()
    etree.fromstring(body, _STRICT)
    return body
