# Needs python3 (3.11 or later, with venv), make and the package index; everything else it makes itself.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
LINT   := $(VENV)/.lint-ready
RELEASE := $(VENV)/.release-ready
BROWSER := $(VENV)/.browser-ready

.DEFAULT_GOAL := help
.PHONY: help demo test all browser lint types power gallery release coverage clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1 \2/p' $(MAKEFILE_LIST) | awk '{ name = $$1; $$1 = ""; printf "  make %-9s%s\n", name, $$0 }'

demo: $(READY) ## Test the embedded provider as the application Rhombus Systems, and make the report
	$(BIN)/pytest --profile rhombus.yaml --demo
	@echo "Open scim-report/report.html in a browser."

test: $(READY) ## Run the project's own tests, but for those that take long
	$(BIN)/pytest -n auto --dist worksteal -m "not long"

all: $(READY) ## Run all of the project's own tests
	$(BIN)/pytest -n auto --dist worksteal

browser: $(BROWSER) ## Open the report in Chromium, which has to be installed, and use it as people do
	$(BIN)/pytest tests/browser

lint: $(LINT) ## Look for what ruff finds
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --diff .
	$(BIN)/python tools/check_ci.py

types: $(LINT) ## Look for what mypy finds
	$(BIN)/mypy

power: $(READY) ## Run the whole suite over every fault of the embedded provider
	$(BIN)/scim-conformance power --markdown docs/power.md

gallery: $(READY) ## Run the profile part of the suite for every profile of the gallery
	$(BIN)/python tools/gallery.py

release: $(RELEASE) ## Build the release into dist/, and try it as its users will
	$(BIN)/python tools/release.py $(WITH)

coverage: $(READY) ## Run the project's own tests and measure what they reach
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

clean: ## Remove what make made
	rm -rf $(VENV) scim-report dist

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11: call make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(LINT): $(READY) requirements-lint.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-lint.txt
	@touch $@

$(RELEASE): $(READY) requirements-release.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-release.txt
	@touch $@

$(BROWSER): $(READY) requirements-browser.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-browser.txt
	@touch $@
