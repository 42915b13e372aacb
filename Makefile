.PHONY: install run test check bench pictures

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

bench: .venv/.installed-dev
	@$(BIN)/python -m tests.bench

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
