"""Whether copies are found and reports of one event are not taken for copies: texts edited in six ways, among all the others.

    python evals/copies.py [--topics 1-35] [--seed 1] [--words N] [--list]

Articles are the ECB+ texts of more than 80 words from the measured data beside the checkout; each has a site of its own. Every text is
edited in six ways with words of other texts (`EDITS`), and all texts, edited or not, are put into one `Copies`, which is then asked
about each. `recall` is the share of edited texts for which the text they were made of is named: as a copy, and as a copy or reworked.
Another `Copies` holds the unedited texts alone: `event` counts the pairs of texts about one event that it names, `strangers` those of
two events. `precision` takes every one of them for a mistake: edited texts rightly named a copy of their original, of these and all
pairs of unedited ones that are named a copy. `judged` leaves out of the mistakes what shares much of its words in runs of `VERBATIM` and
more, as no two people write: ECB+ holds agency copy that outlets reworked. `--list` prints each named pair with both shares, to be judged
by eye.
`--words N` takes each text as an article with an excerpt of N words and edits none.

Thresholds were chosen on topics 1-35. Where the data are absent, the script says so and ends.
"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from difflib import SequenceMatcher
from itertools import combinations
import json
from pathlib import Path
from random import Random
import sys
from typing import NamedTuple

from newsloom.stories.copies import Copies, Kin
from newsloom.stories.terms import words
from newsloom.testing.factories import NOW, article
from newsloom.types import Article

DATA = Path(__file__).parents[2] / "shared" / "data" / "stories" / "ecbplus" / "ecbplus.jsonl"
LEAST_WORDS = 80
EXCERPT = 60

VERBATIM, MOSTLY = 8, 0.4
"""Words of a run that two people hardly write alike, and the share of the shorter text that stands in such runs in agency copy."""

_NOTICE = "Sign up for our newsletter . Copyright 2020 The Associated Press . All rights reserved ."


class Text(NamedTuple):
    """A text of the set: its id and event, its title, and its words behind the title."""

    id: str
    event: str
    title: str
    body: list[str]

    def article(self, edit: str, title: str, body: list[str], *, excerpt: bool = False) -> Article:
        """Return the text, or an edit of it, as an article of a site of its own."""
        told = " ".join(body)
        return article(
            f"https://{self.id}-{edit}.example/",
            title=title,
            excerpt=told if excerpt else "",
            text="" if excerpt else told,
            published_at=NOW + timedelta(minutes=1 if edit else 0),
            language="en",
        )


class Editor:
    """Edits texts as outlets do, with words from anywhere in the set; the same seed edits alike."""

    def __init__(self, texts: list[Text], seed: int) -> None:
        self._random = Random(seed)
        self._words = [word for text in texts for word in text.body]

    def retitled(self, text: Text) -> Article:
        """Put another title and first words, and a notice behind."""
        dropped = max(0, 12 - len(text.title.split()))
        return text.article("retitled", " ".join(self._random.choices(self._words, k=9)), [*text.body[dropped:], *_NOTICE.split()])

    def halved(self, text: Text) -> Article:
        """Cut the second half."""
        return text.article("halved", text.title, text.body[: len(text.body) // 2])

    def excerpt(self, text: Text) -> Article:
        """Leave sixty words."""
        return text.article("excerpt", text.title, text.body[: EXCERPT - len(text.title.split())], excerpt=True)

    def corrected(self, text: Text) -> Article:
        """Change 5 % of the words and drop 3 %."""
        return text.article("corrected", self._said(text, 0.05, 0.03), self._changed(text.body, 0.05, 0.03))

    def shortened(self, text: Text) -> Article:
        """Leave three fifths and change 5 % of the words."""
        return text.article("shortened", self._said(text, 0.05, 0), self._changed(text.body[: len(text.body) * 3 // 5], 0.05, 0))

    def reworked(self, text: Text) -> Article:
        """Change 15 % of the words and drop 5 %."""
        return text.article("reworked", self._said(text, 0.15, 0.05), self._changed(text.body, 0.15, 0.05))

    def _said(self, text: Text, share: float, dropped: float) -> str:
        return " ".join(self._changed(text.title.split(), share, dropped))

    def _changed(self, found: list[str], share: float, dropped: float) -> list[str]:
        draw = self._random.random
        return [self._random.choice(self._words) if draw() < share else word for word in found if draw() >= dropped]


EDITS: dict[str, Callable[[Editor, Text], Article]] = {
    "retitled": Editor.retitled,
    "halved": Editor.halved,
    "excerpt": Editor.excerpt,
    "corrected": Editor.corrected,
    "shortened": Editor.shortened,
    "reworked": Editor.reworked,
}


def texts(first: int, last: int) -> Iterator[Text]:
    """Yield the texts of some topics; what their first sentence is stands apart as their title."""
    for row in map(json.loads, DATA.read_text("utf-8").splitlines()):
        if first <= int(row["topic"]) <= last and len(row["text"].split()) > LEAST_WORDS:
            body = row["text"].removeprefix(row["title"]).split()
            yield Text(row["id"].replace("_", "-"), row["story"], row["title"], body)


def verbatim(one: Article, other: Article) -> float:
    """Return the share of the shorter text that stands in the other in runs too long for chance."""
    first, second = words(one.text or one.excerpt), words(other.text or other.excerpt)
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= VERBATIM) / max(1, min(len(first), len(second)))


def kin(articles: list[Article]) -> list[tuple[Article, Kin]]:
    """Return each of some articles with each of its kin among all of them."""
    copies = Copies()
    for one in articles:
        copies.add(one)
    return [(one, found) for one in articles for found in copies.kin(one)]


def recall(told: list[tuple[Article, Kin]], originals: dict[str, Article], edited: dict[str, list[Article]]) -> dict[str, list[float]]:
    """Return for each edit the share of texts whose original is named: as a copy, and at all."""
    relations = {(one.id, found.article): found.relation for one, found in told}
    shares = {}
    for edit, made in edited.items():
        counts = Counter(relations.get((one.id, originals[text].id)) for text, one in zip(originals, made, strict=True))
        copied = counts["copy"]
        shares[edit] = [round(copied / len(made), 4), round((copied + counts["adapted"]) / len(made), 4)]
    return shares


def mistaken(told: list[tuple[Article, Kin]], texts_of: dict[str, str]) -> dict[tuple[str, str], Kin]:
    """Return the pairs of texts that are named; either of them names the other alike."""
    pairs = ((texts_of[one.id], texts_of[found.article], found) for one, found in told)
    return {(min(one, other), max(one, other)): found for one, other, found in pairs}


def main() -> int:
    """Edit, ask and count; the figures are one JSON object on the last line."""
    parser = ArgumentParser()
    parser.add_argument("--topics", default="1-35")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--words", type=int)
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    if not DATA.is_file():
        print("skipped: the measured data (shared, beside the checkout) are not here")
        return 0
    first, last = map(int, asked.topics.split("-"))
    found = list(texts(first, last))
    editor = Editor(found, asked.seed)
    edits = {} if asked.words else EDITS
    originals = {text.id: text.article("", text.title, text.body[: asked.words], excerpt=bool(asked.words)) for text in found}
    edited = {name: [edit(editor, text) for text in found] for name, edit in edits.items()}
    everything = [one for made in (originals.values(), *edited.values()) for one in made]
    shares = recall(kin(everything), originals, edited)
    pairs = mistaken(kin(list(originals.values())), {one.id: text for text, one in originals.items()})
    right = sum(copied for copied, _ in shares.values()) * len(found)
    figures = counted(pairs, found, originals, right, listed=asked.list)
    print(json.dumps({"n": len(found), "recall": shares, **figures}))
    return 0


def counted(
    pairs: dict[tuple[str, str], Kin], found: list[Text], originals: dict[str, Article], right: float, *, listed: bool
) -> dict[str, object]:
    """Return how many pairs of different texts are named, and the precision of what is named a copy."""
    events = {text.id: text.event for text in found}
    same = sum(1 for one, other in combinations(found, 2) if one.event == other.event)
    counts: Counter[str] = Counter()
    for (one, other), how in sorted(pairs.items(), key=lambda pair: -pair[1].share):
        alike = verbatim(originals[one], originals[other])
        event = "event" if events[one] == events[other] else "strangers"
        counts[f"{event} {how.relation}"] += 1
        counts[f"{event} {how.relation} not verbatim"] += alike < MOSTLY
        if listed:
            print(
                how.relation,
                how.share,
                round(alike, 2),
                event,
                one,
                other,
                originals[one].title[:60],
                originals[other].title[:60],
                sep="\t",
            )
    wrong = counts["event copy"] + counts["strangers copy"]
    doubtful = counts["event copy not verbatim"] + counts["strangers copy"]
    precision = {"precision": round(right / (right + wrong), 4), "judged": round(right / (right + doubtful), 4)} if right else {}
    return {"pairs of one event": same, **counts, **precision}


if __name__ == "__main__":
    sys.exit(main())
