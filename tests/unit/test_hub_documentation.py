"""The reference pages name exactly the keys that are read."""

from pathlib import Path
import re

import pytest

from newsloom import hub
from newsloom.errors import HubError

PAGES = Path(__file__).resolve().parents[2] / "docs" / "reference"
TOPIC = '[[topics]]\nname = "AI"\nkeywords = ["ai"]\n'
GOOD = '[hub]\ntitle = "T"\n'
LATER = {
    "sources": {"title"},
}
SECTIONS = {
    "hub": GOOD + "zzzzzz = 1\n" + TOPIC,
    "topics": GOOD + TOPIC + "zzzzzz = 1\n",
    "sources": GOOD + TOPIC + '[[sources]]\nurl = "https://a.example/"\nzzzzzz = 1\n',
    "policy": GOOD + TOPIC + "[policy]\nzzzzzz = 1\n",
    "policy.floors": GOOD + TOPIC + '[[policy.floors]]\ntopic = "AI"\nheat = 90\nzzzzzz = 1\n',
    "policy.front": GOOD + TOPIC + "[policy.front]\nzzzzzz = 1\n",
    "stories": GOOD + TOPIC + "[stories]\nzzzzzz = 1\n",
    "publish": GOOD + TOPIC + "[publish]\nzzzzzz = 1\n",
    "newsletter": GOOD + TOPIC + "[newsletter]\nzzzzzz = 1\n",
    "searches": GOOD + TOPIC + '[[searches]]\nid = "a"\nquery = "a"\nzzzzzz = 1\n',
    "network": GOOD + TOPIC + "[network]\nzzzzzz = 1\n",
}


def documented(section: str) -> set[str]:
    if section == "topics":
        text = (PAGES / "topics.md").read_text("utf-8").partition("## ")[0]
    else:
        text = re.split(rf"^## \[+{section}\]+$", (PAGES / "hub-toml.md").read_text("utf-8"), flags=re.MULTILINE)[1].partition("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)`", text, re.MULTILINE))


@pytest.mark.parametrize("section", SECTIONS)
def test_page_names_the_keys_that_are_read(tmp_path, section):
    (tmp_path / "hub.toml").write_text(SECTIONS[section])
    with pytest.raises(HubError) as caught:
        hub.load(tmp_path)
    (problem,) = caught.value.problems
    assert set(re.findall(r"`(\w+)`", problem.partition("known are")[2])) - LATER.get(section, set()) == documented(section)


@pytest.mark.parametrize("section", LATER)
def test_page_says_which_keys_come_later(section):
    text = (PAGES / "hub-toml.md").read_text("utf-8")
    for key in LATER[section]:
        assert f"`{key}`" in text
