# Everything a person types. `make` alone shows this list.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
DATABASE ?= data/news.db
DEMO_DATABASE ?= data/demo.db
VENV := .venv
BENCH := .venv-bench
AUDIT := .venv-audit
CONSUME := .venv-consume
BIN := $(VENV)/bin
PIP := -m pip --disable-pip-version-check --quiet install --require-hashes
# A file's tests stay together, for what they share is made once a file.
ON_ALL_CORES := -n auto --maxprocesses 4 --dist loadfile
CODE := crawlers pipelines scheduler.py tests web
# The mirror's copy of a reprint that the project was born from: no site of ours lists it, so it is named here.
MIRROR := http://www.caijing-mirror.example/xy/gdcj/876518.html

.DEFAULT_GOAL := help
.PHONY: help demo crawl look test check chaos audit lint format sample live-check bench clean

help:  ## Show this list
	@echo "Tibet digital economy news: crawl, clean, judge, link copies, store in SQLite."
	@echo
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

demo: $(VENV)/run.stamp  ## Install, then crawl the bundled sample archive offline and show what came of it
	@$(BIN)/python scheduler.py once --replay data/sample.warc.gz --add $(MIRROR) --database $(DEMO_DATABASE) --jobs 1

crawl: $(VENV)/run.stamp  ## The same job on the live sites, slowly and politely, into data/news.db
	@$(BIN)/python scheduler.py once --database $(DATABASE)

look: $(VENV)/run.stamp  ## Look at it: data/news.db in a browser at http://127.0.0.1:8001, or what `make demo` made
	@$(BIN)/python -m web.serve $(if $(filter command line environment,$(origin DATABASE)),--database $(DATABASE))

test: lint $(CONSUME)/consume.stamp $(AUDIT)/audit.stamp  ## Install, then everything CI checks
	@$(BIN)/python -m tests.audit --if-answered
	@$(BIN)/python -m pytest $(ON_ALL_CORES)

check: lint $(CONSUME)/consume.stamp  ## The fast part of it, under 90 seconds
	@$(BIN)/python -m pytest $(ON_ALL_CORES) -m "not slow"

lint: $(VENV)/test.stamp
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/bandit -q -c pyproject.toml --severity-level medium -r crawlers pipelines scheduler.py web

format: $(VENV)/test.stamp  ## Put the code into shape
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

sample: $(VENV)/test.stamp  ## Build data/sample.warc.gz and the table of docs/sites.md anew from the pages under tests/sites
	@$(BIN)/python -m tests.sample

live-check: $(VENV)/run.stamp  ## Try every site once, politely, over the network, and write docs/sites.md
	@$(BIN)/scrapy livecheck

chaos: $(VENV)/test.stamp  ## Kills, faults and load of docs/faults.md at full length, three quarters of an hour
	@NEWS_CHAOS=1 NEWS_CHAOS_RUNS=2000 $(BIN)/python -m pytest -s tests/test_chaos.py tests/test_bombs.py tests/test_children.py tests/test_kill.py

audit: $(AUDIT)/audit.stamp $(VENV)/test.stamp  ## Ask, over the network, whether what is installed has known holes
	@$(BIN)/python -m tests.audit

bench: $(BENCH)/bench.stamp  ## Measure CPU a page beside other spiders, copies of every kind, and a database of 10,000
	@$(BENCH)/bin/python -m tests.benchmarks.crawl
	@$(BENCH)/bin/python -m tests.benchmarks.copies
	@$(BENCH)/bin/python -m tests.benchmarks.scale --articles 10000
	@$(BENCH)/bin/python -m tests.benchmarks.scale --story

clean:  ## Remove what was installed and what the demo made; data/news.db and data/archive stay
	@rm -rf $(VENV) $(BENCH) $(AUDIT) $(CONSUME) data/demo.db*

$(VENV)/run.stamp: requirements/run.lock
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what the service needs ..."
	@$(BIN)/python $(PIP) -r requirements/run.lock
	@touch $@

$(VENV)/test.stamp: requirements/test.lock $(VENV)/run.stamp
	@echo "Installing what the tests need ..."
	@sh tests/system.sh
	@$(BIN)/python $(PIP) -r requirements/test.lock
	@touch $@

$(BENCH)/bench.stamp: requirements/bench.lock
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	@echo "Installing what the comparison needs ..."
	@$(BENCH)/bin/python $(PIP) -r requirements/bench.lock
	@touch $@

$(CONSUME)/consume.stamp: requirements/consume.lock
	@test -x $(CONSUME)/bin/python || $(PYTHON) -m venv $(CONSUME)
	@echo "Installing what other programs read with ..."
	@$(CONSUME)/bin/python $(PIP) -r requirements/consume.lock
	@touch $@

$(AUDIT)/audit.stamp: requirements/audit.lock
	@test -x $(AUDIT)/bin/python || $(PYTHON) -m venv $(AUDIT)
	@$(AUDIT)/bin/python $(PIP) -r requirements/audit.lock
	@touch $@
