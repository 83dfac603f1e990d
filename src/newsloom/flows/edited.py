"""Edited: what an editor decided about an article itself, taken into its topics, its quality and its receipt. Pure."""

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from newsloom.desk import edits
from newsloom.score.receipts import FOLLOWER
from newsloom.score.ruling import rescored
from newsloom.types import Article, Decision, Evidence, Label, Receipt, Score, Story, Verb

TAKEN_DOWN = "taken down"
"""The cap of an article that an editor took out of everything that is published."""


def concerning(decisions: Sequence[Decision], story: Story) -> tuple[Decision, ...]:
    """Return the decisions that name a story or one of its articles.

    Example:
        >>> from newsloom.testing.factories import story
        >>> pins = [Decision(do="pin", items=(item,), reason="r") for item in (story().lead, "a2")]
        >>> concerning(pins, story()) == (pins[0],)
        True
    """
    if not decisions:
        return ()
    names = {story.id, *(coverage.article for coverage in story.coverage)}
    return tuple(decision for decision in decisions if not names.isdisjoint(decision.items))


def taken_down(decisions: Sequence[Decision], story: Story) -> frozenset[str]:
    """Return the articles that editors took down, of a story's coverage and of its themes.

    Args:
        decisions: the hub's; those that only concern a story's coverage leave out its themes.
        story: the story.

    Example:
        >>> from newsloom.testing.factories import story
        >>> taken_down([Decision(do="take-down", items=(story().id,), reason="a court's order")], story()) == {story().lead}
        True
    """
    gone = {item for decision in decisions if decision.do == "take-down" for item in decision.items}
    if not gone:
        return frozenset()
    named = [(entry.article, story.id) for entry in story.coverage] + [(theme.article, theme.story) for theme in story.themes]
    return frozenset(article for article, whole in named if article in gone or whole in gone)


def relabelled(labels: tuple[Label, ...], said: Mapping[Verb, Decision]) -> tuple[Label, ...]:
    """Return an article's topics as an editor named them; evidence that stands for one of them stays behind the editor's word.

    Example:
        >>> found = (Label(topic="Hardware", confidence=0.5, evidence=(Evidence(where="title", what=("chip",)),)),)
        >>> said = Decision(do="retopic", items=("a1",), value=("Law", "Hardware"), reason="a lawsuit")
        >>> [(label.topic, [item.where for item in label.evidence]) for label in relabelled(found, {"retopic": said})]
        [('Law', ['desk']), ('Hardware', ['desk', 'title'])]
    """
    word = said.get("retopic")
    if word is None or not isinstance(word.value, tuple):
        return labels
    found = {label.topic: label.evidence for label in labels}
    desk = Evidence(where="desk", what=(word.words,))
    return tuple(Label(topic=topic, confidence=1.0, evidence=(desk, *found.get(topic, ()))) for topic in word.value)


def requalified(quality: Score, said: Mapping[Verb, Decision]) -> Score:
    """Return an article's quality with the value that an editor gave it, if one did."""
    word = said.get("rescore")
    return rescored(quality, word.value, word.words) if word is not None and isinstance(word.value, int) else quality


def retitled(article: Article, receipt: Receipt | None) -> Article:
    """Return the article under the title that an editor gave it, if one did: what is published of it, never what is judged.

    Example:
        >>> from newsloom.testing.factories import article, receipt
        >>> said = Decision(do="retitle", value="Rocket flies", reason="too long")
        >>> retitled(article(), receipt(desk=(said,))).title, retitled(article(), None) == article()
        ('Rocket flies', True)
    """
    if receipt is None or not receipt.title:
        return article
    provenance = tuple((field, "desk" if field == "title" else place) for field, place in article.provenance)
    return replace(article, title=receipt.title, provenance=provenance)


def signed(receipt: Receipt, decisions: Sequence[Decision]) -> Receipt:
    """Return the receipt with the decisions that counted for its article: those on the story stand in its lead's.

    Args:
        receipt: the article's.
        decisions: those that concern its story.
    """
    leads = receipt.relation == "lead"
    counted = dict(edits(decisions, receipt.article, receipt.story))
    if not leads:  # a title that was given to a story is its lead's
        counted.pop("retitle", None)
        counted |= {verb: one for verb, one in edits(decisions, receipt.article).items() if verb == "retitle"}
    hides, pins = ([one for one in decisions if one.do == verb] for verb in ("hide", "pin"))
    told = [*((hides or pins) if leads else ()), *counted.values()]
    return replace(receipt, desk=tuple(replace(one, items=(), place="") for one in told))


def withdrawn(receipt: Receipt) -> Receipt:
    """Return the receipt of an article that is taken down: it leads nothing, has no heat, is not published, and why."""
    threshold = receipt.heat.value - receipt.published.margin
    verdict = replace(receipt.published, value=False, margin=FOLLOWER.value - threshold, caps=(TAKEN_DOWN,))
    relation = "coverage" if receipt.relation == "lead" else receipt.relation
    return replace(receipt, relation=relation, heat=FOLLOWER, published=verdict, leads="")


def without(story: Story, gone: Collection[str]) -> Story:
    """Return the story without these articles, in its coverage and its themes."""
    coverage = tuple(entry for entry in story.coverage if entry.article not in gone)
    return replace(story, coverage=coverage, themes=tuple(theme for theme in story.themes if theme.article not in gone))
