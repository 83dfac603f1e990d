"""Evidence: how much the words found in an article's title, excerpt and text say for a topic."""

from collections.abc import Sequence

from msgspec import Struct

from newsloom.classify.lexicon import Hit
from newsloom.classify.words import fold
from newsloom.types import Topic

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
TEXT = 3_000
"""Characters of the whole text that are read, where the hub keeps it: a report says what it is about at its beginning."""
TEXT_STRONG = 0.3
"""What strong terms in the text are worth: as much as a late one in the excerpt, so that they complete a proof and never are one."""
REPEATED = 3
"""Strong terms that a text must hold to say anything: one is a mention in passing."""


class Ground(Struct, frozen=True):
    """One summand of a topic's confidence: its points, where it was found, and the passages that say so."""

    points: float
    where: str
    what: tuple[str, ...]


class Said(Struct, frozen=True):
    """What one text says of one topic, without what touches an excluded phrase of the topic, in no particular order."""

    strong: Sequence[Hit] = ()
    weak: Sequence[Hit] = ()
    context: Sequence[Hit] = ()


SILENT = Said()
"""What a text says of a topic whose words it does not have."""


def said(hits: list[Hit]) -> Said:
    """Return what the terms of a topic say together.

    Example:
        >>> said([Hit(0, 4, "Chip"), Hit(0, 7, "Chip in", role="exclude"), Hit(10, 15, "wafer", role="weak")]).weak[0].quote
        'wafer'
    """
    if len(hits) == 1:
        role = hits[0].role
        return Said(hits if role == "strong" else (), hits if role == "weak" else (), hits if role == "context" else ())
    roles: dict[str, list[Hit]] = {"strong": [], "weak": [], "context": [], "exclude": [], "denied": []}
    for hit in hits:
        roles[hit.role].append(hit)
    if blanks := roles["exclude"]:
        return Said(*([hit for hit in roles[role] if not hit.touched(blanks)] for role in ("strong", "weak", "context")))
    return Said(roles["strong"], roles["weak"], roles["context"])


class Reading(Struct, frozen=True):
    """What an article says of one topic: its title, its excerpt, and its text where the hub keeps that."""

    title: Said = SILENT
    excerpt: Said = SILENT
    text: Said = SILENT

    def subject(self) -> bool:
        """Tell whether it names the topic: what weak terms need where a topic has no context of its own.

        Example:
            >>> Reading(Said([Hit(0, 4, "chip")])).subject()
            True
        """
        return bool(self.title.strong or self.excerpt.strong) or len(self.text.strong) >= REPEATED

    def weak(self, topic: Topic, *, root: bool) -> tuple[Sequence[Hit], Sequence[Hit]]:
        """Return the weak terms of title and excerpt that count: beside another word of the context, or with the hub's subject."""
        if not topic.context:
            return (self.title.weak, self.excerpt.weak) if root else ((), ())
        if not (self.title.context or self.excerpt.context):
            return (), ()
        beside = {fold(hit.quote) for hit in (*self.title.context, *self.excerpt.context)}
        title, excerpt = ([hit for hit in found.weak if _stands_beside(hit, beside)] for found in (self.title, self.excerpt))
        return title, excerpt


def grounds(topic: Topic, told: Reading, *, root: bool) -> list[Ground]:
    """Return what the words of an article say for a topic. Its confidence is the sum of these.

    title 1.0 with a strong term, else 0.6 with a weak one;
    excerpt 0.5 with a strong term in its first 130 characters or 0.3 later, + 0.2 with two different ones, + 0.2 for each of at most
    two weak ones;
    text 0.3 with three strong terms or more in its first 3,000 characters;
    each times the topic's weight.

    Args:
        topic: whose words they are.
        told: what was found.
        root: whether the hub's subject was found.
    """
    found = []
    weak_title, weak_excerpt = told.weak(topic, root=root) if told.title.weak or told.excerpt.weak else ((), ())
    if told.title.strong:
        found.append(Ground(TITLE_STRONG * topic.weight, "title", quotes(told.title.strong)))
    elif weak_title:
        found.append(Ground(TITLE_WEAK * topic.weight, "title", quotes(weak_title)))
    if told.excerpt.strong or weak_excerpt:
        found.append(_excerpt(topic.weight, told.excerpt.strong, weak_excerpt))
    if len(told.text.strong) >= REPEATED:
        found.append(Ground(TEXT_STRONG * topic.weight, "text", quotes(told.text.strong)))
    return found


def _excerpt(weight: float, strong: Sequence[Hit], weak: Sequence[Hit]) -> Ground:
    firm, soft = quotes(strong), quotes(weak)
    points = EXCERPT_WEAK * min(2, len(soft))
    if strong:
        points += EXCERPT_EARLY if min(strong).start < EARLY else EXCERPT_LATE
        points += EXCERPT_TWO if len(firm) > 1 else 0.0
    return Ground(points * weight, "excerpt", firm + soft)


def _stands_beside(hit: Hit, words: set[str]) -> bool:
    """Tell whether one of these words is more than the term itself: a word does not prove itself."""
    own = f" {fold(hit.quote)} "
    return any(f" {word} " not in own for word in words)


def quotes(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the passages in the order of the text, each term once: its plural or another spelling is not a second term.

    Example:
        >>> quotes([Hit(9, 14, "chips"), Hit(0, 4, "Chip"), Hit(20, 23, "GPU")])
        ('Chip', 'GPU')
    """
    if len(hits) <= 1:
        return tuple([hit.quote for hit in hits])
    passages: dict[str, str] = {}
    for hit in sorted(hits):
        passages.setdefault(fold(hit.quote.replace(".", "")).removesuffix("s"), hit.quote)
    return tuple(passages.values())
