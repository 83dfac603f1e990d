"""Failures: every code in the table, and words that a server cannot abuse."""

from datetime import UTC, datetime
import re

from aiohttp import ClientConnectionError, ClientError, ClientPayloadError, ConnectionTimeoutError, SocketTimeoutError
from hypothesis import given
from hypothesis import strategies as st
import pytest

from newsloom.net import http
from newsloom.net.body import BodyError
from newsloom.net.failures import LONGEST_WAIT, SHORTEST_WAIT, explain, failure, refused, retry_after
from newsloom.net.guard import BlockedAddressError
from newsloom.types import Fetched

URL = "https://news.example/a"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TABLE = dict(re.findall(r"^    ([a-z]+(?:-[a-zN]+)*) {2,}.* {2,}(yes|no|408.*)$", http.__doc__, re.MULTILINE))


def test_failure_table_of_the_module_tells_which_codes_are_tried_again():
    assert len(TABLE) == 13
    for code, again in TABLE.items():
        if code in ("http-", "http-NNN"):
            continue
        assert failure(URL, code, "why").transient is (again == "yes"), code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConnectionTimeoutError(), "timeout"),
        (SocketTimeoutError(), "timeout"),
        (TimeoutError(), "timeout"),
        (BlockedAddressError("it leads to 10.0.0.5"), "blocked-address"),
        (BodyError("too-large", "too long"), "too-large"),
        (ClientPayloadError(), "truncated"),
        (ClientConnectionError(), "unreachable"),
        (ConnectionResetError(104, "reset"), "unreachable"),
        (ClientError("what?"), "protocol"),
    ],
)
def test_explain_error_names_its_code(error, code):
    explained = explain(URL, error)
    assert (explained.stage, explained.subject, explained.code) == ("fetch", URL, code)
    assert explained.reason
    assert code in TABLE


def test_explain_words_of_a_server_are_cut_short_and_printable():
    reason = explain(URL, ClientError("\x1b[31m{0}\u202e" + "x" * 10_000 + "\nsecond line")).reason
    assert len(reason) < 300
    assert reason.isprintable()
    assert "[31m{0}xxx" in reason


@given(
    st.one_of(st.text(min_size=1), st.floats().map(str), st.datetimes().map(lambda moment: moment.strftime("%a, %d %b %Y %H:%M:%S GMT")))
)
def test_retry_after_of_any_text_is_within_its_bounds(value):
    seconds = retry_after(value, NOW)
    assert seconds is None if not value.strip() else SHORTEST_WAIT <= seconds <= LONGEST_WAIT


def test_refused_every_status_says_what_to_do():
    for status in range(400, 600):
        answer = refused(Fetched(url=URL, status=status, at=NOW), NOW)
        assert answer.code == f"http-{status}"
        assert answer.transient is (status >= 500 or status in (408, 425, 429))
        assert ": " in answer.reason


def test_failure_tells_no_credential_of_a_redirects_address():
    assert failure(URL, "downgrade", "it redirects from https to http://jane:pw@b.example/?sig=abc&a=1").reason.endswith(
        "http://…@b.example/?sig=…&a=1"
    )
