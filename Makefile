# Coursesite: `make` alone prints what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
DEMO := var/demo

# The embedded default: one SQLite file, the built site and a key, all below this folder.
demo: export COURSETRACKER_DATABASE_URL = sqlite:///$(DEMO)/coursesite.sqlite3
demo: export COURSETRACKER_SECRET_KEY_FILE = $(DEMO)/secret_key
demo: export COURSETRACKER_SITE_DIR = build/site
demo: export COURSETRACKER_PUBLIC_URL = http://127.0.0.1:$(PORT)

.PHONY: help
help: ## print this list
	@echo "Coursesite"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: demo
demo: .venv/run.stamp ## set everything up, build the courses, run site and tracker on http://127.0.0.1:8000 (PORT=... to change)
	@mkdir -p $(DEMO) && chmod 700 $(DEMO)
	@$(BIN)/coursesite build
	@$(BIN)/coursetracker db upgrade
	@$(BIN)/coursetracker catalog import build/site/catalog.json build/private/answer_key.json
	@$(BIN)/coursetracker demo seed --sign-ins $(DEMO)/sign-ins.txt
	@exec $(BIN)/coursetracker serve --port $(PORT)

.PHONY: demo-reset
demo-reset: ## forget the demo's people, records and sign-ins
	@rm -rf $(DEMO)
	@echo "The demo's data is gone; make demo starts afresh."

.PHONY: test
test: .venv/dev.stamp ## set everything up, then every check and every test
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@tools="$$($(BIN)/python tests/machine.py)" && eval "$$tools" && exec $(BIN)/python -m pytest -n 2 --dist loadgroup

.PHONY: format
format: .venv/dev.stamp ## put the code into the house's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: lock
lock: .venv/dev.stamp ## pin the newest versions that pyproject.toml allows (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv"; exit 1; }
	@common="--universal --python-version 3.11 --generate-hashes --upgrade --quiet --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --all-extras --group build"; \
	uv pip compile $$common -o requirements/run.txt; \
	uv pip compile $$common --group dev -c requirements/run.txt -o requirements/dev.txt

.PHONY: clean
clean: ## remove the built site and the virtual environment, keep the demo's data
	@rm -rf build .venv

# A stamp is written last, so that an interrupted set-up starts again.
.venv/%.stamp: requirements/%.txt pyproject.toml
	@$(MAKE) --no-print-directory venv
	@echo "Installing the pinned packages ($<) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: venv
venv:
	@test -n "$(PYTHON)" || { echo "Coursesite needs Python 3.11 or newer: on Debian, apt-get install python3 python3-venv"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Coursesite needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" --version). Name another with make PYTHON=/path/to/python3.11"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -qq -y python3-venv >/dev/null; } || { echo "Python's venv is missing: as root, apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || "$(PYTHON)" -m venv --clear .venv
