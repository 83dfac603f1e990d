"""`newsloom eval`: quality on labelled data."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from newsloom.cli.options import Json, emit

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
    records = [msgspec.json.decode(line) for line in data.read_bytes().splitlines() if line.strip()]
    policy = settings.policy
    result = evaluate(records, settings.topics, catalogue.publishers(), policy.catalogue_points, policy.threshold)
    if predictions is not None:
        predictions.write_bytes(b"".join(msgspec.json.encode(prediction) + b"\n" for prediction in result.predictions))
    emit({"task": "classic", "exact": result.exact, "of": result.of})
