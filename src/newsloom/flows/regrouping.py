"""Regrouping: what an editor has to decide so that two stories become one, or articles leave one. Nothing is written here."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from newsloom.desk import Link, binding, links, parted, parting
from newsloom.flows.deciding import article_named
from newsloom.ports import Store
from newsloom.types import Article, Decision, Failure, Story
from newsloom.urls import absolute


class Editor(Struct, frozen=True, kw_only=True):
    """Who decides, why, and until when."""

    reason: str
    by: str = ""
    until: datetime | None = None


class Regrouping(Struct, frozen=True, kw_only=True):
    """What to decide, and what comes of it at the next curation.

    `titles` says for people what the decisions' items are. `keeper` is the story that keeps its id and record, empty where it cannot be
    told before. `moving` are the articles that change their story.
    """

    decisions: tuple[Decision, ...]
    titles: dict[str, str]
    keeper: str
    moving: tuple[str, ...]


def merging(store: Store, decisions: Collection[Decision], stories: tuple[Story, Story], editor: Editor) -> Regrouping | Failure:
    """Return what joins two living stories: one must-link between their leads, since stories are only ever joined whole.

    Args:
        store: the hub's memory.
        decisions: those in force, their items as article ids.
        stories: the two; the one that began first keeps its id.
        editor: who decides.

    Returns:
        A failure when they are one already (`one-story`), are to be joined already (`decided`), or are held apart (`held-apart`).
    """
    older, younger = sorted(stories, key=lambda story: (story.created_at, story.first, story.id))
    if older.id == younger.id:
        return _refused(older.id, "one-story", "both are in one story already")
    held, moving = ([entry.article for entry in story.coverage] for story in (older, younger))
    if (decided := binding(decisions, held, moving)) and lasts(decided, editor):
        return _refused(younger.id, "decided", f"these two are joined at {decided.place} already; the next curation obeys it")
    if against := parted(decisions, [*held, *moving]):
        return _refused(younger.id, "held-apart", f"{_told(against)} holds articles of these two apart; take it out first")
    return _regrouping(store, [Link("must-link", (older.lead, younger.lead))], editor, older.id, moving)


def splitting(store: Store, decisions: Collection[Decision], story: Story, named: Collection[str], editor: Editor) -> Regrouping | Failure:
    """Return what parts these articles from their story, with the copies of their texts.

    Args:
        store: the hub's memory.
        decisions: those in force, their items as article ids.
        story: the story that holds all of the articles.
        named: the ids of the articles.
        editor: who decides.

    Returns:
        A failure when the story does not hold them all (`elsewhere`), when nothing would be left of it (`nothing-left`), when they are
        to be parted from it already (`decided`), or when a decision binds some of those that would be parted (`held-together`) or
        holds some of those that would have to stay together apart (`held-apart`).
    """
    articles = store.articles([entry.article for entry in story.coverage])
    if strange := sorted(set(named) - articles.keys()):
        (home,) = store.stories_of(strange[:1]).values() or ("no story yet",)
        return _refused(strange[0], "elsewhere", f"{strange[0]} stands in {home}, not in {story.id}")
    ordered = sorted(story.coverage, key=lambda entry: (articles[entry.article].published_at, entry.article))
    bound = links(decisions)
    apart = parting(ordered, named, {article for pair in bound.must + bound.cannot for article in pair})
    if apart is None:
        return _refused(story.id, "nothing-left", "nothing would be left of the story: copies follow their original; name other articles")
    rest = articles.keys() - set(apart.leaving)
    if against := binding(decisions, apart.leaving, rest):
        return _refused(story.id, "held-together", f"{_told(against)} binds articles that would be parted; take it out first")
    stated = [_stated(link, decisions, editor) for link in apart.links]
    if all(stated) and stated[-1]:
        return _refused(story.id, "decided", f"these are parted at {stated[-1].place} already; the next curation obeys it")
    if against := next(filter(None, (parted(decisions, link.items) for link in apart.links if link.do == "must-link")), None):
        return _refused(story.id, "held-apart", f"{_told(against)} parts some of these from each other; run `newsloom curate`, then split")
    return _regrouping(store, apart.links, editor, story.id if apart.rest_keeps_id else "", apart.leaving)


def _stated(link: Link, decisions: Collection[Decision], editor: Editor) -> Decision | None:
    """Return the decision that says this, for as long as the editor wants it to hold."""
    alike = (one for one in decisions if one.do == link.do and set(link.items) <= set(one.items))
    return next((one for one in alike if (one.do == "must-link" or len(one.items) == len(link.items)) and lasts(one, editor)), None)


def lasts(decision: Decision, wanted: Editor | Decision) -> bool:
    """Tell whether a decision holds for as long as somebody wants it to."""
    return decision.until is None or (wanted.until is not None and wanted.until <= decision.until)


def _regrouping(store: Store, wanted: Sequence[Link], editor: Editor, keeper: str, moving: Sequence[str]) -> Regrouping:
    articles = store.articles({item for link in wanted for item in link.items})
    names = {id_: name_of(store, article) for id_, article in articles.items()}
    titles = {names[id_]: f"{article.publisher}: {article.title}" for id_, article in articles.items()}
    return Regrouping(decisions=tuple(_decisions(wanted, names, editor)), titles=titles, keeper=keeper, moving=tuple(moving))


def _decisions(wanted: Sequence[Link], names: dict[str, str], editor: Editor) -> Iterator[Decision]:
    for link in wanted:
        items = tuple(names[item] for item in link.items)
        yield Decision(do=link.do, items=items, reason=editor.reason, by=editor.by, until=editor.until)


def name_of(store: Store, article: Article) -> str:
    """Return an article's address where that leads back to it, else its id: what a desk file is to be read by people with."""
    address = absolute(article.url)
    return address if address and article_named(store, address) == article.id else article.id


def _told(decision: Decision) -> str:
    return f'the "{decision.do}" at {decision.place} ({decision.reason})'


def _refused(subject: str, code: str, reason: str) -> Failure:
    return Failure(stage="desk", subject=subject, code=code, reason=reason)
