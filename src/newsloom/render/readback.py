"""Records read back: what a record says of a story, as the story that would be published as this record.

The opposite of `render.records`. Of a record that this program wrote, the story renders to the same bytes again, as far as the format
carries it (docs/how-to/rebuild-a-hub.md lists what it does not carry). Of the reference system's, what is missing counts as unknown.
"""

from collections.abc import Mapping
from datetime import datetime
import re
from typing import Any, TypeAlias, TypeVar, get_args

from msgspec import Struct

from newsloom.errors import RecordError
from newsloom.ids import article_id, story_id
from newsloom.text import is_language, printable
from newsloom.times import EARLIEST, parse
from newsloom.types import (
    Article,
    Coverage,
    Event,
    Evidence,
    Label,
    MediaType,
    Part,
    Phase,
    Picture,
    Receipt,
    Related,
    Relation,
    Score,
    Story,
    StoryView,
    Theme,
    Verdict,
)
from newsloom.urls import absolute, domain

Fields: TypeAlias = Mapping[str, object]
"""A record's fields, from Markdown (times as times) or JSON (times as texts)."""

RECORDED = "records"
"""What stands as the source, the provenance and the rule of everything that is known from a record alone."""

HIGHEST = 250
"""The top of the heat scale (`hub.settings.HOTTEST`); quality ends at 200."""

LARGEST_SIDE = 100_000
"""Pixels: no picture is larger."""

MOST_PUBLISHERS = 100_000
"""No story is told by more: a hub of thousands of sources has some thousand."""

_DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}")
_STORY_ID = re.compile(r"s[0-9a-f]{20}")
_PLAYER = re.compile(r'<iframe(?: (?:width|height|frameborder|allow|src)="[^"<>]{0,300}"| allowfullscreen){1,8}></iframe>')
_STAGE = re.compile(r' src="(?:https://(?:www\.youtube(?:-nocookie)?\.com/embed|player\.vimeo\.com/video)/[\w-]{1,40})?')

T = TypeVar("T")


class Redirect(Struct, frozen=True, kw_only=True):
    """What a merged story left behind: its id, and the record's name and id of the story that took it over; empty where nobody says."""

    id: str = ""
    path: str = ""
    heir: str = ""


def read_back(name: str, fields: Fields, threshold: int, now: datetime) -> StoryView | Redirect:
    """Return the story that a record tells of, or where it redirects to.

    Related items without a relation, as the reference has them, count as coverage. Scores are the record's own, in one part each: the
    next curation judges anew.

    Args:
        name: the record's file name, which becomes the story's path.
        fields: its front matter.
        threshold: the hub's, to tell by how much a story is published.
        now: no record is from the future.

    Raises:
        RecordError: a field cannot be what it claims; the message begins with the field's name between accents.

    Example:
        >>> fields = {"category": "news", "title": "A", "publishedDateTime": "2020-07-20T20:56:00Z", "webUrl": "https://a.example/1"}
        >>> view = read_back("2020-07-20-a.md", fields, 70, parse("2020-08-01"))
        >>> view.article.domain, view.story.path, view.receipt.published.value
        ('a.example', '2020-07-20-a.md', False)
    """
    if fields.get("category") == "redirect":
        return _redirect(fields)
    lead = _article(fields, now)
    rows = [(_article(row, now), _relation(row), row) for row in _rows(fields, "related")]
    story = _story(name, fields, lead, [(article, relation) for article, relation, _ in rows])
    if not EARLIEST <= story.first <= story.last <= now:
        raise RecordError("`story` ends before it begins, begins before 1990 or ends in the future")
    return StoryView(
        story=story,
        article=lead,
        receipt=_receipt(fields, story, lead, "lead", threshold),
        related=tuple(
            Related(article=article, relation=relation, receipt=_receipt(row, story, article, relation, threshold))
            for article, relation, row in rows
        ),
    )


def _redirect(fields: Fields) -> Redirect:
    target = _value(fields, "redirectTo", dict, {})
    path = _value(target, "path", str, "").rpartition("/")[2]
    return Redirect(id=_id(fields, "id"), path=path, heir=_id(target, "id"))


def _value(fields: Fields, name: str, kind: type[T], default: T) -> T:
    """Return a field's value; the default where it is missing."""
    value = fields.get(name)
    if value is None:
        return default
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise RecordError(f"`{name}` is no {kind.__name__}")
    return value


def _rows(fields: Fields, name: str) -> list[Fields]:
    rows = _value(fields, name, list, [])
    if not all(isinstance(row, dict) for row in rows):
        raise RecordError(f"`{name}` holds something else than a mapping of fields")
    return rows


def _moment(fields: Fields, name: str) -> datetime | None:
    value = fields.get(name)
    moment = parse(value) if isinstance(value, str) else value
    if value is not None and not isinstance(moment, datetime):
        raise RecordError(f"`{name}` is no time; write it as 2020-07-20T20:56:00Z")
    return moment if isinstance(moment, datetime) else None


def _id(fields: Fields, name: str) -> str:
    """Return a story's id; empty where there is none, as in the reference's records."""
    value = fields.get(name)
    return value if isinstance(value, str) and _STORY_ID.fullmatch(value) else ""


def _word(fields: Fields, name: str, allowed: Any, default: str) -> Any:  # noqa: ANN401 (one of the words that `allowed`, a Literal, has)
    value = _value(fields, name, str, "") or default
    if value not in get_args(allowed):
        raise RecordError(f"`{name}` is {value[:40]!r}; it must be one of {', '.join(get_args(allowed))}")
    return value


def _relation(fields: Fields) -> Relation:
    relation: Relation = _word(fields, "relation", Relation, "coverage")
    return "coverage" if relation == "lead" else relation


def _address(fields: Fields, name: str) -> str:
    written = _value(fields, name, str, "")
    address = absolute(written)
    if written and not address:
        raise RecordError(f"`{name}` is no web address: {written[:80]!r}")
    return address


def _article(fields: Fields, now: datetime) -> Article:
    title, published = printable(_value(fields, "title", str, "")).strip(), _moment(fields, "publishedDateTime")
    if not title:
        raise RecordError("`title` is missing or empty")
    if published is None or not EARLIEST <= published <= now:
        raise RecordError("`publishedDateTime` is missing, before 1990 or in the future")
    url = _address(fields, "webUrl") or _address(fields, "originalUrl")
    if not url:
        raise RecordError("`webUrl` is missing, and so is `originalUrl`: the story has no address")
    provider, language = _value(fields, "provider", dict, {}), _value(fields, "language", str, "")
    host = _value(provider, "domain", str, "")
    known = ("title", "published_at", "excerpt", "publisher")
    return Article(
        id=article_id(url),
        url=url,
        entry_url=_address(fields, "originalUrl") or url,
        source=RECORDED,
        domain=host if _DOMAIN.fullmatch(host) else domain(url),
        publisher=printable(str(provider.get("name") or "")),  # a name that reads as a number is a name
        title=title,
        excerpt=printable(_value(fields, "excerpt", str, "")),
        published_at=published,
        seen_at=published,
        type=_word(fields, "type", MediaType, "article"),
        amp_url=_address(fields, "ampWebUrl"),
        embed=_player(fields),
        language=language if is_language(language) else "",
        updated_at=_moment(fields, "updatedDateTime"),
        images=tuple(picture for row in _rows(fields, "images") if (picture := _picture(row)).url),
        provenance=tuple((field, RECORDED) for field in known),
    )


def _player(fields: Fields) -> str:
    """Return the player that a record shows; only YouTube's and Vimeo's, for it is markup that pages trust."""
    player = _value(fields, "featuredContent", str, "")
    sources = [found[0] for found in _STAGE.finditer(player)]
    return player if _PLAYER.fullmatch(player) and len(sources) == 1 and sources[0] != ' src="' else ""


def _picture(fields: Fields) -> Picture:
    width, height = (min(max(_value(fields, side, int, 0), 0), LARGEST_SIDE) for side in ("width", "height"))
    return Picture(url=_address(fields, "url"), width=width, height=height, generic=_value(fields, "generic", bool, False))


def _story(name: str, fields: Fields, lead: Article, others: list[tuple[Article, Relation]]) -> Story:
    told, facts = [lead, *(article for article, relation in others if relation != "theme")], _value(fields, "story", dict, {})
    first, last = min(article.published_at for article in told), max(article.published_at for article in told)
    relations = {article.id: relation for article, relation in others}
    coverage = [
        Coverage(
            article=article.id,
            relation=relations.get(article.id, "coverage"),
            # Whose text it repeats, the record does not say; mostly it is the lead's.
            copy_of=lead.id if relations.get(article.id) in ("copy", "adapted") else "",
            joined_at=article.published_at,
        )
        for article in sorted({article.id: article for article in told}.values(), key=lambda one: (one.published_at, one.id))
    ]
    first, last = _moment(facts, "first") or first, _moment(facts, "last") or last
    return Story(
        id=_id(fields, "id") or story_id(lead.id),
        lead=lead.id,
        coverage=tuple(coverage),
        first=first,
        last=last,
        created_at=first,
        path=name,
        themes=tuple(Theme(article=article.id, story="", similarity=0.0) for article, relation in others if relation == "theme"),
        history=(Event(what="founded", at=first, other=lead.id, why="read from its record"),),
    )


def _receipt(fields: Fields, story: Story, article: Article, relation: Relation, threshold: int) -> Receipt:
    leads, facts = relation == "lead", _value(fields, "story", dict, {})
    heat = min(max(_value(fields, "heat", int, -1), -1), HIGHEST) if leads else -1
    published = leads and _value(fields, "published", bool, False)
    names = [printable(str(name)) for name in _value(fields, "topics", list, [])]
    return Receipt(
        article=article.id,
        story=story.id,
        relation=relation,
        rules=RECORDED,
        topics=tuple(Label(topic=name, confidence=1.0, evidence=(Evidence(where=RECORDED, what=()),)) for name in names if name),
        quality=_score(min(max(_value(fields, "quality", int, 0), 0), HIGHEST)),
        heat=_score(heat),
        published=Verdict(value=published, rule="as its record says", margin=heat - threshold),
        leads="its record leads with it" if leads else "",
        independent=float(min(max(_value(facts, "publishers", int, 1), 1), MOST_PUBLISHERS)) if leads else 0.0,
        members=len(story.coverage),
        phase=_word(facts, "phase", Phase, "steady"),
        decided_at=story.last,
    )


def _score(value: int) -> Score:
    return Score(value=value, parts=(Part(group=RECORDED, part="as recorded", points=value, why="judged anew at the next curation"),))
