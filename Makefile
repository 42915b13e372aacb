.PHONY: install run test check bench card learn pictures

PYTHON ?= python3
BIN := .venv/bin

install: .venv/.installed

run: install
	@$(BIN)/coach serve

test: .venv/.installed-dev
	@$(BIN)/python -m pytest

check: .venv/.installed-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: .venv/.installed-bench
	@$(BIN)/python -m tests.bench

# Teach the offline reader prompts/examples after a change.
learn: install
	@$(BIN)/coach learn

# What the offline reader was measured on, and where it fails.
card: install
	@$(BIN)/coach eval tests/evals/*.jsonl --card docs/model-card.md

# The screenshots in docs/ (needs Chromium).
pictures: .venv/.installed-dev
	@$(BIN)/python -m tests.pictures

.venv/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -m venv .venv
	@echo "Installing Response Coach into .venv (about a minute, once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.txt
	@echo "Installing the test tools …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.venv/.installed-bench: .venv/.installed-dev requirements-bench.txt
	@echo "Installing what is compared against …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@
