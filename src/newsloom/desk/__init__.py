"""The desk: editors' decisions, as files state them and as the flows obey them."""

from newsloom.desk.decisions import in_force, links
from newsloom.desk.reading import parse

__all__ = ["in_force", "links", "parse"]
