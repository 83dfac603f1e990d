"""Whatever the articles say, what a receipt quotes is theirs: no word of a reason is made up."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
import pytest
from tests.property.test_score_receipts import HUB, JUDGES, PUBLISHERS, judged, stories

from newsloom.render.receipt import Told, document, quoted
from newsloom.testing.factories import article

QUOTED = {"kind", "news value", "news", "substance", "style"}
"""The groups of parts that are quotations from the article."""

NAMES = {word for topic in HUB for word in (topic.name, *topic.keywords, *topic.official)} | set(PUBLISHERS)
FIGURES = re.compile(r"[0-9.]+|×")
"""A picture's measured size, a rating, a year."""


def passages(why):
    """Return the pieces of a reason, as they were joined: a quotation that was cut may end within its separator."""
    return [piece.strip(" ,;") for piece in re.split(r"[;,] ", why)]


@pytest.mark.parametrize("profile", JUDGES)
@settings(max_examples=40)
@given(drawn=stories())
def test_every_reason_is_a_passage_of_the_text_or_a_name(profile, drawn):
    own, articles, decisions = drawn
    _, receipts = judged(profile, own, articles, decisions)
    origins = own.origins()
    for receipt in receipts:
        alike = [articles[one] for one, origin in origins.items() if origin == origins[receipt.article]]
        for part in receipt.quality.parts:
            told = part.group in QUOTED and any(quoted(part.why, one) for one in alike)
            assert told or all(named(piece, articles[receipt.article]) for piece in passages(part.why)), part
        for label in receipt.topics:
            for found in label.evidence:
                said = {"title": articles[receipt.article].title, "excerpt": articles[receipt.article].excerpt}.get(found.where)
                assert all(word in said if said is not None else named(word, articles[receipt.article]) for word in found.what), found


def named(piece, own):
    """Tell whether a piece stands in the article, or is a name of the hub or the publisher, or a figure that was measured."""
    names = {*NAMES, own.domain, own.source}
    figures = piece in names or all(word in names or FIGURES.fullmatch(word) for word in piece.split(" "))
    return not piece or quoted(piece, own) or figures


@pytest.mark.parametrize("profile", JUDGES)
@settings(max_examples=20)
@given(drawn=stories(), pick=st.integers(0, 4))
def test_document_names_the_copy_that_is_quoted(profile, drawn, pick):
    own, articles, decisions = drawn
    lead, receipts = judged(profile, own, articles, decisions)
    of = receipts[pick % len(receipts)]
    by_article = {receipt.article: receipt for receipt in receipts}
    whole = replace(own, lead=lead)
    told = Told(hub="AI", article=articles[of.article], story=whole, articles=articles, receipts=by_article)
    made = document(told)
    assert sum(part["points"] for part in made["quality"]["parts"]) == made["quality"]["value"]
    assert made["decision"].endswith(".")
    for part in made["quality"]["parts"]:
        if "of" in part:
            assert not quoted(part["why"], articles[of.article])
            assert quoted(part["why"], articles[part["of"]])


def test_reason_that_stands_nowhere_is_found_out():
    assert not named("breaking", article(title="Quiet day", excerpt="Nothing happened."))
