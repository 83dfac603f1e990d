"""What a report's page says at a time, after the habits of its publisher; AMP pages, front pages and robots.txt."""

from collections.abc import Iterator
from datetime import datetime
from html import escape
import json

from newsloom.sample.loopback import Page
from newsloom.sample.records import Item, Publisher
from newsloom.times import stamp

ROBOTS = Page(body=b"User-agent: *\nDisallow: /members/\n", headers=(("Content-Type", "text/plain"),))
"""What every publisher's robots.txt says."""


def article(item: Item, now: datetime) -> Page | None:
    """Return the page of a report as it is at a time; `None` where there is none."""
    if item.report.page == "gone":
        return None
    head = "" if item.report.page == "bare" else "\n".join(_head(item, now))
    return _html(item.language, head, _body(item, now))


def amp(item: Item, now: datetime) -> Page:
    """Return the AMP page of a report."""
    title = escape(item.words(now)[0])
    return _html(item.language, f'<title>{title}</title>\n<link rel="canonical" href="{item.url}">', _body(item, now))


def front(publisher: Publisher) -> Page:
    """Return a publisher's front page."""
    kinds = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
    kind = kinds.get(publisher.feed)
    link = f'<link rel="alternate" type="{kind}" href="{publisher.source}">' if kind else ""
    name = escape(publisher.name)
    return _html(publisher.language, f"<title>{name}</title>\n{link}", f"<h1>{name}</h1>")


def _html(language: str, head: str, body: str) -> Page:
    text = f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'
    return Page(body=text.encode())


def _head(item: Item, now: datetime) -> Iterator[str]:
    (title, text), name, habits = item.words(now), item.publisher.name, item.publisher.habits
    yield f"<title>{escape(f'{title} | {name}' if 'site-name' in habits else title)}</title>"
    yield _meta("name", "description", text)
    if "open-graph" in habits:
        yield from _open_graph(item, title, text)
    if "json-ld" in habits:
        yield f'<script type="application/ld+json">{_linked(item, title, text)}</script>'
    if item.report.author:
        yield _meta("name", "author", item.report.author)
    if "tracking" in habits:
        yield f'<link rel="canonical" href="{item.url}">'
    if "amp" in habits:
        yield f'<link rel="amphtml" href="{item.url}/amp">'


def _open_graph(item: Item, title: str, text: str) -> Iterator[str]:
    said = {"og:type": "article", "og:site_name": item.publisher.name, "og:title": title, "og:description": text, "og:image": item.picture}
    if item.stated and "body-time" not in item.publisher.habits:
        said["article:published_time"] = stamp(item.stated)
    yield from (_meta("property", name, value) for name, value in said.items() if value)


def _linked(item: Item, title: str, text: str) -> str:
    said: dict[str, object] = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "description": text}
    said["publisher"] = {"@type": "NewsMediaOrganization", "name": item.publisher.name}
    if item.stated:
        said["datePublished"] = stamp(item.stated)
    if item.report.author:
        said["author"] = {"@type": "Person", "name": item.report.author}
    if item.picture:
        said["image"] = item.picture
    return json.dumps(said, ensure_ascii=False).replace("</", "<\\/")


def _body(item: Item, now: datetime) -> str:
    title, text = item.words(now)
    rows = ["<article>"] if item.report.page == "bare" else ["<article>", f"<h1>{escape(title)}</h1>"]
    if item.stated and "body-time" in item.publisher.habits:
        rows.append(f'<time datetime="{stamp(item.stated)}">{item.stated:%H:%M}</time>')
    rows += [f"<p>{escape(part)}</p>" for part in (text, item.report.more) if part]
    return "\n".join([*rows, "</article>"])


def _meta(key: str, name: str, value: str) -> str:
    return f'<meta {key}="{name}" content="{escape(value)}">'
