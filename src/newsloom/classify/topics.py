"""The evidence rules: which words in which place prove a topic, and how surely."""

from collections.abc import Mapping

from msgspec import Struct

from newsloom import urls
from newsloom.classify.evidence import ASSIGNED, SILENT, TEXT, VOUCHED, Ground, Reading, grounds, said
from newsloom.classify.lexicon import Hit, Lexicon
from newsloom.types import Article, Evidence, Label, Source, Topic

Readings = list[dict[int, list[Hit]]]
"""What title, excerpt and text of an article say, by topic."""


class Case(Struct):
    """What speaks for one topic: its grounds, and the confidence they add up to."""

    confidence: float
    grounds: list[Ground]


class TopicLabeller:
    """Topics by whole words: strong terms stand alone, weak ones need context, a child proves its parents.

    confidence = min(1, weight · (title + excerpt + text) + source), assigned from 0.5; the summands are told in `evidence`.
    A parent is assigned with the confidence of its surest child at least.

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
        self.topics = topics
        self._lexicon = Lexicon(topics)
        self._lines = _lines(topics)
        self._official = _places(topics)
        self._vouched = {address: _vouched(source, topics) for address, source in sources.items()}

    def label(self, article: Article) -> tuple[Label, ...]:
        """Return the assigned topics: specific ones in the hub's order, then their ancestors, the root last."""
        if not self.topics:
            return ()
        cases = self.cases(article, self.read(article))
        assigned = {index: case for index, case in cases.items() if case.confidence >= ASSIGNED}
        for index in sorted(assigned):
            for ancestor in self._lines[index]:
                _inherit(assigned, ancestor, cases[index].confidence, self.topics[index].name)
        return tuple(self._label(index, assigned[index]) for index in self._ordered(assigned))

    def read(self, article: Article) -> Readings:
        """Return what title, excerpt and text of an article say, by topic; the text is empty where the hub keeps none."""
        if article.text:
            return self._lexicon.find(article.title, article.excerpt, article.text[:TEXT])
        return self._lexicon.find(article.title, article.excerpt)

    def cases(self, article: Article, readings: Readings) -> dict[int, Case]:
        """Return what speaks for each topic (known by its place) of which the article says anything, and for the root."""
        vouching = self._vouching(article)
        told = {index: read(readings, index) for index in _spoken_of(readings) | vouching.keys() | {0}}
        root = 0 in vouching or names_subject(self.topics[0], told)
        cases = {}
        for index, one in told.items():
            found = grounds(self.topics[index], one, root=root)
            if index in vouching:
                found.append(Ground(VOUCHED, "source", (vouching[index],)))
            cases[index] = Case(sum(ground.points for ground in found), found)
        return cases

    def _vouching(self, article: Article) -> dict[int, str]:
        """Return the topics that the article's source or its place vouches for, and what does."""
        vouching = dict.fromkeys(self._vouched.get(article.source, ()), article.source)
        for index, place in self._official.get(_site(urls.hostname(article.url)), ()) if self._official else ():
            if urls.within(article.url, place):
                vouching[index] = place
        return vouching

    def _ordered(self, assigned: dict[int, Case]) -> list[int]:
        if len(assigned) <= 1:
            return list(assigned)
        parents = {ancestor for index in assigned for ancestor in self._lines[index]}
        depth = {index: len(self._lines[index]) if index in parents else 0 for index in assigned}
        return sorted(assigned, key=lambda index: (index == 0, index in parents, -depth[index], index))

    def _label(self, index: int, case: Case) -> Label:
        evidence = tuple([Evidence(where=ground.where, what=ground.what) for ground in case.grounds])
        return Label(topic=self.topics[index].name, confidence=round(min(1.0, case.confidence), 3), evidence=evidence)


def _spoken_of(readings: Readings) -> set[int]:
    """Return the topics that have a strong or weak term anywhere: to the others, a context or an excluded phrase says nothing."""
    return {index for text in readings for index, hits in text.items() for hit in hits if hit.role in ("strong", "weak")}


def read(readings: Readings, topic: int) -> Reading:
    """Return what the texts of an article say of one topic."""
    return Reading(*[said(text[topic]) if topic in text else SILENT for text in readings])


def names_subject(root: Topic, told: Mapping[int, Reading]) -> bool:
    """Tell whether an article's words name the hub's subject: the root's own words, or a keyword of any topic in the title.

    Example:
        >>> names_subject(Topic(id="ai", name="AI"), {0: Reading(), 3: Reading(said([Hit(0, 3, "TPU")]))})
        True
    """
    if told[0].subject() or any(one.title.strong for one in told.values()):
        return True
    return sum(ground.points for ground in grounds(root, told[0], root=False)) >= ASSIGNED


def _inherit(assigned: dict[int, Case], ancestor: int, confidence: float, child: str) -> None:
    case = assigned.setdefault(ancestor, Case(0.0, []))
    if not case.grounds or case.grounds[0].where == "child":
        what = (case.grounds[0].what if case.grounds else ()) + (child,)
        case.grounds = [Ground(confidence, "child", what)]
    case.confidence = max(case.confidence, confidence)


def _places(topics: tuple[Topic, ...]) -> dict[str, list[tuple[int, str]]]:
    """Return the topics' official places by the last two labels of their host: most articles are on none of these."""
    places: dict[str, list[tuple[int, str]]] = {}
    for index, topic in enumerate(topics):
        for place in topic.official:
            places.setdefault(_site(urls.identity(place).partition("/")[0].partition(":")[0]), []).append((index, place))
    return places


def _site(host: str) -> str:
    return ".".join(host.split(".")[-2:])


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
