"""Articles that belong to no story, to be mixed in with labelled ones: what `newsloom eval stories --mixed` takes.

    python evals/mixes.py DEST

Writes DEST/{dev,test}-{titles,excerpts}.jsonl from the measured data beside the checkout and prints how many rows each has. A row is
`{id, title, text?, url?}` and none has a story. They are of other years, publishers and subjects than the labelled sets (ECB+: 86 crimes,
quakes, deaths and launches of 2002–2013 in the press; UCI: 87 stories of 10–12 March 2014):

- titles: the headlines of the clickbait set that are none (Wikinews and newspapers of about 2004–2015, on everything), 1,200 a half of
  16,001: so few are drawn that two of one event are rare;
- excerpts: the opening words of English pages, as many as there are: the body benchmark's articles and the topics set's posts (mostly
  November 2019), the page benchmark's descriptions and segments (1999–2020: blogs, recipes, manuals, columns).

What may tell one event with a row before it or a labelled title is left out: half the words of a title (`ALIKE`), or a fifth of the
words of an excerpt (`ALIKE_TEXTS`). The nearest pairs that are left were read. Headlines tell of one kind of event (two suicide bombings,
two seasons' races), seldom of one and its sequel: 3 of 45 pairs that a lenient weaver joined (Lockerbie's bomber, the Olympic torch, the
Vestas plant), so that some .02 of them are joined rightly. A few excerpts tell of one subject (the launch of Stadia, the impeachment).
A row goes to `dev` or `test` by a hash of its id. Thresholds and weights may be chosen on `dev` alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
import gzip
from hashlib import md5
from html import unescape
import json
from pathlib import Path
import re
import sys

DATA = Path(__file__).parents[2] / "shared" / "data"
LABELLED = ("ecbplus/ecbplus.jsonl", "uci_news_aggregator/uci.jsonl")
TITLES = 1200
"""Headlines a half; the clickbait set has ten times as many, but then many of one event."""

LONG = 4
"""Letters of a word that says something, and words of a title that does."""

ALIKE = 0.5
"""Share of the shorter one's words that two titles of presumably one event have in common, two words at least."""

ALIKE_TEXTS, LEAST_ALIKE = 0.2, 9
"""The same of titles with excerpts: most pairs above are of one event or subject, one in ten just below."""

LEAST_WORDS = 20
"""Words of an excerpt below which it says no more than a title."""

MOST_WORDS = 80
"""Words of an excerpt that are written; the evals take fifty."""

_ENGLISH = frozenset("the of and to in is was for that with on as by at from it are be has have this his her which not but an".split())
_ENGLISH_SHARE = 0.12
"""Of 139 English posts 134 have more than .15 of their words from that list (median .28), no Russian one more than .02."""

Row = dict[str, str]
_WORD = re.compile(r"\w+")
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_SUFFIX = re.compile(r" (?:[|–—•·]|-{1,2}) ")


def write(destination: Path) -> dict[str, int]:
    """Write the four files and return how many rows each has."""
    destination.mkdir(parents=True, exist_ok=True)
    labelled = [row["title"] for file in LABELLED for row in lines(DATA / "stories" / file)]
    written = {}
    for kind, rows, most in (("titles", headlines(), TITLES), ("excerpts", openings(), sys.maxsize)):
        singles = unrelated(sorted(rows, key=lambda row: row["id"]), labelled)
        for half in ("dev", "test"):
            chosen = [row for row in singles if half_of(row["id"]) == half][:most]
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in chosen)
            (destination / f"{half}-{kind}.jsonl").write_text(text, encoding="utf-8")
            written[f"{half}-{kind}.jsonl"] = len(chosen)
    return written


def headlines() -> Iterator[Row]:
    """Yield the news headlines, of which nothing but the title is known."""
    for row in lines(DATA / "quality/clickbait_chakraborty/clickbait.jsonl"):
        if not row["clickbait"]:
            yield made("", " ".join(row["title"].split()), "")


def openings() -> Iterator[Row]:
    """Yield the English articles that have a title and some text."""
    for row in (*posts(), *pages(), *bodies()):
        if row["title"] and len(row["text"].split()) >= LEAST_WORDS and is_english(row["text"]):
            yield row


def posts() -> Iterator[Row]:
    """Yield the labelled posts of the topics set."""
    for row in lines(DATA / "topics/tgcontest_categories/tg_cats.jsonl"):
        yield made(row["url"], row["title"], row["text"])


def pages() -> Iterator[Row]:
    """Yield the page benchmark's gold: the description and the segments of the text."""
    for row in lines(DATA / "extraction/trafilatura_eval/gold.jsonl"):
        yield made(row["url"], row.get("title") or "", " ".join([row.get("description") or "", *row["with"]]))


def bodies() -> Iterator[Row]:
    """Yield the body benchmark's texts; the benchmark has no titles, so they are their pages' own."""
    folder = DATA / "extraction/scrapinghub_aeb"
    for key, row in json.loads((folder / "ground-truth.json").read_text(encoding="utf-8")).items():
        page = gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()).decode(errors="replace")
        yield made(row["url"], own_title(page), row["articleBody"])


def own_title(page: str) -> str:
    """Return a page's title without the site's name, by so simple a rule that the files stay what they are."""
    found = _TITLE.search(page)
    whole = " ".join(unescape(found[1]).split()) if found else ""
    bare = _SUFFIX.split(whole)[0]
    return bare if len(bare.split()) >= LONG else whole


def made(url: str, title: str, text: str) -> Row:
    """Return a row, known by a hash of its address and title."""
    title, text = unescape(title), unescape(text)
    id_ = "mix-" + md5(f"{url} {title}".encode(), usedforsecurity=False).hexdigest()[:12]
    row = {"id": id_, "title": title, "text": " ".join(text.split()[:MOST_WORDS]), "url": url}
    return {key: value for key, value in row.items() if value} | {"title": title}


def unrelated(rows: Iterable[Row], labelled: Iterable[str]) -> list[Row]:
    """Return the rows that presumably tell of another event than each row before them and than every labelled title."""
    titles, texts = Seen(ALIKE, 2), Seen(ALIKE_TEXTS, LEAST_ALIKE)
    for known in labelled:
        titles.add(content(known))
    chosen = []
    for row in rows:
        title, whole = content(row["title"]), content(f"{row['title']} {row.get('text', '')}")
        if title and not titles.near(title) and not ("text" in row and texts.near(whole)):
            titles.add(title)
            texts.add(whole)
            chosen.append(row)
    return chosen


class Seen:
    """Sets of words, and whether another one shares `least` words with one of them and this share of the smaller set."""

    def __init__(self, share: float, least: int) -> None:
        self._share, self._least = share, least
        self._holders: dict[str, list[frozenset[str]]] = defaultdict(list)

    def add(self, words: frozenset[str]) -> None:
        """Remember a set of words."""
        for word in words:
            self._holders[word].append(words)

    def near(self, words: frozenset[str]) -> bool:
        """Tell whether one that was seen is near these words."""
        others = {other for word in words for other in self._holders.get(word, ())}
        return any(len(words & other) >= max(self._least, self._share * min(len(words), len(other))) or words == other for other in others)


def content(title: str) -> frozenset[str]:
    """Return a title's words of some length, without case."""
    return frozenset(word for word in _WORD.findall(title.casefold()) if len(word) >= LONG or word.isdigit())


def half_of(id_: str) -> str:
    """Return the half that a row belongs to."""
    return "dev" if int(md5(id_.encode(), usedforsecurity=False).hexdigest(), 16) % 2 else "test"


def is_english(text: str) -> bool:
    """Tell whether a text is English by its small words."""
    words = _WORD.findall(text.casefold())
    return sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words) > 0


def lines(file: Path) -> Iterator[dict[str, str]]:
    """Yield the objects of a file, one a line."""
    with file.open(encoding="utf-8") as rows:
        yield from map(json.loads, rows)


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and its one argument
        sys.exit(__doc__)
    if not DATA.is_dir():
        sys.exit("no mixes: the measured data (shared, beside the checkout) are not here")
    for name, count in write(Path(sys.argv[1])).items():
        print(f"{name}: {count} rows")
