"""Judgement: what an article is worth, who leads a story, how hot the story is, and what is published, each with its parts.

parts.py      sums that show what they are made of
rules.py      looks for the phrases that give away a kind of article or news
standing.py   who speaks: the publisher's standing
quality.py    an article's quality
heat.py       independent publishers, heat and publication
desk.py       what the editors decided about a story
default.py    the default profile: `DefaultJudge`
classic.py    the reference system's own formula: `ClassicJudge`
"""

from newsloom.score.classic import ClassicJudge
from newsloom.score.default import DefaultJudge

__all__ = ["ClassicJudge", "DefaultJudge"]
