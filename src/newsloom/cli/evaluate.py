"""`newsloom eval`: quality on labelled data."""

from collections.abc import Iterable, Mapping
from pathlib import Path
import sys
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
    from newsloom.evaluation.sets import json_lines
    from newsloom.hub import load

    settings = load(hub)
    records = json_lines(data)
    policy = settings.policy
    result = evaluate(records, settings.topics, catalogue.publishers(), policy.catalogue_points, policy.threshold)
    _write(predictions, result.predictions)
    emit({"task": "classic", "exact": result.exact, "of": result.of})


@app.command("body")
def body(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Holds ground-truth.json and html/ID.html.gz.")],
    predictions: Predictions = None,
    *,
    json: Json = False,  # noqa: ARG001 - the last line is JSON either way
) -> None:
    """Compare the whole texts that we read from pages with labelled ones."""
    from newsloom.clock import SystemClock
    from newsloom.evaluation.body import agreement, looked_at, read, rows_of

    rows = rows_of(folder)
    texts, seconds = read(folder, rows, SystemClock().now())
    _write(predictions, texts)
    halves = [agreement([text for text in texts if looked_at(text.id) is half], rows).f1 for half in (True, False)]
    result = {
        "task": "body",
        **msgspec.to_builtins(agreement(texts, rows)),
        "f1_looked_at": halves[0],
        "f1_only_scored": halves[1],
        "pages_per_second": len(texts) / seconds if seconds else 0.0,
    }
    emit(_rounded(result))


@app.command("feeds")
def feeds(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of feeds, with assertions.jsonl or without.")],
    predictions: Predictions = None,
    *,
    json: Json = False,  # noqa: ARG001 - the last line is JSON either way
) -> None:
    """Compare what we read from feeds with neutral assertions about them, and with feedparser in the same run."""
    from newsloom.evaluation.feeds import report, rows_of, samples

    rows = rows_of(folder)
    figures, answers = report(samples(folder, rows), rows)
    _write(predictions, ({"file": file, **answer} for file, answer in answers.items()))
    emit({"task": "feeds", **figures})


@app.command("pages")
def pages(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Holds gold.jsonl and html/FILE or html/FILE.gz.")],
    predictions: Predictions = None,
    beside: Annotated[str, typer.Option("--beside", metavar="NAME", help="Read with another reader in the same run: trafilatura.")] = "",
    *,
    json: Json = False,  # noqa: ARG001 - the last line is JSON either way
) -> None:
    """Compare the titles, days, authors and sites' names that we read from pages with labelled ones."""
    from newsloom import catalogue
    from newsloom.clock import SystemClock
    from newsloom.evaluation.pages import own_reading, report, trafilaturas_reading

    if beside not in ("", "trafilatura"):
        raise DataError(f"--beside {beside}: no such reader; the one there is is trafilatura")
    readings = {"newsloom": own_reading(catalogue.publishers(), SystemClock().now())}
    if beside:
        readings[beside] = trafilaturas_reading()
    figures, answers = report(folder, readings)
    _write(predictions, answers)
    emit({"task": "pages", **figures})


@app.command("stories")
def stories(  # noqa: PLR0913 -- each is an option of the command
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Articles, one JSON a line: id, title, text, url, publisher, ts, story.")],
    predictions: Predictions = None,
    *,
    shuffle: Annotated[str, typer.Option("--shuffle", metavar="SEED[,SEED…]", help="Shuffle by each seed, and average.")] = "",
    title_only: Annotated[bool, typer.Option("--title-only", help="Take no excerpt.")] = False,
    words: Annotated[int, typer.Option("--words", metavar="N", min=0, max=10**6, help="Words of the text that are the excerpt.")] = 50,
    topics: Annotated[str, typer.Option("--topics", metavar="N-N", help="Only rows whose topic, or id, begins with such a number.")] = "",
    half: Annotated[str, typer.Option("--half", metavar="a|b", help="Only rows of one half of the true stories, by hash.")] = "",
    mixed: Annotated[list[Path] | None, typer.Option("--mixed", metavar="FILE", help="Mix in articles that are on no story.")] = None,
    cycle: Annotated[int, typer.Option("--cycle", metavar="N", min=1, help="Articles that arrive in one cycle.")] = 120,
    judge: Annotated[str, typer.Option("--judge", metavar="minilm|DIR", help="Have a model read titles.")] = "",
    explain: Annotated[int, typer.Option("--explain", metavar="N", min=0, help="Also tell the N worst mistakes of either kind.")] = 0,
    json: Json = False,
) -> None:
    """Weave labelled articles into stories, cycle after cycle, and compare these with the true ones."""
    from tempfile import TemporaryDirectory

    from newsloom.evaluation.arrivals import of_half, rows_of, within_topics
    from newsloom.evaluation.mistakes import told
    from newsloom.evaluation.stories import Setting, answers, report, runs
    from newsloom.semantic import embedder

    rows = of_half(within_topics(rows_of(data), topics), half)
    unrelated = [row for file in mixed or () for row in rows_of(file)]
    with TemporaryDirectory() as state:
        reader = embedder(judge, Path(state)) if judge else None
        woven = runs(rows, unrelated, Setting(seeds=_seeds(shuffle), words=0 if title_only else words, cycle=cycle, judge=reader))
    _write(predictions, answers([*rows, *unrelated], woven[0]))
    if explain:
        print(*told(woven[0].woven(), explain), sep="\n", file=sys.stderr if json else sys.stdout, flush=True)
    emit({"task": "stories", **_rounded(report(woven))})


@app.command("pairs")
def pairs(
    data: Annotated[Path, typer.Argument(metavar="DATA", help='Pairs, one JSON a line: {"a": {title, text}, "b": {…}, "same"}.')],
    predictions: Predictions = None,
    *,
    json: Json = False,  # noqa: ARG001 - the last line is JSON either way
) -> None:
    """Score pairs of articles, each the second on a story of the other, and compare with labels that say whether they tell one event."""
    from newsloom.evaluation.pairs import answers_to, report, rows_of

    rows = rows_of(data)
    answers = answers_to(rows)
    _write(predictions, answers)
    emit({"task": "pairs", **_rounded(report(rows, answers))})


@app.command("topics")
def topics(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Records, one JSON a line; gold is their `label.topics`.")],
    hub: Annotated[Path, typer.Option("--hub", metavar="DIR", help="The hub whose topics to give.")],
    predictions: Predictions = None,
    *,
    json: Json = False,  # noqa: ARG001 - the last line is JSON either way
) -> None:
    """Compare the topics that a hub's words prove with those that a person gave."""
    from newsloom.app import labeller
    from newsloom.evaluation.records import labelled
    from newsloom.evaluation.topics import answers_to, report
    from newsloom.hub import load

    settings = load(hub)
    records = labelled(data)
    answers = answers_to(records, labeller(settings))
    _write(predictions, answers)
    emit({"task": "topics", **_rounded(report(records, answers, settings.topics[0]))})


@app.command("judgement")
def judgement(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Records, one JSON a line; gold is their `label.worth_publishing`.")],
    hub: Annotated[Path, typer.Option("--hub", metavar="DIR", help="The hub whose topics and threshold to judge by.")],
    predictions: Predictions = None,
    *,
    folds: Annotated[int, typer.Option("--folds", metavar="N", min=0, max=1000, help="Fit the base on the other folds, by event.")] = 0,
    fit: Annotated[bool, typer.Option("--fit", help="Fit the base on all records, and print it.")] = False,
    json: Json = False,  # noqa: ARG001 - the last line is JSON either way
) -> None:
    """Compare the quality that we give articles with what a person found worth publishing, each by itself."""
    from newsloom.app import default_judge, labeller
    from newsloom.evaluation.judgement import answer, fitted, folded, opinions_on, report
    from newsloom.evaluation.records import labelled
    from newsloom.hub import load

    settings = load(hub)
    threshold = settings.policy.threshold
    opinions = opinions_on(labelled(data), labeller(settings), default_judge(settings))
    base = fitted(opinions, threshold) if fit and opinions else None
    answers = folded(opinions, threshold, folds) if folds else [answer(one, threshold, base) for one in opinions]
    _write(predictions, answers)
    emit({"task": "judgement", **({} if base is None else {"base": base}), **_rounded(report(opinions, answers))})


def _seeds(said: str) -> tuple[int, ...]:
    try:
        return tuple(int(seed) for seed in said.split(",")) if said else ()
    except ValueError:
        raise DataError(f"--shuffle {said}: is no list of seeds; write whole numbers, as in 1,2,3") from None


def _rounded(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in figures.items()}


def _write(file: Path | None, predictions: Iterable[object]) -> None:
    """Write our answers, one JSON a line, where somebody wants them."""
    if file is None:
        return
    try:
        file.write_bytes(msgspec.json.Encoder().encode_lines(predictions))
    except OSError as error:
        raise DataError(f"{file}: cannot be written ({error.strerror}); name a file in a folder that exists") from None
