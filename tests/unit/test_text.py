"""Text: what no stranger's words may cost."""

import pytest

from newsloom.text import excerpt, plain, untruncated


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Makers wait ... for chips [...]", "Makers wait ... for chips"),
        ("Makers wait [....] ", "Makers wait"),
        ("Makers wait (...)", "Makers wait"),
        ("Makers wait …]", "Makers wait"),
        ("...", ""),
    ],
)
def test_untruncated_drops_the_last_mark_alone(text, whole):
    assert untruncated(text) == whole


def test_untruncated_long_run_of_dots_is_read_in_one_pass():
    dots = "." * 200_000  # in as many passes as dots, this takes an hour
    assert untruncated(f"{dots} x...") == f"{dots} x"
    assert excerpt(f"{dots} x...").endswith("…")


@pytest.mark.parametrize("unseen", ["\x00", "\x08", "\xad", "\u2060", "\u202e", "\ufeff"])
def test_plain_of_a_tag_with_something_unseen_inside_is_no_tag(unseen):
    assert plain(f"Chips <{unseen}script>are</{unseen}script> scarce &lt;{unseen}b&gt;now") == "Chips scarce now"
