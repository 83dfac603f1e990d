from datetime import UTC, datetime

import msgspec
import pytest

from newsloom.store.rows import decode, encode, keys, micros, quote
from newsloom.testing.factories import article, entry, item, memory, receipt, story


class Old(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    gone: int = 1


class New(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    tags: tuple[str, ...] = ()
    at: datetime | None = None


@pytest.mark.parametrize("record", [article(), item(entry=entry()), memory(), receipt(), story()], ids=lambda record: type(record).__name__)
def test_record_encoded_comes_back(record):
    assert decode(encode(record), type(record)) == record


def test_record_of_an_older_program_takes_defaults_and_loses_what_is_gone():
    assert decode(encode(Old(name="a")), New) == New(name="a")


def test_story_of_a_program_that_kept_no_history_is_read():
    told = msgspec.to_builtins(story())
    del told["history"]
    assert decode(encode(told), type(story())) == story()


def test_record_of_a_newer_program_is_read_as_far_as_it_is_known():
    assert decode(encode(New(name="a", tags=("x",))), Old) == Old(name="a")


@pytest.mark.parametrize(
    ("record", "error"),
    [
        (memory(seen_share=float("nan")), msgspec.ValidationError),
        (item(outcome="lost"), msgspec.ValidationError),
        (memory(failures="many"), msgspec.ValidationError),
        (article(title=object()), TypeError),
    ],
    ids=["nan", "word", "type", "object"],
)
def test_record_that_could_not_be_read_again_is_refused(record, error):
    with pytest.raises(error):
        encode(record)


def test_record_with_surrogate_in_broken_json_still_says_what_is_wrong():
    with pytest.raises(ValueError, match="Expecting"):
        decode('{"name": "\\ud83d",', New)


def test_quote_leaves_addresses_readable():
    assert quote("example.com/straße?q=😀") == "example.com/straße?q=😀"


def test_keys_are_sorted_single_and_plain_json():
    assert msgspec.json.decode(keys({"b", "a", "c\x00"})) == ['"c\\u0000"', "a", "b"]


def test_micros_are_exact_far_from_the_epoch():
    assert micros(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == 253_402_300_799_999_999
    assert micros(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1
