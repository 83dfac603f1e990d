"""`newsloom publish`: the third flow of a cycle."""

from pathlib import Path

from newsloom.cli import summary
from newsloom.cli.options import AsOf, Directory, Json, emit, tell, watching


def publish(directory: Directory = Path(), as_of: AsOf = None, *, json: Json = False) -> None:
    """Write the records, the API, the feeds and the site; look at every file and touch only what differs."""
    from newsloom.app import opened

    with watching() as progress, opened(directory, as_of, progress) as application:
        report = application.publish(again=True)
    if json:
        emit(report)
    else:
        tell(summary.published(report))
