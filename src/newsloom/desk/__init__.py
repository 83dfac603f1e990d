"""The desk: editors' decisions, as files state them and as the flows obey them."""

from newsloom.desk.decisions import contradictions, in_force, links
from newsloom.desk.plans import Link, binding, parted, parting
from newsloom.desk.reading import parse

__all__ = ["Link", "binding", "contradictions", "in_force", "links", "parse", "parted", "parting"]
