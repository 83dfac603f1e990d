"""SIGKILL at random moments of `run`: the next run completes, nothing acknowledged is missing, no file is torn."""

import json
import os
from pathlib import Path
import random
import subprocess
import sys
import time

from lxml import etree
import pytest

from newsloom.render.record import parse
from newsloom.sample.loopback import LoopbackWeb, Page

pytestmark = pytest.mark.loopback

KILLS = 20
SOURCES, ITEMS = 12, 8


def made_up(url: str) -> Page | None:
    """Return a feed of eight items for each host, or the page of an item."""
    host, _, path = url.removeprefix("http://").partition("/")
    if path == "feed":
        rows = "".join(
            f"<item><title>Lighthouse {host} number {n} opens</title><link>http://{host}/{n}</link>"
            "<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate></item>"
            for n in range(ITEMS)
        )
        return Page(body=f"<rss version='2.0'><channel><title>{host}</title>{rows}</channel></rss>".encode())
    if path.isdigit():
        return Page(
            body=f"<html><head><title>Lighthouse {host} number {path} opens</title></head><body><p>Text.</p></body></html>".encode()
        )
    return None


def files(hub: Path) -> list[Path]:
    return [path for root in ("content", "site") for path in (hub / root).rglob("*") if path.is_file()]


def assert_whole(hub: Path) -> None:
    """Every file under its final name is whole: records and JSON parse, XML is well-formed, HTML is closed."""
    for path in files(hub):
        if path.name.startswith("."):
            continue  # a temporary file of the killed run: nobody reads those
        data = path.read_bytes()
        match path.suffix:
            case ".md":
                parse(data.decode())
            case ".json":
                json.loads(data)
            case ".xml" | ".opml":
                etree.fromstring(data)
            case ".html":
                assert data.rstrip().endswith(b"</html>")


def articles(hub: Path, newsloom) -> int:
    done = newsloom("check", hub, "--sources", "--json")
    return sum(row.get("entries", 0) for row in json.loads(done.stdout)["sources"])


@pytest.mark.timeout(280)
def test_run_killed_twenty_times_loses_nothing_and_completes(tmp_path, newsloom):
    hub = tmp_path / "hub"
    hub.mkdir()
    sources = "".join(f'[[sources]]\nurl = "http://h{number}.example/feed"\n' for number in range(SOURCES))
    head = '[hub]\ntitle = "Lighthouses"\nsubject = "lighthouses"\n[[topics]]\nid = "l"\nname = "Lighthouses"\nkeywords = ["lighthouse"]\n'
    (hub / "hub.toml").write_text(head + sources + '[network]\nspacing = "0.02s"\n')
    chance = random.Random(7)
    with LoopbackWeb(made_up) as web:
        environment = os.environ | {"HTTP_PROXY": web.proxy}
        command = [sys.executable, "-m", "newsloom", "run", str(hub), "--as-of", "2026-03-02T12:00:00Z", "--json"]
        acknowledged = 0
        for number in range(KILLS):
            process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.35 + chance.random() * 1.2)
            process.kill()
            process.wait()
            assert_whole(hub)
            if number % 5 == 4 and (hub / ".newsloom/hub.db").exists():
                now = articles(hub, newsloom)
                assert now >= acknowledged
                acknowledged = now
        done = newsloom("run", hub, "--as-of", "2026-03-02T12:00:00Z", "--json", environment={"HTTP_PROXY": web.proxy})
        assert done.returncode == 0, done.stderr
        again = newsloom("run", hub, "--as-of", "2026-03-02T12:00:00Z", "--json", environment={"HTTP_PROXY": web.proxy})
    assert_whole(hub)
    assert not [path for path in files(hub) if path.name.startswith(".")]
    held = [parse(path.read_text(encoding="utf-8")) for path in (hub / "content/_news").glob("*.md")]
    addresses = [
        a for record in held for a in (record["webUrl"], *(r["webUrl"] for r in record.get("related", ()) if r["relation"] != "theme"))
    ]
    assert sorted(addresses) == sorted({f"http://h{s}.example/{n}" for s in range(SOURCES) for n in range(ITEMS)})
    assert json.loads(again.stdout)["records"]["written"] == 0
