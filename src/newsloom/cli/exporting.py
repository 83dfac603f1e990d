"""`newsloom export`: what the hub knows, for other programs."""

from collections.abc import Iterable
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from newsloom.cli.options import AsOf, Directory
from newsloom.cli.sources import write
from newsloom.errors import SinkError

if TYPE_CHECKING:
    from newsloom.render.record import Record

app = typer.Typer(help="Write the records or the sources for other programs.", no_args_is_help=True)

_LINES = (".jsonl", ".ndjson", ".json")


@app.command("records")
def records(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A file of JSON lines (.jsonl), a new folder for Markdown, or - .")],
    directory: Directory = Path(),
    as_of: AsOf = None,
) -> None:
    """Write every record, the archive's too: as JSON lines, or as a tree of Markdown; `newsloom import records` reads both."""
    from newsloom.app import opened

    with opened(directory, as_of) as application:
        if str(target) == "-":
            sys.stdout.buffer.writelines(_lines(application.records()))
        elif target.suffix.lower() in _LINES:
            with target.open("wb") as stream:
                stream.writelines(_lines(application.records()))
        else:
            _tree(application.records(), target)


def _lines(records: Iterable[tuple[str, "Record"]]) -> Iterable[bytes]:
    return (msgspec.json.encode({"path": path, **fields}) + b"\n" for path, fields in records)


def _tree(records: Iterable[tuple[str, "Record"]], folder: Path) -> None:
    from newsloom.render.record import emit
    from newsloom.sink.directory import DirectorySink
    from newsloom.types import Artifact

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SinkError((f"{folder}: not an empty folder; name a new one, or a file that ends in .jsonl",))
    with TemporaryDirectory() as notes:
        sink = DirectorySink(folder, Path(notes) / "manifest")
        sink.swap(Artifact(path=path, body=emit(fields).encode()) for path, fields in records)


@app.command("opml")
def opml(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, or - for standard output.")],
    directory: Directory = Path(),
) -> None:
    """Write the sources as OPML, as `newsloom sources opml` does."""
    write(directory, None if str(file) == "-" else file)
