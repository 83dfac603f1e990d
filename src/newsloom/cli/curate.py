"""`newsloom curate`: the second flow of a cycle."""

from pathlib import Path

from newsloom.cli import summary
from newsloom.cli.options import AsOf, Directory, Json, emit, tell, watching


def curate(directory: Directory = Path(), as_of: AsOf = None, *, json: Json = False) -> None:
    """Weave stored articles into stories, label them, score them, and decide what is published."""
    from newsloom.app import opened

    with watching() as progress, opened(directory, as_of, progress) as application:
        report = application.curate()
        desk = application.standing(application.clock.now()).problems
    if json:
        emit({"stories": report, "desk": desk})
    else:
        tell([*summary.curated(report), *summary.decided(desk)])
