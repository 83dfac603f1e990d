"""How well whole texts are read, by the measure of the article extraction benchmark (scrapinghub, 2020)."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
import re
from statistics import fmean
import time
from typing import Any

import msgspec
from msgspec import Struct

from newsloom.errors import DataError
from newsloom.evaluation.measures import harmonic
from newsloom.evaluation.sets import pages_in, read_page, text_of
from newsloom.extract.body import read_body
from newsloom.extract.page import Page
from newsloom.types import Fetched

GOLD = "ground-truth.json"
WORDS = 4
"""Words of a shingle, as in the benchmark."""

_WORD = re.compile(r"\w+")


class Text(Struct, frozen=True, kw_only=True):
    """What was read of one page, under the name that gold has."""

    id: str
    articleBody: str  # noqa: N815 - the benchmark's name


class Agreement(Struct, frozen=True, kw_only=True):
    """How far texts agree with gold.

    `precision` is the mean share of a reading's shingles that gold has, `recall` the mean share of gold's that the reading has; `f1` is
    the harmonic mean of the two, the benchmark's figure, and `f1_mean` the mean of the pages' own. All are 0 where nothing has gold.
    """

    f1: float = 0.0
    f1_mean: float = 0.0
    precision: float = 0.0
    recall: float = 0.0
    of: int = 0


def rows_of(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Return the rows of `ground-truth.json`, or one without any gold for each page of `html` where there is none.

    Raises:
        DataError: the folder holds no such set.
    """
    gold = folder / GOLD
    try:
        rows = msgspec.json.decode(gold.read_bytes(), type=dict[str, Mapping[str, Any]]) if gold.exists() else None
    except (OSError, msgspec.MsgspecError) as error:
        raise DataError(f"{gold}: cannot be read ({error}); it holds {{id: {{articleBody, url}}}}") from None
    if rows is None:
        rows = {name.removesuffix(".html"): {} for name in pages_in(folder / "html")}
    if not rows:
        raise DataError(f"{folder}: holds no pages; name a folder that holds html/ID.html.gz, and {GOLD} to be scored by")
    return rows


def read(folder: Path, rows: Mapping[str, Mapping[str, Any]], now: datetime) -> tuple[list[Text], float]:
    """Return the text of every page of `html/ID.html.gz`, and the seconds of this process that the reading alone took."""
    texts, seconds = [], 0.0
    for id_, row in rows.items():
        fetched = Fetched(url=text_of(row.get("url")), status=200, body=read_page(folder / "html" / f"{id_}.html"), at=now)
        begun = time.process_time()
        text = read_body(Page(fetched)).value
        seconds += time.process_time() - begun
        texts.append(Text(id=id_, articleBody=text))
    return texts, seconds


def agreement(texts: list[Text], rows: Mapping[str, Mapping[str, Any]]) -> Agreement:
    """Hold texts against gold, as far as there is any.

    Example:
        >>> gold = {"a": {"articleBody": "Chips are scarce this summer."}}
        >>> agreement([Text(id="a", articleBody="Menu Chips are scarce this summer")], gold).precision
        0.6666666666666666
    """
    pairs = [(text.articleBody, gold) for text in texts if isinstance(gold := rows[text.id].get("articleBody"), str)]
    shares = [_shares(shingles(ours), shingles(gold)) for ours, gold in pairs]
    if not shares:
        return Agreement()
    precision, recall = (fmean(part or [0.0]) for part in (_known(shares, 0), _known(shares, 1)))
    each = fmean(harmonic(p or 0.0, r or 0.0) for p, r in shares)
    return Agreement(f1=harmonic(precision, recall), f1_mean=each, precision=precision, recall=recall, of=len(shares))


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return how often each run of `WORDS` words stands in a text; a shorter text is one run.

    Example:
        >>> sorted(shingles("One, two three four five."))
        [('One', 'two', 'three', 'four'), ('two', 'three', 'four', 'five')]
    """
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + WORDS]) for at in range(max(1, len(words) - WORDS + 1)) if words)


def _shares(ours: Counter[tuple[str, ...]], gold: Counter[tuple[str, ...]]) -> tuple[float | None, float | None]:
    """Return precision and recall of a page; `None` where there is nothing to be a share of."""
    if ours == gold:
        return 1.0, 1.0
    both = (ours & gold).total()
    return both / ours.total() if ours else None, both / gold.total() if gold else None


def _known(shares: list[tuple[float | None, float | None]], which: int) -> list[float]:
    return [share for pair in shares if (share := pair[which]) is not None]


def looked_at(id_: str) -> bool:
    """Tell whether a page belongs to the half that rules were made on; the other half was only scored.

    Example:
        >>> [looked_at(id_) for id_ in ("a", "b", "c")]
        [False, False, True]
    """
    return sha256(id_.encode()).digest()[-1] % 2 == 0
