.PHONY: install run test check bench learn card pictures help

PYTHON ?= python3
BIN := .venv/bin

install: .venv/.installed  ## installs into .venv, with the `coach` command

run: install  ## then runs everything that is configured, and the playground
	@$(BIN)/coach serve

test: .venv/.installed-dev .venv/.installed-teams  ## the whole test suite
	@$(BIN)/python -m pytest

check: .venv/.installed-dev  ## format, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: .venv/.installed-bench  ## how fast it is, beside what one would otherwise use
	@$(BIN)/python -m tests.bench

learn: install  ## learns prompts/examples and prompts/posts after a change
	@$(BIN)/coach learn

card: install  ## measures the offline reader and writes docs/model-card.md
	@$(BIN)/coach eval tests/evals/*.jsonl --card docs/model-card.md

pictures: .venv/.installed-dev .venv/.installed-teams  ## the screenshots in docs/pictures (needs Chromium)
	@$(BIN)/python -m tests.pictures

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*  ## /make \1: /p' Makefile

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

# Microsoft's local stand-in for Teams, for its tests and pictures; the only thing that needs Node.
.venv/.installed-teams: .venv/.installed-dev tests/e2e/teams/package-lock.json
	@if ! command -v npm >/dev/null; then \
		echo "There is no npm here: what is tested against Teams' stand-in will be skipped."; \
	else \
		mkdir -p .venv/teams && cp tests/e2e/teams/package*.json .venv/teams && \
		npm ci --prefix .venv/teams --ignore-scripts --no-audit --no-fund --loglevel=error && \
		touch $@; \
	fi
