"""The desk: editors' decisions, as files state them and as the flows obey them."""

from newsloom.desk.decisions import EDITS, contradictions, edits, in_force, links
from newsloom.desk.lineage import lineage
from newsloom.desk.plans import Link, binding, parted, parting
from newsloom.desk.reading import parse
from newsloom.desk.values import VALUED

__all__ = [
    "EDITS",
    "VALUED",
    "Link",
    "binding",
    "contradictions",
    "edits",
    "in_force",
    "lineage",
    "links",
    "parse",
    "parted",
    "parting",
]
