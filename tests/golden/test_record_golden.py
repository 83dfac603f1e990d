"""Records as they are published, byte for byte: each `record/*.json` is a story, the `.md` beside it its record.

`NEWSLOOM_GOLDEN=write pytest tests/golden` writes the expectations anew; look at the difference before keeping it.
"""

import json
import os
from pathlib import Path

import msgspec
import pytest
import yaml
import yaml_rs

from newsloom.render.record import emit, parse
from newsloom.render.records import RecordRenderer
from newsloom.testing.editions import edition
from newsloom.testing.rendering import rendered
from newsloom.times import parse as moment
from newsloom.types import StoryView

CASES = sorted(Path(__file__).with_name("record").glob("*.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_record_of_a_story_is_the_one_beside_it(case):
    view = msgspec.json.decode(case.read_bytes(), type=StoryView)
    (artifact,) = rendered(RecordRenderer(), edition(view))
    if os.environ.get("NEWSLOOM_GOLDEN") == "write":
        case.with_suffix(".md").write_bytes(artifact.body)
    assert artifact.body.decode() == case.with_suffix(".md").read_text("utf-8")
    assert artifact.path == f"_news/{view.story.path}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden_record_reads_back_to_the_same_bytes(case):
    text = case.with_suffix(".md").read_text("utf-8")
    assert emit(parse(text)) == text


@pytest.mark.shared
def test_seed_record_is_reproduced_byte_for_byte(shared):
    text = (shared / "reference" / "seed-record.md").read_text("utf-8")
    record = parse(text)
    assert record["quality"] == 76
    assert [related["quality"] for related in record["related"]] == [48, 26]
    assert emit(record) == text


@pytest.mark.shared
def test_every_reference_record_reads_back_in_three_readers(shared):
    rows = [json.loads(line) for line in (shared / "reference" / "powerapps_news.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == 192
    for row in rows:
        fields = {name: value for name, value in row.items() if name not in ("path", "firstCommit", "lastCommit", "versions", "bodyLen")}
        record = {**fields, "publishedDateTime": moment(fields["publishedDateTime"])}
        text = emit(record)
        front = text.removeprefix("---\n").removesuffix("---\n\n")
        assert parse(text) == parse(text.replace("\n", "\r\n")) == yaml.load(front, Loader=yaml.CSafeLoader) == record
        assert yaml_rs.loads(front, parse_datetime=False) == fields
        assert list(parse(text)) == list(fields)
