"""A hub's own templates: read, checked, told apart."""

from pathlib import Path
import re

import pytest

from newsloom import hub
from newsloom.errors import HubError
from newsloom.render.site import TEMPLATES

HUB = '[hub]\ntitle = "T"\n[[topics]]\nname = "AI"\nkeywords = ["ai"]\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "hub.toml").write_text(HUB)
    (tmp_path / "templates").mkdir()
    return tmp_path


def problems(folder):
    with pytest.raises(HubError) as caught:
        hub.load(folder)
    return caught.value.problems


def test_hub_without_templates_has_none(tmp_path):
    (tmp_path / "hub.toml").write_text(HUB)
    assert hub.load(tmp_path).templates == {}


def test_templates_are_read_by_name_and_an_editors_own_files_are_left_alone(folder):
    (folder / "templates" / "404.html").write_text("{{ hub.title }}")
    (folder / "templates" / ".404.html.swp").write_text("{{")
    assert hub.load(folder).templates == {"404.html": "{{ hub.title }}"}


def test_edit_changes_the_look_and_not_what_is_judged_by(folder):
    before = hub.load(folder)
    (folder / "templates" / "site.css").write_text("body { color: red }")
    after = hub.load(folder)
    assert before.look != after.look
    assert before.fingerprint == after.fingerprint


def test_unknown_name_is_told_with_the_near_one(folder):
    (folder / "templates" / "stroy.html").write_text("x")
    assert problems(folder) == ("templates/stroy.html:1: no template has this name; did you mean `story.html`?",)


def test_template_that_cannot_be_read_is_told_with_its_line(folder):
    (folder / "templates" / "story.html").write_text("one\n{% if %}\n")
    (problem,) = problems(folder)
    assert problem.startswith("templates/story.html:2: unexpected end of block")
    assert problem.endswith("mend it, or remove the file to have the packaged one back")


def test_output_cannot_lie_in_the_templates(folder):
    (folder / "hub.toml").write_text(HUB + '[publish]\nsite = "templates"\n')
    assert "holds the hub's own files" in problems(folder)[0]


def test_how_to_names_every_template():
    text = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / "change-the-look.md").read_text("utf-8")
    assert set(re.findall(r"`([\w-]+\.(?:html|css|svg|js))`", text)) == set(TEMPLATES)
