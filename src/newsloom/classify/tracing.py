"""Tracing: every passage that a topic's words found in an article, and why those that count for nothing do not."""

from collections.abc import Iterator

from msgspec import Struct

from newsloom.classify.evidence import ASSIGNED, Ground, Reading
from newsloom.classify.lexicon import Hit
from newsloom.classify.topics import Case, TopicLabeller, names_subject, read
from newsloom.types import Article, Label, Topic

PLACES = ("title", "excerpt", "text")


class Passage(Struct, frozen=True):
    """A passage that is a term of a topic. `why` says why it counts for nothing; it is empty where it counts."""

    where: str
    start: int
    end: int
    quote: str
    topic: str
    role: str
    why: str = ""


class Verdict(Struct, frozen=True):
    """What one topic comes to: the points of its grounds, their sum, and whether that is enough."""

    topic: str
    assigned: bool
    points: float
    grounds: tuple[Ground, ...]


class Trace(Struct, frozen=True):
    """How an article gets its topics: those assigned first, in a label's order, then those with points that do not suffice."""

    verdicts: tuple[Verdict, ...]
    passages: tuple[Passage, ...]


def trace(labeller: TopicLabeller, article: Article) -> Trace:
    """Return how an article gets its topics.

    Example:
        >>> from newsloom.testing.factories import article
        >>> chips = TopicLabeller((Topic(id="ai", name="AI", keywords=("AI",), weak=("chip",)),), {})
        >>> told = trace(chips, article(title="Ai Weiwei eats chips", excerpt=""))
        >>> [(passage.quote, passage.why) for passage in told.passages]
        [('Ai', 'it is not written as “AI”'), ('chips', 'AI is not found, so that weak words prove nothing')]
    """
    readings = labeller.read(article)
    cases = labeller.cases(article, readings)
    labels = labeller.label(article)
    named = {label.topic for label in labels}
    own = {labeller.topics[index].name: case for index, case in cases.items()}
    close = (Verdict(name, False, round(case.confidence, 3), tuple(case.grounds)) for name, case in own.items() if name not in named)
    verdicts = (*(_verdict(label, own) for label in labels), *(verdict for verdict in close if verdict.grounds))
    spoken = {index for text in readings for index in text}
    told = {index: read(readings, index) for index in spoken | {0}}
    root = bool(cases) and (any(ground.where == "source" for ground in cases[0].grounds) or names_subject(labeller.topics[0], told))
    passages = [
        passage
        for index in spoken
        for passage in _passages(labeller.topics[index], [text.get(index, []) for text in readings], told[index], root, labeller)
    ]
    order = {place: number for number, place in enumerate(PLACES)}
    return Trace(verdicts, tuple(sorted(passages, key=lambda passage: (order[passage.where], passage.start, -passage.end, passage.topic))))


def _verdict(label: Label, own: dict[str, Case]) -> Verdict:
    """Return what an assigned topic comes to; a parent whose own words do not suffice has its child's confidence."""
    case = own.get(label.topic)
    if case and case.confidence >= ASSIGNED and label.evidence[0].where != "child":
        return Verdict(label.topic, True, round(case.confidence, 3), tuple(case.grounds))
    grounds = tuple(Ground(label.confidence, evidence.where, evidence.what) for evidence in label.evidence)
    return Verdict(label.topic, True, label.confidence, grounds)


def _passages(topic: Topic, texts: list[list[Hit]], told: Reading, root: bool, labeller: TopicLabeller) -> Iterator[Passage]:  # noqa: FBT001
    title, excerpt = told.weak(topic, root=root)
    counting = {"title": title, "excerpt": excerpt, "text": ()}
    weak = any(hit.role == "weak" for hits in texts for hit in hits)
    for where, hits in zip(PLACES, texts, strict=False):
        blanks = [hit for hit in hits if hit.role == "exclude"]
        for hit in hits:
            if hit.role == "exclude" or (hit.role == "context" and not weak) or (hit.role == "weak" and where == "text"):
                continue
            why = _why(hit, blanks, topic, counts=hit.role != "weak" or hit in counting[where], root=labeller.topics[0].name)
            yield Passage(where, hit.start, hit.end, hit.quote, topic.name, hit.role, why)


def _why(hit: Hit, blanks: list[Hit], topic: Topic, *, counts: bool, root: str) -> str:
    if hit.role == "denied":
        return f"it is not written as “{hit.term}”"
    if blank := hit.touched(blanks):
        return f"it stands in the excluded “{blank.quote}”"
    if counts:
        return ""
    if topic.context:
        return f"no other word of the topic's context stands in title or excerpt ({', '.join(topic.context[:3])} …)"
    return f"{root} is not found, so that weak words prove nothing"
