"""The composition root: the one place that builds the whole from a hub's settings.

application.py   a hub with everything it needs to run
opening.py       a hub's folder opened: to work on it, to look at it, to leave it untouched
judges.py        by what a hub's settings judge
publishing.py    where a hub's stories go
searching.py     whether its site has a search
letters.py       the letters that it writes, and the server that they go by
"""

from newsloom.app.application import Application, Cycle
from newsloom.app.judges import default_judge, labeller
from newsloom.app.letters import post
from newsloom.app.opening import complete, locked, opened, reading, untouched

__all__ = ["Application", "Cycle", "complete", "default_judge", "labeller", "locked", "opened", "post", "reading", "untouched"]
