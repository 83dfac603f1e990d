"""The quality gate: run the evals on the measured data beside the checkout and hold them against the pinned floors.

    python evals/gate.py [--lower REASON]

`baseline.json` names for each eval its command, its corpora with their hashes, and the floor of each figure, or the ceiling of one that
is better the lower it is. A figure beyond its bound fails; `--lower REASON` writes the new figures with the reason. `{data}` and `{cases}`
stand for the measured data and the hubs beside this file, `{mixes}` for the unrelated articles that `mixes.py` makes of the data anew.
Where the data are absent, the gate says so and passes.
"""

from hashlib import sha256
import json
import operator
from pathlib import Path
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Any

import mixes

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "shared"
BASELINE = HERE / "baseline.json"


def measured(command: str, places: dict[str, Path]) -> dict[str, float]:
    """Run one eval and return the JSON object of its last line."""
    words = [placed(word, places) for word in command.split()]
    done = subprocess.run([sys.executable, "-m", "newsloom", *words], capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def placed(word: str, places: dict[str, Path]) -> str:
    """Return a word with the names of places replaced by where they are."""
    for name, place in places.items():
        word = word.replace(f"{{{name}}}", str(place))
    return word


def changed(corpora: dict[str, str], places: dict[str, Path]) -> list[str]:
    """Return a complaint about each corpus that is not the one that was measured."""
    hashes = {file: sha256(Path(placed(file, places)).read_bytes()).hexdigest()[:16] for file in corpora}
    return [
        f"the corpus {file} has hash {hashes[file]}, the bounds were measured on {corpora[file]}"
        for file in corpora
        if hashes[file] != corpora[file]
    ]


def judged(case: dict[str, Any], figures: dict[str, float]) -> tuple[list[str], bool]:
    """Return a line about each figure that has a bound, and whether one is beyond it."""
    lines, failed = [], False
    for kind, worse in (("floor", operator.lt), ("ceiling", operator.gt)):
        for key, bound in case.get(f"{kind}s", {}).items():
            beyond = worse(figures[key], bound)
            failed |= beyond
            lines.append(f"{key} {figures[key]} ({kind} {bound}) {f'BEYOND ITS {kind.upper()}' if beyond else 'ok'}")
    return lines, failed


def lowered(case: dict[str, Any], figures: dict[str, float], reason: str) -> None:
    """Write the figures into a case where they are worse than its bounds."""
    for kind, worst in (("floors", min), ("ceilings", max)):
        if kind in case:
            case[kind] = {key: worst(bound, figures[key]) for key, bound in case[kind].items()}
    case["lowered"] = reason


def main() -> int:
    """Run every eval of the baseline; return 1 when a figure fell or a corpus is another than the one that was measured."""
    if not DATA.is_dir():
        print(f"evals skipped: the measured data ({DATA.name}, beside the checkout) is not here")
        return 0
    reason = sys.argv[2] if sys.argv[1:2] == ["--lower"] else ""
    with TemporaryDirectory() as folder:
        mixes.write(Path(folder))
        return int(run({"data": DATA, "cases": HERE / "cases", "mixes": Path(folder)}, reason))


def run(places: dict[str, Path], reason: str) -> bool:
    """Run every eval; return whether one failed."""
    baseline, any_failed = json.loads(BASELINE.read_text()), False
    for name, case in baseline.items():
        complaints = changed(case["corpora"], places)
        if complaints:
            print(*(f"{name}: {complaint}" for complaint in complaints), sep="\n")
            any_failed = True
            continue
        figures = measured(case["command"], places)
        lines, failed = judged(case, figures)
        print(*(f"{name}: {line}" for line in lines), sep="\n")
        any_failed |= failed and not reason
        if failed and reason:
            lowered(case, figures, reason)
    if reason:
        BASELINE.write_text(json.dumps(baseline, indent=2) + "\n")
    return any_failed


if __name__ == "__main__":
    sys.exit(main())
