"""What the command line says when no source could be read."""

import pytest

from newsloom.cli.summary import unreached
from newsloom.flows.reports import CollectReport, FailedSource, SourcesReport


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (("unreachable", "timeout"), "Is this machine on the network?"),
        (("unreachable", "http-407"), "it may be the proxy that speaks"),
        ((), "network?"),
    ],
)
def test_unreached_tells_silence_from_refusal(codes, words):
    failed = tuple(FailedSource(url=f"http://{code}.example/feed", reason="", code=code) for code in codes)
    assert words in unreached(CollectReport(sources=SourcesReport(due=len(failed), failed=failed)))
