# Home of the commands of a checkout; CONTRIBUTING.md tells what each is for.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := setup
.PHONY: setup demo test system check format bench messages clean
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
export UV_PYTHON_DOWNLOADS := never

BIN := .venv/bin
PORT ?= 8000
WEB := src/xiaowei/interfaces/web
BUILT := $(WEB)/static/built/htmx.min.js
STAMP := .venv/.stamp
SPARK := .venv/.stamp-spark
ASSETS := $(shell find $(WEB)/assets -type f 2>/dev/null)
MESSAGES := $(patsubst %.po,%.mo,$(shell find $(WEB)/locale -name '*.po' 2>/dev/null))

setup: $(STAMP) $(BUILT) $(MESSAGES)
	@:

$(STAMP): pyproject.toml uv.lock tools/setup.sh
	tools/setup.sh
	@touch $@

$(SPARK): $(STAMP)
	tools/setup.sh spark
	@touch $@

$(BUILT): $(ASSETS) package.json package-lock.json tools/assets.mjs tools/assets.sh | $(STAMP)
	tools/assets.sh
	@touch $@

%.mo: %.po | $(STAMP)
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

demo: setup
	$(BIN)/xiaowei demo --port $(PORT)

test: setup $(SPARK)
	$(BIN)/python -m tools.test

system:
	tools/system.sh

check: setup $(SPARK)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m tools.scratch mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.scratch django makemigrations --check --dry-run
	$(BIN)/python -m tools.norms
	$(BIN)/python -m tools.messages --check
	site=$$(mktemp -d); trap 'rm -rf $$site' EXIT; \
	    NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict --site-dir $$site
	$(BIN)/python -m tools.test

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: setup
	$(BIN)/python -m tools.messages

bench: setup
	. tools/certificates.sh; .venv-tools/bin/uv sync --frozen --extra server --group bench
	$(BIN)/python -m bench

clean:
	rm -rf .venv .venv-tools node_modules site dist $(WEB)/static/built
