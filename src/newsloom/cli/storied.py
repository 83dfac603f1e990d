"""What `newsloom stories` shows: rows of stories, a story's coverage as a table, its themes and its history."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.table import Table
from rich.text import Text

from newsloom.flows.looking import Known
from newsloom.flows.regrouping import Regrouping
from newsloom.text import one_line
from newsloom.times import stamp
from newsloom.types import Article, Coverage, Event, Story

_FIGURES = ("pub-\nlishers", "arti-\ncles", "copies", "heat", "alike")
_UNDO = "To take that back before, delete it from the desk file; once it is obeyed, delete it, then"
_INDENT = {"copy": "└ copy", "adapted": "└ adapted"}


def facts(known: Known) -> dict[str, Any]:
    """Return what is known of a story as a whole, for people and programs. `heat` is null until it is judged.

    Example:
        >>> from newsloom.testing.factories import article, story
        >>> one = article("https://a.example/1")
        >>> told = facts(Known(story=story(one), articles={one.id: one}, receipts={}))
        >>> told["publishers"], told["articles"], told["heat"]
        (1, 1, None)
    """
    story, receipt = known.story, known.receipts.get(known.story.lead)
    return {
        "id": story.id,
        "title": one_line(known.lead.title),
        "url": known.lead.url,
        "lead": story.lead,
        "record": story.path or None,
        "publishers": known.publishers,
        "articles": len(story.coverage),
        "copies": known.copies,
        "first": stamp(story.first),
        "last": stamp(story.last),
        "created": stamp(story.created_at),
        "heat": receipt.heat.value if receipt else None,
        "published": receipt.published.value if receipt else None,
        "phase": receipt.phase if receipt else None,
        "topics": [label.topic for label in receipt.topics] if receipt else [],
    }


def document(known: Known) -> dict[str, Any]:
    """Return everything that is known of a story, for programs."""
    story = known.story
    return {
        **facts(known),
        "absorbed": [{"id": one.id, "record": one.path or None, "merged_into": one.merged_into} for one in known.absorbed],
        "coverage": [_covered(known, entry) for entry in ordered(story)],
        "themes": [_near(known.articles[theme.article], theme.story, theme.similarity) for theme in story.themes],
        "splits": story.splits,
        "history": [{"what": event.what, "at": stamp(event.at), "other": event.other or None, "why": event.why} for event in events(story)],
    }


def _covered(known: Known, entry: Coverage) -> dict[str, Any]:
    article = known.articles[entry.article]
    return {
        **_article(article),
        "relation": "lead" if entry.article == known.story.lead else entry.relation,
        "copy_of": entry.copy_of or None,
        "similarity": entry.similarity,
        "joined": stamp(entry.joined_at),
    }


def _near(article: Article, story: str, similarity: float) -> dict[str, Any]:
    return {**_article(article), "story": story, "similarity": similarity}


def _article(article: Article) -> dict[str, Any]:
    return {
        "article": article.id,
        "title": one_line(article.title),
        "url": article.url,
        "publisher": one_line(article.publisher),
        "domain": article.domain,
        "published": stamp(article.published_at),
    }


def ordered(story: Story) -> list[Coverage]:
    """Return a story's coverage as its table has it: each original in order of publication, what repeats its text right below it."""
    origins = story.origins()
    place = {entry.article: number for number, entry in enumerate(story.coverage)}
    return sorted(story.coverage, key=lambda entry: (place.get(origins[entry.article], 0), bool(entry.copy_of), place[entry.article]))


def events(story: Story) -> tuple[Event, ...]:
    """Return a story's history; where it does not tell how the story began, it began when it was made.

    Example:
        >>> from newsloom.testing.factories import story
        >>> [event.what for event in events(story())]
        ['founded']
    """
    told = any(event.what in ("founded", "split-from") for event in story.history)
    return story.history if told else (Event(what="founded", at=story.created_at), *story.history)


def table(rows: Sequence[Known], names: Mapping[str, str], now: datetime, *, expand: bool) -> Table:
    """Return the table of `newsloom stories list`.

    Args:
        rows: the stories.
        names: the beginning of each story's id that stands for it.
        now: the year that need not be said is this one's.
        expand: as wide as the terminal; else as wide as what it says.
    """
    made = _table(("story", "title", "pub-\nlishers", "arti-\ncles", "copies", "first–last", "heat"), "title", expand=expand)
    for known in rows:
        told = facts(known)
        counts = (str(told[name]) for name in ("publishers", "articles", "copies"))
        heat = Text("" if told["heat"] is None else str(told["heat"]), "bold" if told["published"] else "dim")
        made.add_row(names[told["id"]], Text(told["title"]), *counts, period(known.story.first, known.story.last, now), heat)
    return made


def _table(names: Sequence[str], flexible: str, *, expand: bool) -> Table:
    """Return a table of one line a cell, in which one column takes the room that the others leave."""
    made = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="cyan", expand=expand)
    for name in names:
        ratio = 1 if expand and name == flexible else None
        made.add_column(name, no_wrap=True, overflow="ellipsis", ratio=ratio, justify="right" if name in _FIGURES else "left")
    return made


def period(first: datetime, last: datetime, now: datetime) -> str:
    """Return when a story's first and last report were published, as short as is clear.

    Example:
        >>> from newsloom.times import parse
        >>> at = lambda text: parse(f"2031-{text}Z")
        >>> period(at("03-05T08:00"), at("03-05T08:00"), at("03-09T00:00")), period(at("03-05T08:00"), at("03-05T14:30"), at("03-09T00:00"))
        ('5 Mar 08:00', '5 Mar 08:00–14:30')
        >>> period(at("02-28T08:00"), at("03-05T14:30"), parse("2032-01-01"))
        '28 Feb–5 Mar 2031'
    """
    year = "" if last.year == now.year else f" {last.year}"
    if first.date() != last.date():
        return f"{first.day} {first:%b}–{last.day} {last:%b}{year}"
    until = f"–{last:%H:%M}" if f"{first:%H:%M}" != f"{last:%H:%M}" else ""
    return f"{first.day} {first:%b}{year} {first:%H:%M}{until}"


def head(known: Known, now: datetime) -> Iterator[Text]:
    """Yield the lines that stand above a story's table."""
    told = facts(known)
    judged = "not judged yet" if told["heat"] is None else f"heat {told['heat']}, {'' if told['published'] else 'not '}published"
    counts = f"{told['articles']} articles ({told['copies']} copies) by {told['publishers']} publishers"
    yield Text(told["title"], "bold")
    yield Text(told["url"])
    yield Text(f"story {told['id']}", "dim")
    if told["record"]:
        yield Text(f"record {told['record']}", "dim")
    yield Text(f"{counts}, {period(known.story.first, known.story.last, now)}, {judged}")
    for one in known.absorbed:
        yield Text(f"holds what was {one.id}" + (f", record {one.path}" if one.path else ""), "dim")


def coverage(known: Known, names: Mapping[str, str], *, expand: bool) -> Table:
    """Return a story's coverage as a table.

    Args:
        known: the story.
        names: the beginning of each article's id that stands for it within the story.
        expand: as wide as the terminal, two lines a row; else one line with the address, for a program that reads a row a line.
    """
    times = ("published\njoined",) if expand else ("published", "joined")
    made = _table(("article", "relation", "publisher and title", "alike", *times), "publisher and title", expand=expand)
    for entry in ordered(known.story):
        article, leads = known.articles[entry.article], entry.article == known.story.lead
        relation = Text(
            "lead" if leads else _INDENT.get(entry.relation, entry.relation), "bold" if leads else "dim" if entry.copy_of else ""
        )
        alike = f"{entry.similarity:.2f}" if entry.similarity else ""
        told = clock(article.published_at), clock(entry.joined_at)
        made.add_row(names[article.id], relation, _named(article, expand=expand), alike, *(("\n".join(told),) if expand else told))
    return made


def clock(moment: datetime) -> str:
    """Return a time for people, without its year.

    Example:
        >>> from newsloom.times import parse
        >>> clock(parse("2031-03-05T08:00Z"))
        '5 Mar 08:00'
    """
    return f"{moment.day} {moment:%b %H:%M}"


def _named(article: Article, *, expand: bool) -> Text:
    name, title = Text(one_line(article.publisher)), one_line(article.title)
    return name.append(f"\n{title}", "dim") if expand else name.append(f"  {title}  {article.url}")


def themes(known: Known, names: Mapping[str, str]) -> Iterator[Text]:
    """Yield a line for each near story's article."""
    for theme in known.story.themes:
        article = known.articles[theme.article]
        yield Text(
            f"{names.get(theme.story, theme.story)}  {theme.similarity:.2f}  {one_line(article.publisher)}: {one_line(article.title)}"
        )


def history(known: Known, others: Mapping[str, Article]) -> Iterator[Text]:
    """Yield a line for each thing that happened to a story; `others` has the articles that led it once, by id."""
    for event in events(known.story):
        when = f"{event.at.day} {event.at:%b %Y %H:%M}"
        yield Text(f"{when}  {_told(event, others)}{f': {one_line(event.why)}' if event.why else ''}")


def joined(place: str, older: Known, younger: Known) -> str:
    """Tell what comes of a decision that joins two stories, and how to take it back."""
    return (
        f"Decided at {place}: “{one_line(younger.lead.title)}” is the same story as “{one_line(older.lead.title)}”.\n"
        f"The next `newsloom run` or `newsloom curate` joins them: {older.story.id} keeps its id and record and takes over "
        f"{_count(len(younger.story.coverage))}; {younger.story.id} redirects there.\n"
        f"{_UNDO} part the articles with `newsloom stories split`."
    )


def parted(place: str, known: Known, wanted: Collection[str], made: Regrouping) -> str:
    """Tell what comes of decisions that part articles from a story, and how to take them back."""
    following = len(made.moving) - len(wanted)
    what = f"{_count(len(wanted))}{f', and {following} more that repeat their texts,' if following else ''}"
    outcome = (
        f"gives them a story of their own; {known.story.id} keeps its id and record."
        if made.keeper
        else "makes two stories of it; it began with one of these, so that either part may be the one that keeps its id and record."
    )
    return (
        f"Decided at {place}: {what} no longer belong to “{one_line(known.lead.title)}”.\n"
        f"The next `newsloom run` or `newsloom curate` {outcome}\n"
        f"{_UNDO} join the two with `newsloom stories merge`."
    )


def _count(articles: int) -> str:
    return "1 article" if articles == 1 else f"{articles} articles"


def _told(event: Event, others: Mapping[str, Article]) -> str:
    other = event.other
    if event.what == "lead":
        return f"led by {one_line(others[other].publisher)}, {one_line(others[other].title)}" if other in others else f"led by {other}"
    return {
        "founded": "founded",
        "merged": f"merged into {other}",
        "absorbed": f"took over {other}",
        "split-off": f"{other} was split off",
        "split-from": f"split off from {other}",
    }[event.what]
