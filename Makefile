# `make help` lists the targets. Everything lives in .venv; nothing is installed beside it.
SHELL := /bin/bash
PYTHON ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3 python,$(shell $(p) -c 'import sys, ensurepip; print("$(p)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed / 需要 Python 3.11 或更新版本"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/core.stamp: requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/development.stamp: requirements-dev.lock .venv/core.stamp
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: demo
demo: .venv/core.stamp ## set up, tag the sample petitions, explain three of them
	$(BIN)/huiyin demo --folder out

.PHONY: test
test: .venv/development.stamp ## set up and run all tests
	$(BIN)/python -m pytest

.PHONY: check
check: .venv/development.stamp ## formatting, lint, types, and every command of the documentation
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/docs

.PHONY: format
format: .venv/development.stamp ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: bench
bench: .venv/development.stamp ## petitions per second of scoring, beside the usual ways
	$(BIN)/python -m benchmarks.scoring

.PHONY: lock
lock: .venv/development.stamp ## write both lock files anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
		--extra build --extra link --extra serve pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
		--extra build --extra link --extra serve --extra test --extra train --extra bench --constraint requirements.lock pyproject.toml \
		--output-file requirements-dev.lock

.PHONY: clean
clean: ## remove the environment and what was made
	rm -rf .venv out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
