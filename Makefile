SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
unexport PYTHONDONTWRITEBYTECODE # where it is set, every process would compile all code anew

python := .venv/bin/python
catalogues := $(patsubst %.po,%.mo,$(wildcard agentapp/translations/*/LC_MESSAGES/*.po))

.PHONY: help run install test lint lint-format lint-code lint-types lint-layers lint-templates bench audit format \
	messages test-system

help: ## say what can be made
	@awk -F ' *## *' '/^[a-z]+:.*##/ { sub(/:.*/, "", $$1); printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/app.installed $(catalogues) ## serve the demo on http://127.0.0.1:8000 (PORT, DATABASE_URL, DATA_DIR)
	@exec env APP_ENV=demo PYTHONPATH=. $(python) .ci/serve.py

install: .venv/app.installed $(catalogues) ## what a server needs to serve it (docs/deploy.md)

test: .venv/tests.installed test-system $(catalogues) ## all tests on SQLite and PostgreSQL (ARGS="tests/workers -x")
	@exec $(python) -m pytest --numprocesses $${TEST_PROCESSES:-3} --durations 10 --durations-min 2 $(ARGS)

lint: .venv/tests.installed ## format, code, types, layers and templates; all of them, then the verdict
	@$(MAKE) --no-print-directory --keep-going lint-format lint-code lint-types lint-layers lint-templates

lint-format:
	$(python) -m ruff format --check --quiet .

lint-code:
	$(python) -m ruff check --quiet .

lint-types:
	$(python) -m mypy

lint-layers:
	.venv/bin/lint-imports --no-logo --no-cache

lint-templates:
	.venv/bin/djlint --quiet --lint templates

bench: .venv/tests.installed test-system $(catalogues) ## the benchmark table, beside a bare Flask app in the same run
	@exec $(python) -m tests.support.postgres --durable -- $(python) -m tests.bench $(ARGS)

audit: .venv/tests.installed ## ask the network whether a pinned version has a known vulnerability
	$(python) -m pip_audit --requirement requirements.txt --no-deps --disable-pip --strict

format: .venv/tests.installed ## put the code into its standard form
	$(python) -m ruff check --quiet --fix .
	$(python) -m ruff format --quiet .

.venv/app.installed: requirements.txt .ci/venv
	@.ci/venv requirements.txt
	@touch $@

.venv/tests.installed: requirements.txt tests/requirements.txt .ci/venv
	@.ci/venv tests/requirements.txt
	@touch $@ .venv/app.installed

messages: .venv/tests.installed ## gather the texts to translate into the English catalogue
	@$(python) -m babel.messages.frontend --quiet extract --mapping-file agentapp/translations/babel.cfg \
		--keywords "_l lazy_gettext lazy_ngettext:1,2" --no-location --sort-output --output-file .venv/messages.pot .
	@$(python) -m babel.messages.frontend --quiet update --locale en --input-file .venv/messages.pot \
		--output-dir agentapp/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 110

%.mo: %.po
	@$(python) -m babel.messages.frontend compile --input-file $< --output-file $@

test-system:
	@.ci/test-system
