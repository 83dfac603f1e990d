"""Made-up webs for whole cycles: feeds, pages, a hub about lighthouses."""

from pathlib import Path

from newsloom.render.record import parse
from newsloom.sample.loopback import Page

HUB = """
[hub]
title = "Lighthouses"
subject = "lighthouses"
url = "https://hub.example"
[[topics]]
id = "lighthouses"
name = "Lighthouses"
keywords = ["lighthouse"]
{sources}
[network]
spacing = "0s"
"""
XML = (("Content-Type", "application/rss+xml"),)


def rss(host: str, items: list[tuple[str, str]], *, guid: str = "") -> Page:
    rows = "".join(
        f"<item><title><![CDATA[{title}]]></title><link>http://{host}{path}</link><guid isPermaLink='false'>{guid or path}</guid>"
        "<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate>"
        "<description>The keeper told the council that the lamp will be lit again.</description></item>"
        for path, title in items
    )
    return Page(body=f"<?xml version='1.0'?><rss version='2.0'><channel><title>{host}</title>{rows}</channel></rss>".encode(), headers=XML)


def page(title: str, excerpt: str = "The keeper told the council that the lamp of the old lighthouse will be lit again in May.") -> Page:
    return Page(
        body=f"""<!doctype html><html lang="en"><head><title>{title}</title>
        <meta property="og:description" content="{excerpt}"></head><body><p>Text.</p></body></html>""".encode()
    )


def make_hub(folder: Path, *urls: str) -> Path:
    folder.mkdir()
    (folder / "hub.toml").write_text(HUB.format(sources="".join(f'[[sources]]\nurl = "{url}"\n' for url in urls)))
    return folder


def records(hub: Path) -> dict[str, dict]:
    return {path.name: parse(path.read_text(encoding="utf-8")) for path in (hub / "content" / "_news").glob("*.md")}
