"""The evidence rules: which words in which place prove a topic, and how surely."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from newsloom import urls
from newsloom.classify.lexicon import Found, Hit, Lexicon
from newsloom.classify.words import fold
from newsloom.types import Article, Evidence, Label, Source, Topic

# The figures of the project's scoring prototype, section 5 (non-root micro F1 .899 on Power Apps, .826 on A.I. records).
ASSIGNED = 0.5
"""A topic is assigned from this confidence on."""
TITLE_STRONG = 1.0
TITLE_WEAK = 0.6
EXCERPT_EARLY = 0.5
EXCERPT_LATE = 0.3
EXCERPT_TWO = 0.2
"""What a second, different strong term in the excerpt adds."""
EXCERPT_WEAK = 0.2
EARLY = 130
"""Characters of the excerpt in which a strong term proves the topic alone."""
VOUCHED = 0.5
"""A source's word is worth as much as a strong term early in the excerpt: enough, and no more."""

_NOTHING = Found([], [], [], [])


class _Case(Struct):
    """What speaks for one topic."""

    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()

    def add(self, confidence: float, where: str, what: tuple[str, ...]) -> None:
        self.confidence += confidence
        self.evidence += (Evidence(where=where, what=what),)


class TopicLabeller:
    """Topics by whole words: strong terms stand alone, weak ones need context, a child proves its parents.

    confidence = min(1, weight · (title + excerpt) + source), assigned from 0.5, where
    title = 1.0 with a strong term, else 0.6 with a weak one;
    excerpt = 0.5 with a strong term in its first 130 characters or 0.3 later, + 0.2 with two different ones,
    + 0.2 for each of at most two weak ones;
    source = 0.5 when the source vouches for the topic or the address is one of the topic's `official` places.
    A weak term counts when a word of the topic's `context` stands in title or excerpt; where the topic lists none,
    when the hub's root topic is found. A parent is assigned with the confidence of its surest child at least.

    Args:
        topics: the hub's topics; the first is the root.
        sources: the hub's sources by address, for what they vouch for.

    Example:
        >>> from newsloom.times import parse
        >>> hub = (
        ...     Topic(id="ai", name="AI", keywords=("ai",)),
        ...     Topic(id="hw", name="AI Hardware", parent="AI", keywords=("chip",)),
        ... )
        >>> article = Article(
        ...     id="a1",
        ...     url="https://news.example/1",
        ...     entry_url="",
        ...     source="",
        ...     domain="news.example",
        ...     publisher="News",
        ...     title="A new chip",
        ...     published_at=parse("2020-07-21"),
        ...     seen_at=parse("2020-07-21"),
        ... )
        >>> [(label.topic, label.evidence[0].where, label.evidence[0].what) for label in TopicLabeller(hub, {}).label(article)]
        [('AI Hardware', 'title', ('chip',)), ('AI', 'child', ('AI Hardware',))]
    """

    def __init__(self, topics: tuple[Topic, ...], sources: Mapping[str, Source]) -> None:
        self._topics = topics
        self._lexicon = Lexicon(topics)
        self._lines = _lines(topics)
        self._official = tuple((index, place) for index, topic in enumerate(topics) for place in topic.official)
        self._vouched = {address: _vouched(source, topics) for address, source in sources.items()}

    def label(self, article: Article) -> tuple[Label, ...]:
        """Return the assigned topics: specific ones in the hub's order, then their ancestors, the root last."""
        if not self._topics:
            return ()
        cases = self._cases(article)
        assigned = {index: case for index, case in cases.items() if case.confidence >= ASSIGNED}
        for index in sorted(assigned):
            for ancestor in self._lines[index]:
                _inherit(assigned, ancestor, cases[index].confidence, self._topics[index].name)
        return tuple(self._label(index, assigned[index]) for index in self._ordered(assigned))

    def _cases(self, article: Article) -> dict[int, _Case]:
        title, excerpt = self._lexicon.find(article.title), self._lexicon.find(article.excerpt)
        vouching = dict(self._vouching(article))
        root = 0 in vouching or bool(title.get(0, _NOTHING).strong or excerpt.get(0, _NOTHING).strong)
        cases = {}
        for index in {0, *title, *excerpt, *vouching}:
            case = _read(self._topics[index], title.get(index, _NOTHING), excerpt.get(index, _NOTHING), root=root)
            if index in vouching:
                case.add(VOUCHED, "source", (vouching[index],))
            cases[index] = case
        return cases

    def _vouching(self, article: Article) -> Iterator[tuple[int, str]]:
        yield from ((index, article.source) for index in self._vouched.get(article.source, ()))
        yield from ((index, place) for index, place in self._official if urls.within(article.url, place))

    def _ordered(self, assigned: dict[int, _Case]) -> list[int]:
        parents = {ancestor for index in assigned for ancestor in self._lines[index]}
        depth = {index: len(self._lines[index]) if index in parents else 0 for index in assigned}
        return sorted(assigned, key=lambda index: (index == 0, index in parents, -depth[index], index))

    def _label(self, index: int, case: _Case) -> Label:
        return Label(topic=self._topics[index].name, confidence=round(min(1.0, case.confidence), 3), evidence=case.evidence)


def _read(topic: Topic, title: Found, excerpt: Found, *, root: bool) -> _Case:
    case = _Case()
    ready = bool(title.context or excerpt.context) if topic.context else root
    if title.strong:
        case.add(TITLE_STRONG * topic.weight, "title", _quotes(title.strong))
    elif title.weak and ready:
        case.add(TITLE_WEAK * topic.weight, "title", _quotes(title.weak))
    weak = _quotes(excerpt.weak) if ready else ()
    strong = _quotes(excerpt.strong)
    points = EXCERPT_WEAK * min(2, len(weak))
    if strong:
        points += EXCERPT_EARLY if min(excerpt.strong).start < EARLY else EXCERPT_LATE
        points += EXCERPT_TWO if len(strong) > 1 else 0.0
    if points:
        case.add(points * topic.weight, "excerpt", strong + weak)
    return case


def _quotes(hits: list[Hit]) -> tuple[str, ...]:
    """Return the passages in the order of the text, each term once: its plural or another spelling is not a second term."""
    if len(hits) <= 1:
        return tuple(hit.quote for hit in hits)
    passages: dict[str, str] = {}
    for hit in sorted(hits):
        passages.setdefault(fold(hit.quote.replace(".", "")).removesuffix("s"), hit.quote)
    return tuple(passages.values())


def _inherit(assigned: dict[int, _Case], ancestor: int, confidence: float, child: str) -> None:
    case = assigned.setdefault(ancestor, _Case())
    if not case.evidence or case.evidence[0].where == "child":
        what = (case.evidence[0].what if case.evidence else ()) + (child,)
        case.evidence = (Evidence(where="child", what=what),)
    case.confidence = max(case.confidence, confidence)


def _vouched(source: Source, topics: tuple[Topic, ...]) -> tuple[int, ...]:
    named = [index for index, topic in enumerate(topics) if topic.name in source.topics]
    return tuple(dict.fromkeys([0, *named] if source.official and topics else named))


def _lines(topics: tuple[Topic, ...]) -> list[tuple[int, ...]]:
    """Return each topic's ancestors, the nearest first; a circle of parents ends where it closes."""
    place = {topic.name: index for index, topic in enumerate(topics)}
    lines = []
    for index, topic in enumerate(topics):
        line: list[int] = []
        above = place.get(topic.parent)
        while above is not None and above not in (index, *line):
            line.append(above)
            above = place.get(topics[above].parent)
        lines.append(tuple(line))
    return lines
