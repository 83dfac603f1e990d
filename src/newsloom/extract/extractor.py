"""The extractor: a page's facts and its source's, made into one article, each with its provenance."""

from collections.abc import Mapping
from datetime import date, datetime
import re

from msgspec.structs import replace

from newsloom import ids, urls
from newsloom.extract.addresses import amp_address, choose_address
from newsloom.extract.authors import choose_author
from newsloom.extract.body import read_body
from newsloom.extract.dates import choose_date
from newsloom.extract.declared import read_declared
from newsloom.extract.excerpts import choose_excerpt
from newsloom.extract.found import NOTHING, Found
from newsloom.extract.page import Page, is_html
from newsloom.extract.pictures import choose_picture
from newsloom.extract.publishers import choose_channel, choose_publisher, is_name
from newsloom.extract.titles import choose_title, is_wall
from newsloom.extract.videos import STAGES, is_video, player
from newsloom.extract.wires import Wires
from newsloom.text import plain
from newsloom.types import Article, Entry, Failure, Fetched, Publisher

STAGE = "extract"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


class PageExtractor:
    """Reads articles from web pages.

    `publishers` is the catalogue, by domain. With `full_text` the whole text of each piece is read, too: that takes several times as long.
    """

    def __init__(self, publishers: Mapping[str, Publisher], *, full_text: bool = False) -> None:
        """Keep the catalogue."""
        self._publishers, self._wires, self._full_text = publishers, Wires(publishers), full_text

    def extract(self, entry: Entry, page: Fetched | None, now: datetime) -> Article | Failure:
        """Read one article.

        The page's word goes before the source's; where the page says nothing, or is a robot check, a login or no page
        at all, the source's word does. Fails with `not-a-page` or `no-title` when neither has a title.

        Example:
            >>> from datetime import UTC
            >>> now = datetime(2020, 7, 21, tzinfo=UTC)
            >>> html = b"<title>Chips are scarce - Example News</title><meta property=og:site_name content='Example News'>"
            >>> page = Fetched(url="https://news.example/a", status=200, body=html, at=now)
            >>> PageExtractor({}).extract(Entry(source="s", url="https://news.example/a"), page, now).title
            'Chips are scarce'
        """
        made = self.dated(entry, page, now)
        if isinstance(made, Failure):
            return made
        return self._credited(made[0], entry) if page is None and entry.outlet_url else made[0]

    def dated(self, entry: Entry, page: Fetched | None, now: datetime) -> tuple[Article, date] | Failure:
        """Read one article, and the day of its publication by its publisher's own calendar, which in UTC can be another."""
        readable = page is not None and is_html(page)
        read = Page(page) if page is not None and readable else _nothing(page.url if page else entry.url, now)
        shut = urls.is_gate(read.url) and urls.identity(read.url) != urls.identity(entry.url)
        if shut or is_wall(read):
            read = _nothing(entry.url if shut else read.url, now)  # a consent page's address is not the piece's
        title = self._title(read, entry)
        if title:
            return self._article(read, entry, title, now)
        if page is not None and not readable:
            return _failed(entry, "not-a-page", "the address holds no web page and the source gave no title; nothing can be done")
        return _failed(entry, "no-title", "neither the page nor the source gives a title; look at the page in a browser")

    def _credited(self, article: Article, entry: Entry) -> Article:
        """Return an unread article as the one of the publisher that its source credits: its address may be an aggregator's."""
        domain = urls.domain(entry.outlet_url)
        listed = self._publishers.get(urls.hostname(entry.outlet_url)) or self._publishers.get(domain)
        said = plain(entry.outlet)
        name, where = (listed.name, "catalogue") if listed else (said if is_name(said, article.title) else domain, "feed")
        kept = tuple(pair for pair in article.provenance if pair[0] != "publisher")
        return replace(article, domain=domain, publisher=name, provenance=(*kept, ("publisher", where)))

    def _title(self, page: Page, entry: Entry) -> Found:
        names = [name.value for name in page.names]
        listed = self._publishers.get(urls.domain(page.url))
        return choose_title(page, plain(entry.title), [*names, listed.name] if listed else names)

    def _article(self, page: Page, entry: Entry, title: Found, now: datetime) -> tuple[Article, date]:
        address = choose_address(page, entry)
        url, domain = address.value, urls.domain(address.value)
        video = is_video(page, domain)
        publisher = choose_channel(page, entry, domain) if domain in STAGES else choose_publisher(page, url, title.value, self._publishers)
        excerpt, author = choose_excerpt(page, entry, title.value), choose_author(page, entry, title.value)
        published = choose_date(page, entry, title.value, now)
        picture, pictured_by = choose_picture(page, entry)
        wire = self._wires.credited(page, entry, url, picture.url if picture else "")
        amp, language = amp_address(page, url), _language(page, entry)
        declared, body = read_declared(page), read_body(page) if self._full_text else NOTHING
        provenance = (
            ("url", address.where),
            ("amp_url", amp.where),
            ("title", title.where),
            ("excerpt", excerpt.where),
            ("publisher", publisher.where),
            ("published_at", published.where),
            ("author", author.where),
            ("language", language.where),
            ("wire", wire.where),
            ("text", body.where),
            ("images", pictured_by),
            *declared.provenance,
        )
        article = Article(
            id=ids.article_id(url),
            url=url,
            entry_url=entry.url,
            source=entry.source,
            domain=domain,
            publisher=publisher.value,
            title=title.value,
            excerpt=excerpt.value,
            published_at=published.moment,
            seen_at=now,
            type="video" if video else "article",
            amp_url=amp.value,
            embed=player(url) if video else "",
            language=language.value,
            author=author.value,
            section=declared.section,
            keywords=declared.keywords,
            genre=declared.genre,
            paywalled=declared.paywalled,
            wire=wire.value,
            text=body.value,
            images=(picture,) if picture else (),
            provenance=tuple((field, where) for field, where in provenance if where),
        )
        return article, published.day


def _nothing(url: str, now: datetime) -> Page:
    """Return a page that says nothing, for an address that may not or cannot be read."""
    return Page(Fetched(url=url, status=200, at=now))


def _language(page: Page, entry: Entry) -> Found:
    """Return the language that is declared; whether the words are in it is not asked."""
    said = (
        (page.language, "html"),
        (page.linked.language, "json-ld"),
        (page.first("og:locale"), "og"),
        (page.first("content-language", "language", "dc.language"), "html"),
        (entry.language, "feed"),
    )
    tags = (Found(tag, where) for raw, where in said if _LANGUAGE.fullmatch(tag := raw.strip().replace("_", "-")))
    return next(tags, NOTHING)


def _failed(entry: Entry, code: str, reason: str) -> Failure:
    return Failure(stage=STAGE, subject=entry.url, code=code, reason=reason)
