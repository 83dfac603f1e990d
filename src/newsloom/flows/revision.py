"""Revision: what a second look at a page means for the article that was made of the first. Pure; `recheck` and `reading` look."""

from datetime import datetime, timedelta
import re

from msgspec.structs import replace

from newsloom import urls
from newsloom.types import Article, Change, Failure

SOONEST = timedelta(hours=1)
"""The least time between two looks at a page. Each wait is as long as the time passed since the first look, so that a page is
asked 1, 2, 4, 8, 16 and 32 hours after it was found: corrections come early, and six requests cover two days."""

MOST_CHANGES = 20
"""Changes that are told of one article: a live page changes its headline all day, and a record that grows with it helps nobody."""

ALIKE = 0.25
"""Share of the shorter text's words from which two texts may be versions of one. Of 754 pairs of different pages of one host (927 real
pages) 669 share less in title and excerpt, of random pairs 93 %; the rewritten headlines of the sample web share .27 to .50."""

SOONER = 4
"""How many times as often a page is looked at whose source gives reason to: at first a quarter of an hour after it was read, the wait of a
second try (`intake.FIRST_WAIT`)."""

_GONE = frozenset(("http-404", "http-410", "soft-404"))
_DENSE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # scripts without blanks between words: two letters are as good as a word
_WORD = re.compile(rf"[^\W{_DENSE}]{{3,}}|(?=([{_DENSE}]{{2}}))")
_LETTERS = re.compile(r"\W+")


def due(article: Article, now: datetime, *, sooner: bool = False) -> bool:
    """Tell whether it is time for another look at an article's page: `sooner` when its source gives reason to.

    Example:
        >>> from newsloom.testing.factories import NOW, article
        >>> due(article(), NOW + timedelta(minutes=59)), due(article(), NOW + timedelta(hours=1))
        (False, True)
        >>> due(article(read_at=NOW + timedelta(hours=4)), NOW + timedelta(hours=7))
        False
        >>> due(article(), NOW + timedelta(minutes=15), sooner=True)
        True
    """
    last = article.read_at or article.seen_at
    return now - last >= max(SOONEST, last - article.seen_at) / (SOONER if sooner else 1)


def revised(before: Article, found: Article | Failure, now: datetime, landed: str = "") -> Article:
    """Return an article as it stands after another look at its page.

    A page that is gone, leads to another site or has become something else holds the article back and leaves its words; a page that
    is well again frees it. Words that changed visibly are taken over, and what stood there is kept as a change. What did not
    answer, or would not let us in (with a refusal, or by leading to a consent page, a login or a robot check), says nothing.

    Args:
        before: the article as stored.
        found: what the extractor made of the page now, under the address that it was fetched from, or why there is nothing.
        now: when that was.
        landed: the address that answered, after redirects; empty when nothing did.
    """
    if landed and urls.identity(landed) != urls.identity(before.url) and urls.is_gate(landed):
        return replace(before, read_at=now)
    if landed and urls.is_home(landed) and not urls.is_home(before.url):
        return replace(before, held="gone: its address now leads to the site's front page", read_at=now)
    if isinstance(found, Failure):
        held = f"gone: {found.reason}" if found.code in _GONE else before.held
        return before if found.transient else replace(before, held=held, read_at=now)
    if trouble := _trouble(before, found):
        return replace(before, held=trouble, read_at=now)
    return _corrected(replace(before, held="", read_at=now), found, now)


def _trouble(before: Article, found: Article) -> str:
    """Return why the page can no longer stand for the article; empty when it can."""
    if found.domain != before.domain:
        return f"moved: its address now leads to {urls.blotted(found.url)}"
    if turned_into_something_else(before, found):
        return f"changed: its address now shows “{found.title}”"
    return ""


def turned_into_something_else(before: Article, found: Article) -> bool:
    """Tell whether neither the title nor the excerpt shares enough with the earlier one to be a version of it.

    Example:
        >>> from newsloom.testing.factories import article
        >>> turned_into_something_else(article(), article(title="Rocket lost on its first flight", excerpt=""))
        False
        >>> turned_into_something_else(article(), article(title="Win a cruise", excerpt="Casino bonus for all new players."))
        True
    """
    pairs = ((before.title, found.title), (before.excerpt, found.excerpt), (before.title, found.excerpt), (before.excerpt, found.title))
    return not any(alike(one, other) for one, other in pairs)


def alike(one: str, other: str) -> bool:
    """Tell whether two texts share so many of the shorter one's words that they may be versions of one.

    Example:
        >>> alike("Rocket lost on its first flight", "First flight ends: the rocket is lost"), alike("Rocket lost", "Win a cruise")
        (True, False)
    """
    return _shared(one, other) >= ALIKE


def _shared(one: str, other: str) -> float:
    if one and _same(one, other):
        return 1.0  # also of words so short that none is counted
    ours, theirs = ({found[1] or found[0] for found in _WORD.finditer(text.casefold())} for text in (one, other))
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))


def _corrected(before: Article, found: Article, now: datetime) -> Article:
    """Take over what changed visibly, each field only from where it came before: a feed's headline is no correction of a page's.

    What another version of newsloom reads otherwise is taken over, too, but is no correction of the publisher's.
    """
    sources, changes, words = dict(before.provenance), [], {}
    for field in ("title", "excerpt"):
        said, saying = getattr(before, field), getattr(found, field)
        if saying and sources.get(field) == dict(found.provenance).get(field) and not _same(said, saying):
            words[field] = saying
            if said:
                changes.append(Change(field=field, before=said, at=now))
    if before.read_by != found.read_by:
        return replace(before, **words, read_by=found.read_by)
    if not words:
        return before
    return replace(before, **words, updated_at=now, changes=(*before.changes, *changes)[-MOST_CHANGES:])


def _same(one: str, other: str) -> bool:
    return _LETTERS.sub("", one).casefold() == _LETTERS.sub("", other).casefold()
