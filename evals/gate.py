"""The quality gate: run the evals on the measured data beside the checkout and hold them against the pinned floors.

    python evals/gate.py [--lower REASON]

`baseline.json` names for each eval its command, the hash of its corpus, and the floor of each figure. A figure below its floor fails;
`--lower REASON` writes the new figures with the reason. Where the data are absent, the gate says so and passes.
"""

from hashlib import sha256
import json
from pathlib import Path
import subprocess
import sys

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "shared"
BASELINE = HERE / "baseline.json"


def measured(case: dict[str, str]) -> dict[str, float]:
    """Run one eval and return the JSON object of its last line."""
    command = [word.replace("{data}", str(DATA)).replace("{cases}", str(HERE / "cases")) for word in case["command"].split()]
    done = subprocess.run([sys.executable, "-m", "newsloom", *command], capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> int:
    """Run every eval of the baseline; return 1 when a figure fell or a corpus is another than the one that was measured."""
    if not DATA.is_dir():
        print(f"evals skipped: the measured data ({DATA.name}, beside the checkout) is not here")
        return 0
    baseline = json.loads(BASELINE.read_text())
    lowered = sys.argv[2] if sys.argv[1:2] == ["--lower"] else ""
    failed = False
    for name, case in baseline.items():
        corpus = sha256((DATA / case["corpus"]).read_bytes()).hexdigest()[:16]
        if corpus != case["sha256_16"]:
            print(f"{name}: the corpus {case['corpus']} has hash {corpus}, the floors were measured on {case['sha256_16']}")
            failed = True
            continue
        figures = measured(case)
        for key, floor in case["floors"].items():
            verdict = "ok" if figures[key] >= floor else "BELOW ITS FLOOR"
            failed |= figures[key] < floor and not lowered
            print(f"{name}: {key} {figures[key]} (floor {floor}) {verdict}")
        if lowered:
            case["floors"] = {key: min(floor, figures[key]) for key, floor in case["floors"].items()}
            case["lowered"] = lowered
    if lowered:
        BASELINE.write_text(json.dumps(baseline, indent=2) + "\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
