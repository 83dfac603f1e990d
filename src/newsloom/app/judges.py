"""By what a hub's settings judge: its topics' labeller, and the judge of its profile."""

from collections.abc import Sequence
from datetime import datetime

from newsloom import catalogue
from newsloom.classify import SubstringLabeller, TopicLabeller
from newsloom.flows.deciding import standing
from newsloom.flows.judging import Judgement
from newsloom.hub import Hub
from newsloom.ports import Store
from newsloom.score import ClassicJudge, DefaultJudge
from newsloom.score.standing import trust
from newsloom.types import Decision


def labeller(hub: Hub) -> TopicLabeller:
    """Return what proves a hub's topics under its default profile."""
    return TopicLabeller(hub.topics, {source.url: source for source in hub.sources})


def default_judge(hub: Hub, decisions: Sequence[Decision] = ()) -> DefaultJudge:
    """Return the default profile's judge of a hub, whichever profile the hub has."""
    return DefaultJudge(
        hub.policy.threshold,
        hub.topics,
        catalogue.rated(),
        {source.url: source for source in hub.sources},
        hub.policy.demands,
        book=hub.rules,
        language=hub.language,
        trust=trust(decisions),
    )


def judgement(store: Store, hub: Hub, now: datetime) -> Judgement:
    """Return by what these settings judge the articles of a store."""
    decisions = standing(store, hub.decisions, now, hub.topics).decisions
    if hub.policy.profile == "default":
        return Judgement(labeller=labeller(hub), judge=default_judge(hub, decisions), decisions=decisions)
    points, sources = hub.policy.catalogue_points, {source.url: source for source in hub.sources}
    judge = ClassicJudge(hub.topics, catalogue.publishers(), sources, points, hub.policy.threshold, trust(decisions))
    return Judgement(labeller=SubstringLabeller(hub.topics, sources), judge=judge, decisions=decisions)
