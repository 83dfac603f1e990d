"""The names under which feeds of all dialects write their fields, and an element's children sorted into these fields."""

from functools import lru_cache

from newsloom.sources.xml import Element, content

_SPACES = {
    "http://search.yahoo.com/mrss": "media:",
    "http://purl.org/dc/elements/1.1": "dc:",
    "http://purl.org/dc/terms": "dcterms:",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://purl.org/rss/1.0/modules/syndication": "sy:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://prismstandard.org/namespaces/basic/2.0": "prism:",
    "http://prismstandard.org/namespaces/1.2/basic": "prism:",
    "http://www.youtube.com/xml/schemas/2015": "yt:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
}
"""Well-known name spaces, in lower case and without a closing slash: both spellings of each are found."""

_BING, _BINGS = ("https://www.bing.com/news/", "http://www.bing.com/news/"), "news:"
"""How the name space of Bing's search feeds begins, which is the search's own address, and the prefix that it is given there."""

_FIELDS = {
    "title": "title dc:title media:title",
    "subtitle": "subtitle tagline itunes:subtitle",
    "summary": "description summary abstract dc:description itunes:summary media:description",
    "content": "content content:encoded fullitem body xhtml:body",
    "published": "pubdate published issued dcterms:issued prism:publicationdate itunes:pubdate media:pubdate",
    "updated": "updated modified dcterms:modified lastbuilddate prism:modificationdate",
    "dated": "dc:date dcterms:created created date dcterms:date",
    "author": "author managingeditor dc:creator dc:author itunes:author",
    "tag": "tags category dc:subject itunes:category media:category",
    "language": "dc:language language",
    "id": "id guid dc:identifier",
    "link": "feedburner:origlink link",
    "enclosure": "enclosure",
    "media": "media:content",
    "thumbnail": "media:thumbnail",
    "group": "media:group",
    "image": "itunes:image image logo icon",
    "emblem": "itunes:link",
    "source": "source news:source",
    "film": "yt:videoid",
    "ttl": "ttl",
    "hours": "skiphours",
    "days": "skipdays",
    "period": "sy:updateperiod",
    "frequency": "sy:updatefrequency",
}
"""The names under which each field is found, the best first."""

EQUAL = ("description", "summary")
_FIELD_OF = {name: (field, 0 if name in EQUAL else rank) for field, names in _FIELDS.items() for rank, name in enumerate(names.split())}
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")

_MOST_NAMES = 4096
"""Names of one name space that are remembered: real feeds have some dozens, a hostile one as many as it likes."""

Parts = dict[str, list[Element]]
"""An element's children by field, those of one field in the order of its names; `""` has all that belong to none."""

_Names = dict[object, tuple[str, int, str]]
"""The field, rank and name of each tag that was met below parents in one name space."""


@lru_cache(maxsize=64)
def _names(own: str) -> _Names:  # noqa: ARG001 - one table for each
    return {}


def _named(names: _Names, own: str, tag: object) -> tuple[str, int, str]:
    """Name a child: bare in no name space, its parent's or Atom's; by the usual prefix in a well-known one; else not at all."""
    space, _, name = str(tag).rpartition("}")
    space = space[1:]
    prefix = "" if space in ("", own, *_ATOM) else _SPACES.get(space.lower().rstrip("/"), _BINGS if space.startswith(_BING) else None)
    named = "" if prefix is None else prefix + name.lower()
    found = (*_FIELD_OF.get(named, ("", 0)), named)
    if len(names) < _MOST_NAMES:
        names[tag] = found
    return found


def parts_of(element: Element, own: str | None = None) -> Parts:
    """Sort an element's children into fields; `own` is the name space in which names need no prefix, by default the element's.

    Example:
        >>> from lxml import etree
        >>> sorted(parts_of(etree.fromstring("<item><title>A</title><pubDate>2020</pubDate></item>")))
        ['published', 'title']
    """
    parts: Parts = {}
    mixed = set()
    if own is None:
        own = str(element.tag).rpartition("}")[0][1:]
    names = _names(own)
    for child in element:
        tag = child.tag
        field = (names.get(tag) or _named(names, own, tag))[0]
        if field in parts:
            parts[field].append(child)
            if field and parts[field][0].tag != tag:
                mixed.add(field)
        else:
            parts[field] = [child]
    for field in mixed:
        parts[field].sort(key=lambda child: (names.get(child.tag) or _named(names, own, child.tag))[1])
    return parts


def with_groups(parts: Parts) -> Parts:
    """Add what stands in Media RSS's groups, after what the item says itself.

    Example:
        >>> from lxml import etree
        >>> tree = "<item xmlns:m='http://search.yahoo.com/mrss/'><m:group><m:title>A</m:title></m:group></item>"
        >>> first(with_groups(parts_of(etree.fromstring(tree))), "title")
        'A'
    """
    for group in parts["group"]:
        for field, elements in parts_of(group, "").items():
            parts.setdefault(field, []).extend(elements)
    return parts


def first(parts: Parts, field: str) -> str:
    """Return the first words of a field as they were written; empty where there are none.

    Example:
        >>> from lxml import etree
        >>> first(parts_of(etree.fromstring("<item><title/><title>A</title></item>")), "title")
        'A'
    """
    for element in parts.get(field, ()):
        if said := content(element):
            return said
    return ""


def name_of(element: Element) -> str:
    """Return the name of an element, with its usual prefix; empty where it is in no field.

    Example:
        >>> from lxml import etree
        >>> name_of(etree.fromstring("<dc:Subject xmlns:dc='http://purl.org/dc/elements/1.1/'/>"))
        'dc:subject'
    """
    names = _names("")
    return (names.get(element.tag) or _named(names, "", element.tag))[2]
