"""What the demo shows: whole at 80 columns, in plain letters where the terminal has no others."""

from datetime import UTC, datetime, timedelta
import io
from types import SimpleNamespace

import pytest
from rich.console import Console

from newsloom.cli.screen import ROWS, Log, Screen, day, watching
from newsloom.flows.reports import CollectReport, FailedSource, ItemsReport, PublishReport, SourcesReport, StoriesReport
from newsloom.sample.demo import Hot, Round

START = datetime(2031, 3, 5, 8, tzinfo=UTC)
MOMENTS = tuple(START + timedelta(hours=number) for number in range(ROWS + 3))


def one(number: int, change: int = 1) -> Round:
    failed = (FailedSource(url="http://a.example/feed", reason="gone"),) * 12
    cycle = SimpleNamespace(
        as_of=MOMENTS[number],
        collect=CollectReport(
            sources=SourcesReport(due=999, failed=failed), items=ItemsReport(stored=9999, duplicate=9998, rejected=900, quarantined=97)
        ),
        curate=StoriesReport(open=888, new=777, grown=666),
        publish=PublishReport(published=555),
    )
    title = "[bold]A very long title[/bold] of a story that no terminal of eighty columns could ever hold as a whole"
    hot = Hot(story="s1", title=title, publishers=31, phase="breaking", heat=230, change=change)
    return Round(cycle=cycle, counts={}, hottest=(hot,) * 5)


def drawn(done: int, **options) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=80, height=24, **options)
    screen = Screen("Tidal power", MOMENTS, console)
    for number in range(done):
        screen.show(one(number))
    console.print(screen._picture())
    return out.getvalue().splitlines()


@pytest.mark.parametrize("done", [0, 1, len(MOMENTS)])
def test_screen_fits_a_terminal_of_80_by_24(done):
    lines = drawn(done)
    assert len(lines) < 24
    assert max(map(len, lines)) <= 80
    assert any("refused" in line and "published" in line for line in lines)


def test_screen_shows_the_last_cycles_and_what_is_hot():
    lines = drawn(len(MOMENTS))
    rows = [line for line in lines if line.startswith("Wed")]
    assert [row.split()[:4] for row in rows] == [day(moment).split() for moment in MOMENTS[-ROWS:]]
    assert rows[0].split()[4:] == ["999", "12", "9999", "9998", "997", "888", "777", "666", "555"]
    hot = [line for line in lines if line.startswith("[bold]A very long title")]
    assert len(hot) == 5
    assert hot[0].split()[-4:] == ["31", "breaking", "230", "▲"]


def test_screen_without_colour_writes_no_colours(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in "\n".join(drawn(1, force_terminal=True))


@pytest.mark.parametrize(
    ("terminal", "encoding", "kind", "shown"),
    [
        (True, "utf-8", "xterm", Screen),
        (True, "ascii", "xterm", Log),
        (True, "utf-8", "dumb", Log),
        (False, "utf-8", "xterm", Log),
    ],
)
def test_watching_draws_only_where_it_can(monkeypatch, terminal, encoding, kind, shown):
    monkeypatch.setattr("sys.stderr", SimpleNamespace(isatty=lambda: terminal, encoding=encoding))
    monkeypatch.setenv("TERM", kind)
    assert isinstance(watching("Tidal power", MOMENTS), shown)


def test_log_is_two_plain_lines_a_cycle(capsys):
    Log().show(one(0))
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("Wed  5 Mar 08:00: 999 sources asked, 12 failed; 9999 items new, 9998 known, 997 refused; ")
    assert second.startswith("  top story: [bold]A very long title")
