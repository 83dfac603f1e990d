"""A story's reports: its originals in order of publication, each with the copies of its text."""

from collections import defaultdict
from datetime import datetime
from hashlib import blake2b

from msgspec import Struct

from newsloom.render.item import Item, RelatedItem, related_items
from newsloom.text import is_language, printable
from newsloom.types import Article, Edition, Relation, StoryView

COLOURS = 8
"""Colours of publishers' marks in site.css (`.m0` to `.m7`)."""


class Mark(Struct, frozen=True, array_like=True):
    """What stands for a publisher: the logo of a domain, else the first letter or figure of its name, on a colour of its domain."""

    initial: str
    colour: int
    logo: str = ""


class Report(Struct, frozen=True, kw_only=True, array_like=True):
    """One article as the pages name it.

    `link` is empty when it has no web address or is held back, `language` when it is the hub's.
    """

    title: str
    link: str
    publisher: str
    domain: str
    mark: Mark
    at: datetime
    language: str
    quality: int
    relation: Relation


class Thread(Struct, frozen=True):
    """An original report and the copies of its text, in order of publication."""

    original: Report
    copies: tuple[Report, ...] = ()


class Told(Struct, frozen=True, kw_only=True):
    """All that is reported of a story: its threads by their originals' time, and what lies near it by quality."""

    lead: Report
    threads: tuple[Thread, ...]
    near: tuple[Report, ...]

    @property
    def others(self) -> list[Report]:
        """The reports beside the lead: originals first, then copies, the better before the worse."""
        originals = [thread.original for thread in self.threads if thread.original is not self.lead]
        copies = [copy for thread in self.threads for copy in thread.copies]
        return sorted(originals, key=_rank) + sorted(copies, key=_rank)


def tell(view: StoryView, shown: Item, edition: Edition) -> Told:
    """Sort a story's articles into threads.

    A copy, or a reworked text, hangs from the original whose text it repeats; where that is not known, from the lead.
    """
    hub = edition.hub.language
    lead = _report(view.article, shown, hub, relation="lead", quality=shown.quality)
    reports = {
        other.article.id: _report(other.article, near, hub, other.relation, other.receipt.quality.value)
        for other, near in related_items(view, edition)
    }
    origins = view.story.origins()
    originals = {view.article.id: lead} | {one: report for one, report in reports.items() if report.relation == "coverage"}
    copies: defaultdict[str, list[Report]] = defaultdict(list)
    for one, report in reports.items():
        if report.relation in ("copy", "adapted"):
            origin = origins.get(one, "")
            copies[origin if origin in originals else view.article.id].append(report)
    threads = [Thread(report, tuple(sorted(copies[one], key=_order))) for one, report in originals.items()]
    near = sorted((report for report in reports.values() if report.relation == "theme"), key=_rank)
    return Told(lead=lead, threads=tuple(sorted(threads, key=lambda thread: _order(thread.original))), near=tuple(near))


def mark(name: str, domain: str, *, has_logo: bool = False) -> Mark:
    """Return a publisher's mark.

    Example:
        >>> mark("“Éire” Times", "eire.example").initial
        'É'
    """
    initial = next((letter for letter in name if letter.isalnum()), "•").upper()[:1]
    colour = blake2b(domain.encode("utf-8", "surrogatepass"), digest_size=1).digest()[0] % COLOURS
    return Mark(initial, colour, domain if has_logo else "")


def foreign(language: str, hub: str) -> str:
    """Return a text's language tag where it is one and another than the hub's; else empty.

    Example:
        >>> foreign("de", "en"), foreign("en-GB", "en"), foreign('"><b>', "en")
        ('de', '', '')
    """
    tag = printable(language)
    same = tag.partition("-")[0].lower() == hub.partition("-")[0].lower()
    return tag if is_language(tag) and not same else ""


def _report(article: Article, shown: Item | RelatedItem, hub: str, relation: Relation, quality: int) -> Report:
    link = "" if article.held else shown.link if isinstance(shown, Item) else shown.web_url or ""
    return Report(
        title=shown.title,
        link=link,
        publisher=shown.provider.name,
        domain=article.domain,
        mark=mark(shown.provider.name, shown.provider.domain, has_logo=bool(article.logo)),
        at=shown.published_date_time,
        language=foreign(article.language, hub),
        quality=quality,
        relation=relation,
    )


def _order(report: Report) -> tuple[datetime, str, str]:
    return report.at, report.link, report.title


def _rank(report: Report) -> tuple[int, datetime, str, str]:
    return -report.quality, *_order(report)
