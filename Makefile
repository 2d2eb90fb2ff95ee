PYTHON ?= python3
BIN := .venv/bin
# One more than there are cores: tests that wait for a page or a process leave theirs to another.
WORKERS = $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)")

.PHONY: help demo test test-long bench screenshots lint audit lock

help:  ## what there is to do
	@grep -hE '^[a-z.-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

# One marker file says that the environment matches the lock; `.venv` is the name people type.
.venv: $(BIN)/.matches-lock
$(BIN)/.matches-lock: requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

demo: .venv  ## the bot between simulators of Slack and Seam, as a page in the browser
	$(BIN)/python -m bot demo

test: .venv  ## every rule, and of each kind of journey one, on all cores: minutes
	$(BIN)/python -m pytest -n $(WORKERS)

test-long: .venv  ## the rest: kill series, big fuzz, the variations of journeys, also over Socket Mode
	$(BIN)/python -m pytest -m long

bench: .venv  ## figures as ratios, beside their bars (docs/bench.md); takes two minutes
	$(BIN)/python -m benches

screenshots: .venv  ## the README's pictures, taken from the demo with Chromium
	$(BIN)/python -m tests.browser.screenshots

lint: .venv  ## ruff, mypy --strict and the import law
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# An environment of its own: its tools would double what everybody installs, and the product runs without them.
.venv-audit: requirements-audit.txt
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.txt
	touch $@

audit: .venv-audit  ## bandit, known vulnerabilities (needs the network), and the list of parts in build/sbom.json
	.venv-audit/bin/bandit --quiet --recursive bot --configfile pyproject.toml
	mkdir -p build
	PYTHONWARNINGS=ignore .venv-audit/bin/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible --output-file build/sbom.json
	.ci/vulnerabilities .venv-audit/bin/pip-audit requirements.txt requirements-dev.txt

lock: .venv  ## write the lock files anew from pyproject.toml
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements.txt
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-dev.txt
	uv pip compile --group audit --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-audit.txt
