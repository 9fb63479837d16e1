# Mingxin 明信. `make demo` starts a school, `make test` proves the project; README.md explains.
SHELL := /bin/bash
VENV := .venv
RUN := $(VENV)/bin/python
BASE_PYTHON := $(shell for name in python3.14 python3.13 python3.12 python3.11 python3; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo $$name; break; fi; done)
WORKERS ?= 2

DEMO_PORT ?= 8000
DEMO_DIR ?= .demo

# `make faults`: how many workers are killed, how many examples each property is tried with, and which run it is.
RUNS ?= 100
EXAMPLES ?= 500
SEED := $(or $(SEED),$(shell echo $$RANDOM))
FAULTS = FAULT_RUNS=$(RUNS) FAULT_SEED=$(SEED) FAULT_EXAMPLES=$(EXAMPLES) LOG_LEVEL=ERROR

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help env compiled demo test lint types contracts translations migrations suite suite-postgres journeys coverage \
	faults lock clean
.DEFAULT_GOAL := help

help: ## What there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

env: $(VENV)/.complete ## The environment, from the lock file

$(VENV)/.complete: requirements.lock
	@test -n "$(BASE_PYTHON)" || { echo "Python 3.11 or newer is needed and was not found."; exit 1; }
	@echo "Making the environment in $(VENV) from requirements.lock …"
	@$(BASE_PYTHON) -m venv $(VENV)
	@$(VENV)/bin/pip install --quiet --no-deps --require-hashes -r requirements.lock 2> >(grep -vE 'WARNING|DEPRECATION' >&2)
	@touch $@

compiled: env
	@$(RUN) manage.py translations --compile -v 0

demo: compiled ## A demo school on 127.0.0.1:$(DEMO_PORT), data in $(DEMO_DIR)
	@MINGXIN_HOME="$(abspath $(DEMO_DIR))" LOG_LEVEL=WARNING $(RUN) manage.py demo --port $(DEMO_PORT)

test: lint types contracts migrations translations suite coverage suite-postgres journeys ## Everything that must hold
	@echo "make test: all green."

lint: env ## Style of code and templates
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/djlint templates --lint --quiet

types: env ## Types
	@$(VENV)/bin/mypy campus education archives

contracts: env ## Direction of imports
	@$(VENV)/bin/lint-imports

migrations: env ## No model change without its migration
	@MINGXIN_HOME=$$(mktemp -d) $(RUN) manage.py makemigrations --check --dry-run

translations: compiled ## Every string has its Chinese
	@$(RUN) manage.py translations --check

suite: compiled ## The suite on SQLite
	@rm -f .coverage .coverage.*
	@env -u DATABASE_URL $(RUN) -m pytest -q -n $(WORKERS) --dist worksteal -m "not journey" --cov --cov-report= --cov-fail-under=0

suite-postgres: compiled ## The suite on PostgreSQL: DATABASE_URL, or one from a wheel
	@$(RUN) -m tests.with_postgres $(RUN) -m pytest -q -n $(WORKERS) --dist worksteal -m "not journey"

bench: compiled ## How fast, beside what; BENCH=import (export, pages) for one, SIZE=100000 without what is larger
	@env -u DATABASE_URL $(RUN) -m tests.benchmarks $(BENCH) $(if $(SIZE),--size $(SIZE))

coverage: env ## Branch coverage of the run on SQLite (measuring both would take a minute more and tell little)
	@$(VENV)/bin/coverage report

journeys: compiled ## Browser journeys in Chromium with axe
	@$(RUN) -m tests.journeys.browser
	@env -u DATABASE_URL $(RUN) -m pytest -q -m journey tests/journeys

faults: compiled ## Kills RUNS workers in the middle of imports on each engine; SEED=… repeats a run
	@$(FAULTS) env -u DATABASE_URL $(RUN) -m pytest -q -s tests/faults
	@$(FAULTS) $(RUN) -m tests.with_postgres $(RUN) -m pytest -q -s tests/faults

lock: ## Resolve pyproject.toml again into the lock files (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header --no-emit-index-url \
		-p 3.11 -o requirements.lock
	uv pip compile pyproject.toml --extra s3 --universal --generate-hashes --no-header --no-emit-index-url \
		-c requirements.lock -p 3.11 -o deploy/requirements.lock

clean: ## Remove what this Makefile made
	rm -rf $(VENV) .demo .bench .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache
