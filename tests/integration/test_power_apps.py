"""A real hub's year, replayed: every item stored once, every record readable, its fields those that the reference read."""

from datetime import UTC, datetime, timedelta
import html
import json
from pathlib import Path
import re
import shutil

import pytest
import yaml

from newsloom.extract.boilerplate import without_dateline
from newsloom.render.record import parse

pytestmark = [pytest.mark.loopback, pytest.mark.shared]

CASE = Path(__file__).parents[2] / "evals" / "cases" / "power-apps" / "hub.toml"
FIRST, LAST, STEP = datetime(2020, 9, 24, tzinfo=UTC), datetime(2021, 6, 4, tzinfo=UTC), timedelta(days=40)
FLOOR = 0.97


def words(text: str) -> str:
    """Return a text with white space and entities as one, a cut-off end left out."""
    plain = re.sub(r"\s+", " ", html.unescape(html.unescape(text))).strip()
    return re.sub(r"[\s,;:.…–—|/(\[-]+$", "", plain)


def agrees(name: str, ours: dict, theirs: dict) -> bool:
    """Whether one field of our record says what the reference's says."""
    video = theirs["type"] == "video"
    match name:
        case "title":
            return words(ours["title"]) == words(theirs["title"])
        case "excerpt":
            mine, other = words(ours.get("excerpt", "")), words(without_dateline(theirs["excerpt"]))  # the reference left it in
            return mine == other or (len(mine) >= 60 and (other.startswith(mine) or mine.startswith(other)))
        case "publishedDateTime":
            return f"{ours[name]:%Y-%m-%dT%H:%M:%SZ}" == theirs[name]
        case "publisher":
            same = ours["provider"]["name"] == theirs["provider"]["name"] and ours["provider"]["domain"] == theirs["provider"]["domain"]
            return same or (video and ours["provider"]["domain"] == "youtube.com")
        case "image":
            return [(p["url"], p["width"], p["height"]) for p in ours.get("images", [])] == [
                (p["url"], p["width"], p["height"]) for p in theirs.get("images", [])
            ]
    raise AssertionError(name)


@pytest.mark.timeout(280)
def test_a_year_of_cycles_stores_every_item_once_with_the_fields_of_the_reference(shared, tmp_path, replay, newsloom):
    proxy = replay(shared / "replay" / "powerapps.jsonl.gz")
    hub = tmp_path / "hub"
    hub.mkdir()
    shutil.copy(CASE, hub / "hub.toml")
    (hub / "hub.toml").write_text(CASE.read_text(encoding="utf-8") + '\n[network]\nspacing = "0s"\n', encoding="utf-8")
    stored, moment = 0, FIRST
    while True:
        at = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
        proxy.now(at)
        done = newsloom("run", hub, "--as-of", at, "--json", environment=proxy.environment)
        assert done.returncode == 0, done.stderr
        stored += json.loads(done.stdout)["items"]["stored"]
        if moment == LAST:
            break
        moment = min(moment + STEP, LAST)
    again = json.loads(newsloom("run", hub, "--as-of", at, "--json", environment=proxy.environment).stdout)
    assert again["sources"]["not_modified"] == 29
    assert again["records"]["written"] == again["files"]["written"] == 0

    theirs = {r["originalUrl"]: r for r in map(json.loads, (shared / "reference/powerapps_news.jsonl").read_text().splitlines())}
    ours = {}
    for path in (hub / "content" / "_news").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        record = parse(text)
        assert yaml.safe_load(text.split("---\n")[1]) == record
        ours[record["originalUrl"]] = record
        ours |= {r["webUrl"]: r for r in record.get("related", []) if r["relation"] != "theme" and "webUrl" in r}
    assert stored == len(theirs) == 191
    assert set(ours) >= set(theirs)
    for name in ("title", "excerpt", "publishedDateTime", "publisher", "image"):
        share = sum(agrees(name, ours[address], record) for address, record in theirs.items()) / len(theirs)
        assert share >= FLOOR, f"{name} {share:.3f}"
