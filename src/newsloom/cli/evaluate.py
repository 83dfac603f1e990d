"""`newsloom eval`: quality on labelled data."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from newsloom.cli.options import Json, emit
from newsloom.errors import DataError

app = typer.Typer(help="Measure quality on labelled data: one JSON object on the last line.", no_args_is_help=True)

Predictions = Annotated[Path | None, typer.Option("--predictions", metavar="FILE", help="Write our answer to each input, one JSON a line.")]


@app.callback()
def tasks() -> None:
    """Measure quality on labelled data: one JSON object on the last line."""


@app.command("classic")
def classic(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Records of the reference, one JSON a line.")],
    hub: Annotated[Path, typer.Option("--hub", metavar="DIR", help="The hub whose topics and policy to judge by.")],
    predictions: Predictions = None,
    *,
    json: Json = False,  # noqa: ARG001 - the last line is JSON either way
) -> None:
    """Compare our classic profile with the quality, heat and publication that reference records state."""
    from newsloom import catalogue
    from newsloom.evaluation.classic import evaluate
    from newsloom.hub import load

    settings = load(hub)
    records = _rows(data)
    policy = settings.policy
    result = evaluate(records, settings.topics, catalogue.publishers(), policy.catalogue_points, policy.threshold)
    if predictions is not None:
        _write(predictions, b"".join(msgspec.json.encode(prediction) + b"\n" for prediction in result.predictions))
    emit({"task": "classic", "exact": result.exact, "of": result.of})


def _rows(data: Path) -> list[dict[str, Any]]:
    """Read JSON lines; everything that is wrong is told with its line."""
    try:
        lines = data.read_bytes().splitlines()
    except OSError as error:
        raise DataError(f"{data}: cannot be read ({error.strerror}); name a file of one JSON object a line") from None
    rows = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                rows.append(msgspec.json.decode(line, type=dict[str, Any]))
            except msgspec.MsgspecError as error:
                raise DataError(f"{data}:{number}: is no JSON object ({error}); write one object a line") from None
    return rows


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise DataError(f"{file}: cannot be written ({error.strerror}); name a file in a folder that exists") from None
