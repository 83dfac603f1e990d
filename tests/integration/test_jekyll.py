"""A real Jekyll builds a published tree with the theme of docs/how-to/jekyll, and executes nothing that strangers wrote."""

from datetime import timedelta
from html import unescape
from pathlib import Path
import re
import shutil
import subprocess

from msgspec.structs import replace
import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.conftest import SHARED
from tests.unit.test_render_hostile_texts import Hostile, corpora

from newsloom.render.api import ApiRenderer
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.sink.directory import DirectorySink
from newsloom.testing.editions import HUB, article, edition, view
from newsloom.testing.factories import NOW
from newsloom.testing.rendering import rendered
from newsloom.text import printable

THEME = Path(__file__).parents[2] / "docs" / "how-to" / "jekyll"
JEKYLL = shutil.which("jekyll")
TITLES = (
    "{{ site }} and {{ 6 | times: 7 }}",
    "{% raw %} never ended",
    "{% include ../../etc/passwd %}",
    "{{ page.title | append: '<script>' }}<script>alert(1)</script>",
    '--- "quoted" \\u0022: {%- comment -%}',
    "An ordinary title",
)


def packs():
    """Return every hostile text that is known, many in one; none where they are not."""
    return list(map(printable, Hostile(corpora()).packs)) if SHARED.is_dir() else []


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the folder that Jekyll made, and the pages of the stories by their titles' places."""
    if JEKYLL is None:
        pytest.skip("there is no jekyll; `apt-get install jekyll` brings it")
    folder = tmp_path_factory.mktemp("jekyll")
    told = [view(article(f"https://a{n}.example/1", title=title, excerpt=title, publisher=title)) for n, title in enumerate(TITLES)]
    related = view(article("https://b.example/1"), article("https://b.example/2", title=TITLES[0])).related
    told[0] = replace(told[0], related=related)
    hostile = [dict.fromkeys(("title", "excerpt", "publisher"), pack) for pack in packs()]
    told += [view(article(f"https://h{n}.example/1", published_at=NOW - timedelta(days=1), **each)) for n, each in enumerate(hostile)]
    old = view(article("https://old.example/1", title="Old {{ site }}", published_at=NOW.replace(year=2020)))
    hidden = view(article("https://hidden.example/1", title="Hidden"), published=False)
    topics = (*HUB.topics, replace(HUB.topics[1], id="x", name="{{ site }}", about="{% raw %}"))
    made = edition(*told, old, hidden, hub=replace(HUB, topics=topics), archived_before=NOW.replace(year=2021))
    renderers = RecordRenderer(), DataRenderer(), ApiRenderer()
    DirectorySink(folder / "content", folder / "manifest").swap(one for each in renderers for one in rendered(each, made))
    shutil.copytree(THEME, folder / "content", dirs_exist_ok=True)
    command = [JEKYLL, "build", "-s", folder / "content", "-d", folder / "out", "--disable-disk-cache", "--strict_front_matter", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr
    pages = {view.article.title: folder / "out/news" / view.story.path[:-3] / "index.html" for view in (*told, old, hidden)}
    return folder / "out", pages


def test_jekyll_executes_no_liquid_of_a_title_excerpt_or_publisher(built):
    _, pages = built
    for title in (*TITLES, "Old {{ site }}"):
        text = pages[title].read_text(encoding="utf-8")
        heading = re.search(r"<h1><a [^>]{1,200}>(.*)</a></h1>", text)
        assert unescape(heading[1]) == title
        assert "<script" not in text
        assert "42" not in re.sub(r"https?:[^\"]*|datetime=\"[^\"]*|20\d\d", "", text)
    whole = unescape(pages[TITLES[0]].read_text(encoding="utf-8"))
    assert whole.count(TITLES[0]) == 6  # in the head twice, as heading, publisher and excerpt, and of the related item


def test_jekyll_lists_published_records_by_topic_and_on_the_front_and_keeps_archived_ones_where_they_were(built):
    out, pages = built
    front, topics = ((out / name / "index.html").read_text(encoding="utf-8") for name in (".", "topics"))
    assert [title for title in TITLES if title in unescape(front)] == list(TITLES)
    assert "Old" not in front
    assert pages["Old {{ site }}"].exists()
    assert not pages["Hidden"].exists()
    assert "<h2>{{ site }} <small>of Space</small></h2>" in topics
    assert TITLES[5] in topics


def test_jekyll_copies_the_api_as_it_is(built):
    out, _ = built
    made, copied = (folder / "api/news/index.json" for folder in (out.parent / "content", out))
    assert copied.read_bytes() == made.read_bytes()


@pytest.mark.shared
@pytest.mark.usefixtures("shared")
def test_jekyll_shows_every_hostile_text_as_it_is(built):
    _, pages = built
    for pack in packs():
        text = pages[pack].read_text(encoding="utf-8")
        assert unescape(text).count(pack) == 5  # in the head twice, as heading, publisher and excerpt
        assert not LexborHTMLParser(text).css(
            "script, img, iframe, svg, object, embed, form, [onload], [onerror], [onclick], [onmouseover]"
        )
