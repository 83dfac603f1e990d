"""Whether publishers' names are right: ours, of real pages and records, held against lists of publishers that others made.

    python evals/publishers.py [--misses] [--records FILE]

A name is right where a list has the very name for the page's host or domain, case, "The", accents and punctuation aside (`same`).
Lists also write a name with its abbreviation or another form (`form`: "Zweites Deutsches Fernsehen (ZDF)", "National Public Radio",
"Focus Online") and name the house in place of the outlet (`owner`): its owner ("Groupe Figaro" for gala.fr, which our `family` column
says), or another outlet of the catalogue that is of the same family or domain (Kite gives one name to all domains of a house: "CBS News"
for cbssports.com, "Sky" for news.sky.com). What is none of these is `other`. `--records` takes a folder of records that a hub published
instead of the pages. Where the data are absent, the script says so and ends.
"""

from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
import gzip
import json
from pathlib import Path
import re
import sys
import unicodedata

from newsloom import catalogue, urls
from newsloom.extract import PageExtractor
from newsloom.types import Article, Entry, Fetched, Publisher

DATA = Path(__file__).parents[2] / "shared"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Names = dict[str, set[str]]
_OWNERS_NOISE = re.compile(r"\b(?:groupe|group|media|network|publishing|entertainment|company|sas|sarl|france|live|du midi)\b")
_LONGEST_CAPITALS = 4
_FORM_NOISE = re.compile(r"\.(?:com|co\.uk|net|org|de|fr)\b|\bonline$|^(?:der|die|das)\s")


def lists() -> dict[str, Names]:
    """Return each list's names by host."""
    found: dict[str, Names] = {name: defaultdict(set) for name in ("kite", "fundus", "reference", "uci")}
    for row in json.loads((DATA / "data/publishers/media_data.json").read_text()):
        for host in row["domains"]:
            found["kite"][host.lower()].add(row["organization"])
    for row in _lines(DATA / "data/publishers/fundus_publishers.jsonl"):
        found["fundus"][urls.hostname(row["domain"])].add(row["name"])
    for row in json.loads((DATA / "reference/organizations.json").read_text()):
        found["reference"][row["domain"]] |= {row["name"], *row.get("otherNames", ())}
    for row in _lines(DATA / "data/stories/uci_news_aggregator/uci.jsonl"):
        found["uci"][row["host"].lower()].add(row["publisher"])
    return {name: {host.removeprefix("www."): said for host, said in hosts.items()} for name, hosts in found.items()}


def pages() -> Iterator[tuple[str, bytes]]:
    """Yield the real pages, each once, and the addresses of records and headlines, of which there are no pages."""
    with gzip.open(DATA / "replay/pages.jsonl.gz", "rt", encoding="utf-8") as rows:
        yield from ((row["url"], row["text"].encode()) for row in map(json.loads, rows) if "html" in row.get("type", "") and "text" in row)
    benchmark = DATA / "data/extraction/scrapinghub_aeb"
    for key, row in json.loads((benchmark / "ground-truth.json").read_text()).items():
        yield row["url"], gzip.decompress((benchmark / "html" / f"{key}.html.gz").read_bytes())
    yield from ((row["webUrl"], b"") for row in _lines(DATA / "reference/powerapps_news.jsonl") if "webUrl" in row)
    yield from ((row["url"], b"") for row in _lines(DATA / "data/stories/uci_news_aggregator/uci.jsonl"))


def named() -> Iterator[tuple[str, str]]:
    """Yield each page's address and the publisher's name that we read."""
    extractor = PageExtractor(catalogue.publishers())
    for url, body in pages():
        page = Fetched(url=url, status=200, body=body, at=NOW)
        article = extractor.extract(Entry(source="eval", url=url, title="A title"), page, NOW)
        if isinstance(article, Article):
            yield url, article.publisher


def published(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the address and the publisher's name of each record in a folder."""
    from newsloom.render.record import parse  # noqa: PLC0415 - only needed here

    for path in sorted(folder.glob("*.md")):
        record = parse(path.read_text("utf-8"))
        yield record.get("webUrl") or record["originalUrl"], record["provider"]["name"]


def plain(name: str) -> str:
    """Return a name without case, "The", accents and punctuation."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("&", "and"))
    return "".join(letter for letter in re.sub(r"^the\s+", "", letters.strip()) if letter.isalnum())


def houses(publishers: Mapping[str, Publisher]) -> dict[str, set[str]]:
    """Return the plain names of all outlets of each family, and of each domain that has hosts of their own."""
    found: dict[str, set[str]] = defaultdict(set)
    for host, publisher in publishers.items():
        for house in (publisher.family, urls.domain(f"https://{host}/")):
            found[house].add(plain(publisher.name))
    return found


def verdict(name: str, family: str, theirs: set[str], siblings: set[str] | frozenset[str] = frozenset()) -> str:
    """Return how a name agrees with what a list says of its host; `siblings` are the plain names of the outlets of the same house."""
    if plain(name) in {plain(said) for said in theirs}:
        return "same"
    forms = {form for said in theirs for part in re.split(r"[()]|\s/\s", said) if (form := _form(part))}
    ours = _form(re.sub(r"\s?\(.*\)", "", name))
    if ours in forms or any(_abbreviates(name, form) for form in forms):
        return "form"
    owners = {_owner(said) for each in theirs for said in re.split(r"[()]|\s/\s", each)} - {""}
    return "owner" if not owners.isdisjoint({_owner(family), plain(name)}) or any(plain(said) in siblings for said in theirs) else "other"


def _form(name: str) -> str:
    return plain(_FORM_NOISE.sub("", name.strip().casefold()))


def _abbreviates(short: str, whole: str) -> bool:
    """Tell whether capitals stand for a name: NPR, National Public Radio; WDR, Westdeutscher Rundfunk."""
    letters = iter(whole)
    return (
        short.isupper()
        and len(short) <= _LONGEST_CAPITALS
        and whole[:1] == short[:1].casefold()
        and all(letter in letters for letter in short.casefold())
    )


def _owner(name: str) -> str:
    return plain(_OWNERS_NOISE.sub("", name.casefold()))


def _lines(path: Path) -> Iterator[dict[str, str]]:
    return map(json.loads, path.read_text("utf-8").splitlines())


def main() -> int:
    """Print for each list how many names agree, and how; with `--misses` also which do not."""
    parser = ArgumentParser()
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--records", type=Path)
    asked = parser.parse_args()
    if not DATA.is_dir():
        print(f"skipped: the measured data ({DATA.name}, beside the checkout) is not here")
        return 0
    known, every = catalogue.publishers(), lists()
    siblings = houses(known)
    every["any of kite and fundus"] = {
        h: every["kite"].get(h, set()) | every["fundus"].get(h, set()) for h in {*every["kite"], *every["fundus"]}
    }
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    misses: Counter[tuple[str, ...]] = Counter()
    for url, name in published(asked.records) if asked.records else named():
        host, domain = urls.hostname(url).removeprefix("www."), urls.domain(url)
        ours = known.get(host) or known.get(domain)
        for which, hosts in every.items():
            theirs = hosts.get(host) or hosts.get(domain)
            if theirs and ours:
                house = (siblings[ours.family] if ours.family else set()) | siblings[domain]
                judged = verdict(name, ours.family, theirs, house)
                counts[which][judged] += 1
                misses[which, judged, host, name, " | ".join(sorted(theirs))] += judged != "same"
    for which, found in counts.items():
        total = found.total()
        right = total - found["other"]
        print(json.dumps({"list": which, "n": total, "same": round(found["same"] / total, 4), "right": round(right / total, 4), **found}))
    if asked.misses:
        for miss, count in sorted(misses.items()):
            if count:
                print(count, *miss, sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
