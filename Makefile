# make demo    a fictitious council in your browser: nothing else to prepare
# make test    everything that must hold: style, types, architecture, tests, browser
# make fuzz    hostile inputs to every reader, form and page, by the hundred thousand; takes a while
# make audit   one page for the security officer to sign, from what it has just run
# make bench   what a whole response costs the server, beside bare Flask, on SQLite and PostgreSQL: about eight minutes
# make bench-peak    ten councils, 1,000 raters at once; and a council with 100 times the data: about ten minutes
# make bench-others  campaigns, closing, reports, PDFs and leaders together: about ten minutes
# make static  the raters' stylesheet, after any change of their pages or of the stylesheet
# make serve   real use on one machine, with real mail (see docs/guides/operator.md)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 5000

.PHONY: demo serve bench bench-peak bench-others static test lint types architecture frameworks unit postgresql postgresql-part fault browser pictures catalogues migrate locks fuzz audit audit-online clean

demo: $(VENV)/.run
	$(BIN)/flask demo --port $(PORT)

serve: $(VENV)/.run
	$(BIN)/flask serve --port $(PORT)

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks.answering
	$(BIN)/python -m benchmarks.answering --one-page
	$(BIN)/python -m benchmarks.answering --postgresql

bench-peak: $(VENV)/.dev
	$(BIN)/python -m benchmarks.peak
	$(BIN)/python -m benchmarks.growth

bench-others: $(VENV)/.dev
	$(BIN)/python -m benchmarks.campaign
	$(BIN)/python -m benchmarks.closing 200
	$(BIN)/python -m benchmarks.report
	$(BIN)/python -m benchmarks.pdf
	$(BIN)/python -m benchmarks.over_time
	$(BIN)/python -m benchmarks.together

static: $(VENV)/.dev
	$(BIN)/python -m frontend.rater_stylesheet

test: lint types architecture frameworks unit postgresql-part browser

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

architecture: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

frameworks: $(VENV)/.dev
	$(BIN)/flask framework check >/dev/null

unit: $(VENV)/.dev
	@sh .ci/pdf-tools
	$(BIN)/python -m pytest -n auto --dist loadfile --ignore tests/browser

# Every test that uses a database, once more on a real PostgreSQL server (from a wheel; nothing to install): as long as
# `make unit`. tests/postgresql and tests/attack start a server by themselves whatever the other tests run on, and tests
# about SQLite's files say so when they are left out.
postgresql: $(VENV)/.dev
	FEEDBACK_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n auto --dist loadfile tests \
	  --ignore tests/browser --ignore tests/attack --ignore tests/postgresql

# What of it is in every `make test`: about a third of the tests, in three to four minutes on two cores.
postgresql-part: $(VENV)/.dev
	FEEDBACK_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n auto --dist loadfile \
	  tests/foundations tests/identity tests/campaign tests/nomination tests/invitation tests/disclosure tests/coaching \
	  tests/followup tests/cohort tests/assurance tests/worker tests/installation

# Web, worker, database and broker killed a hundred times each; prints what was counted. A few times in `make unit`.
fault: $(VENV)/.dev
	FEEDBACK_FAULT_KILLS=100 $(BIN)/python -m pytest -s tests/fault tests/response/test_disk_full.py

browser: $(VENV)/.dev
	@sh .ci/chromium
	$(BIN)/python -m pytest -n auto --dist loadfile tests/browser

# Prints how many inputs were tried and what failed, as JSON; another SEED makes up others.
SEED ?= 1
fuzz: $(VENV)/.dev
	$(BIN)/python -m tests.fuzz --seed $(SEED)

# One page that a security officer can sign: what was checked just now, with figures, versions and digests.
audit: $(VENV)/.dev
	@$(BIN)/python -m tests.officer

# Whether a weakness has become known in a package: needs the network, and uv.
audit-online:
	uv tool run pip-audit --requirement requirements.txt --require-hashes --disable-pip

# Takes the pictures of the documentation anew.
pictures: $(VENV)/.dev
	@sh .ci/chromium
	FEEDBACK_PICTURES=1 $(BIN)/python -m pytest tests/browser/test_path_*.py

# After a change of words: brings every language's catalogue up to date; new messages wait there for a translator.
CATALOGUES := feedback/translations
catalogues: $(VENV)/.dev
	$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output --omit-header -o $(CATALOGUES)/messages.pot .
	$(BIN)/pybabel -q update -i $(CATALOGUES)/messages.pot -d $(CATALOGUES) --no-fuzzy-matching --ignore-obsolete
	sed -i -E -e '/^"(Project-Id|Report-Msgid|PO-Revision|Last-Translator|Language-Team|Generated-By)/d' \
	  -e 's/^"POT-Creation-Date.*/"POT-Creation-Date: 2026-01-01 00:00+0000\\n"/' $(CATALOGUES)/*/LC_MESSAGES/messages.po
	$(BIN)/pybabel -q compile -d $(CATALOGUES)

migrate: $(VENV)/.run
	$(BIN)/flask db upgrade

# The environment: uv where it is installed, pip where not; only pinned packages whose hashes match.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@sh .ci/install $(BIN)/python requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	@sh .ci/install $(BIN)/python requirements-dev.txt
	@touch $@ $(VENV)/.run

# After a change of dependencies in pyproject.toml. No address of any package host is written into the files.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml
locks:
	$(LOCK) -o requirements.txt
	$(LOCK) --extra dev -c requirements.txt -o requirements-dev.txt
	$(LOCK) --extra postgresql --extra redis --extra notify -c requirements.txt -c requirements-dev.txt -o requirements-server.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
