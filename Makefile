# Academy: `make help` lists what there is to do. Needs Python 3.11 or newer and nothing else:
# Node comes from PyPI into the virtual environment.

PORT ?= 3000
HOST ?= 127.0.0.1
ACADEMY_DATA_DIR ?= .data
export ACADEMY_DATA_DIR

# The newest tried version first; a name that answers with less than 3.11 is passed over.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3 python; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$name; break; fi; done)

VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run-$(shell cat requirements.txt | cksum | tr ' ' -)
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt | cksum | tr ' ' -)

# Reflex finds our Node first, fetches no other, and tells nobody.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export REFLEX_USE_NPM := 1
export REFLEX_TELEMETRY_ENABLED := false
export REFLEX_CHECK_LATEST_VERSION := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1

TESTS ?= tests
# Two at a time: most tests wait for a browser or a server half of the time.
WORKERS ?= 2
QUICK ?=
BENCH ?=

.PHONY: help run dev test bench lint format migration clean services
.DEFAULT_GOAL := help

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo "  Settings: docs/settings.md, or python -m academy_app settings"

run: $(RUN_STAMP) ## Build if needed, migrate and serve: PORT=3000 HOST=127.0.0.1 ACADEMY_DATA_DIR=.data
	@exec $(BIN)/python -m academy_app serve --port $(PORT) --host $(HOST)

dev: $(DEV_STAMP) ## The same, and build and restart whenever the code changes; reload the page then
	@exec $(BIN)/python -m academy_app serve --reload --port $(PORT) --host $(HOST)

test: $(DEV_STAMP) services ## Run every test: TESTS=tests/core for some, WORKERS=0 one by one
	@$(BIN)/python -m academy_app build
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile $(TESTS)

bench: $(DEV_STAMP) ## Measure every promise about speed: QUICK=1 for a short look, BENCH=name for one
	@$(BIN)/python -m academy_app build
	@$(BIN)/python -m bench $(if $(QUICK),--quick) $(BENCH)

lint: $(DEV_STAMP) ## Style, types and architecture
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(DEV_STAMP) ## Put the code into the project's style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

migration: $(DEV_STAMP) ## Write a migration from the models: m="What changes"
	@test -n "$(m)" || { echo 'Say what changes: make migration m="Add posts"' >&2; exit 1; }
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && export ACADEMY_DATA_DIR="$$scratch" \
	&& number=$$(printf %04d $$(($$(ls alembic/versions/*.py | wc -l) + 1))) \
	&& $(BIN)/alembic upgrade head \
	&& $(BIN)/alembic revision --autogenerate --rev-id "$$number" -m "$(m)"
	@$(BIN)/ruff check -q --fix alembic/versions && $(BIN)/ruff format -q alembic/versions

clean: ## Remove what was built; data and the virtual environment stay
	@rm -rf .web .states .pytest_cache .mypy_cache .ruff_cache .import_linter_cache bench/out
	@find academy_app tests bench alembic -name __pycache__ -type d -exec rm -rf {} +

services: # Have PostgreSQL, Redis and Chromium for the tests where this machine lets us
	@sh tests/services.sh

$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "Academy needs Python 3.11 or newer on PATH, or PYTHON=/path/to/it" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	echo "$(PYTHON) cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 1; }

$(RUN_STAMP): $(VENV)/pyvenv.cfg
	@echo "Installing what Academy runs on"
	@$(BIN)/python -m pip install -q -r requirements.txt
	@rm -f $(VENV)/.run-* && touch $@

$(DEV_STAMP): $(RUN_STAMP)
	@echo "Installing what its tests need"
	@$(BIN)/python -m pip install -q -r requirements-dev.txt
	@rm -f $(VENV)/.dev-* && touch $@
