"""Sitemaps: lists of pages (sitemaps.org), news sitemaps (Google's extension), and indexes of either."""

from collections.abc import Generator
from datetime import datetime
import gzip
from io import BytesIO
import re
from typing import Any
import zlib

from msgspec.structs import replace

from newsloom import times, urls
from newsloom.sources.conversation import LONGEST_TITLE, ask, failed, gather, heard, remember
from newsloom.sources.xml import Element, content, local, read_xml
from newsloom.stages import Conversation
from newsloom.types import Entry, Failure, Fetched, Harvest, Index, Memory, Request, Source, Work

CHILDREN = 3
"""Children of one index that are asked in one conversation, the newest first: news lies in the newest."""

LARGEST_DOCUMENT = 10 * 1024 * 1024
"""Unpacked bytes of a `.xml.gz` (the project's limit of any decoded document)."""

ROOTS = frozenset(("urlset", "sitemapindex"))

_NO_ARTICLES = re.compile(
    r"(?:categor(?:y|ies)|tags?|authors?|users?|pages?|products?|taxonom(?:y|ies))[._-]?(?:site)?map|map[._-](?:categor|tag|auth|page)"
)
_MONTH = re.compile(r"(?<![0-9])(20[0-9]{2})[/._-]?([01]?[0-9])?(?![0-9])")


class SitemapKind:
    """A source that is a sitemap, or an index whose newest sitemaps are asked in turn."""

    def converse(self, source: Source, memory: Memory, now: datetime) -> Conversation:
        """Ask for the sitemap and read it."""
        answer = yield from ask(source, memory, now)
        if not isinstance(answer, Fetched):
            return answer
        read = yield Work(subject=source.url, function=parse_sitemap, args=(answer, source.url))
        return (yield from follow(read, answer, source.url))


def follow(read: Harvest | Index | Failure, answer: Fetched, source: str) -> Conversation:
    """Finish a conversation: a sitemap is done, an index's newest children are asked one after the other.

    A child that is an index itself, which the protocol forbids and some sites have, is followed to its newest child, no
    further. One child that fails costs its own entries only. An index that does not date its children keeps no validators,
    for it stays the same when they change.
    """
    if not isinstance(read, Index):
        return remember(read, answer)
    harvests: list[Harvest] = []
    failures: list[Failure] = []
    dated = read.dated
    for child in read.children[:CHILDREN]:
        inner = yield from _child(child, source)
        if isinstance(inner, Index) and inner.children:
            dated = dated and inner.dated
            inner = yield from _child(inner.children[0], source)
        if isinstance(inner, Harvest):
            harvests.append(inner)
        elif isinstance(inner, Failure):
            failures.append(inner)
    if failures and not harvests:
        return replace(failures[0], subject=source)
    entries = tuple(entry for harvest in harvests for entry in harvest.entries)
    dropped = tuple(entry for harvest in harvests for entry in harvest.dropped)
    whole = Harvest(entries=entries, dropped=dropped, title=next((h.title for h in harvests if h.title), ""), kind="sitemap")
    return remember(whole, answer) if dated and not failures else heard(whole, answer)


def _child(url: str, source: str) -> Generator[Request | Work, Any, Harvest | Index | Failure]:
    got = yield Request(url=url)
    read: Harvest | Index | Failure = (
        (yield Work(subject=url, function=parse_sitemap, args=(got, source))) if isinstance(got, Fetched) else got
    )
    return read


def parse_sitemap(fetched: Fetched, source: str = "") -> Harvest | Index | Failure:
    """Read a sitemap into a harvest, or an index into its children; a gzip file is unpacked up to `LARGEST_DOCUMENT`.

    Example:
        >>> from datetime import UTC
        >>> body = b"<urlset><url><loc>https://news.example/a</loc></url></urlset>"
        >>> parse_sitemap(Fetched(url="https://news.example/map.xml", status=200, body=body, at=datetime.now(UTC))).entries[0].url
        'https://news.example/a'
    """
    source = source or fetched.url
    unpacked = unpack(fetched, source)
    if isinstance(unpacked, Failure):
        return unpacked
    root = read_xml(unpacked, source)
    return root if isinstance(root, Failure) else read_sitemap(root, unpacked, source)


def unpack(fetched: Fetched, source: str) -> Fetched | Failure:
    """Unpack an answer whose body is a gzip file (`.xml.gz`); any other answer is returned as it is."""
    if not fetched.body.startswith(b"\x1f\x8b"):
        return fetched
    try:
        body = gzip.GzipFile(fileobj=BytesIO(fetched.body)).read(LARGEST_DOCUMENT + 1)
    except (OSError, EOFError, zlib.error) as error:
        return failed(source, "broken-gzip", f"the answer is a damaged gzip file ({str(error)[:80]}); it is asked again next time")
    if len(body) > LARGEST_DOCUMENT:
        return failed(source, "too-large", f"the document unpacks to more than {LARGEST_DOCUMENT} bytes; name a smaller sitemap")
    return replace(fetched, body=body)


def read_sitemap(root: Element, fetched: Fetched, source: str) -> Harvest | Index | Failure:
    """Read the sitemap or index below this root element."""
    if local(root) == "sitemapindex":
        return _index(root, fetched.url)
    if local(root) != "urlset":
        return failed(source, "not-a-sitemap", f"the answer is <{local(root)[:40]}>, not a sitemap; give the address of a sitemap")
    entries = [entry for url in root if local(url) == "url" and (entry := _entry(_facts(url), fetched.url, source))]
    title = next((said for name in root.iter("{*}name") if (said := content(name))), "")
    return gather(entries, title=title, kind="sitemap")


def _index(root: Element, base: str) -> Index:
    facts = [_facts(child) for child in root if local(child) == "sitemap"]
    dated = [(times.parse(fact.get("lastmod", "")) or times.EARLIEST, urls.absolute(fact.get("loc", ""), base)) for fact in facts]
    newest = sorted((pair for pair in dated if pair[1]), key=_worth, reverse=True)
    children = tuple(dict.fromkeys(url for _, url in newest))
    return Index(children=children, dated=bool(newest) and all(moment > times.EARLIEST for moment, _ in newest[:CHILDREN]))


def _worth(dated: tuple[datetime, str]) -> tuple[bool, datetime, bool, tuple[int, int]]:
    """Rank a child: maps of articles before those of tags and the like, then the newest; the address decides where dates do not."""
    moment, path = dated[0], dated[1].partition("://")[2].partition("/")[2].lower()
    month = max(((int(found[1]), int(found[2] or 0)) for found in _MONTH.finditer(path)), default=(0, 0))
    return not _NO_ARTICLES.search(path), moment, "news" in path, month


def _facts(element: Element) -> dict[str, str]:
    """Return the first text of every descendant by name; of pictures and films only the address, as `image`."""
    facts: dict[str, str] = {}
    for child in element.iterdescendants():
        name = local(child)
        if "/sitemap-image/" in str(child.tag) or "/sitemap-video/" in str(child.tag):
            name = "image" if name in ("loc", "thumbnail_loc") else ""
        said = content(child) if name and not len(child) else ""
        if said:
            facts.setdefault(name, said)
    return facts


def _entry(facts: dict[str, str], base: str, source: str) -> Entry | None:
    """Make an entry of one page. A front page is no item; the last change dates a page that says nothing better."""
    url = urls.absolute(facts.get("loc", ""), base)
    if not url or urls.is_home(url):
        return None
    raw = facts.get("publication_date") or facts.get("lastmod", "")
    return Entry(
        source=source,
        url=url,
        title=facts.get("title", "")[:LONGEST_TITLE],
        published_raw=raw[:100],
        published_at=times.parse(raw),
        image=urls.absolute(facts.get("image", ""), base) if "image" in facts else "",
        language=facts.get("language", "")[:40],
    )
