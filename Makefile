# The two commands that do everything: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
DATA ?= var
BASE_STAMP := .venv/base-$(shell cat requirements/base.txt pyproject.toml | cksum | cut -d' ' -f1)
DEV_STAMP := .venv/dev-$(shell cat requirements/dev.txt pyproject.toml | cksum | cut -d' ' -f1)
COMPILED := src/pbcount/rules/equal_shares/compiled.py
COMPILED_STAMP := .venv/compiled
DEMO_ENVIRONMENT := MEDBORGARBUDGET_DEMO=1 MEDBORGARBUDGET_DATA=$(DATA) MEDBORGARBUDGET_URL=http://127.0.0.1:$(PORT)

.PHONY: help setup setup-dev run demo test check bench proof screenshots format requirements translations migrations clean

help:
	@echo "make run           set up, build the demo and serve it (PORT=8123 make run serves there)"
	@echo "make test          set up what the tests need, browser included, and run them all"
	@echo "make check         format, lint, types, import contracts, migrations, translations"
	@echo "make bench         print the figures of speed and size that the documentation quotes"
	@echo "make proof         keep the vote's promises over long runs: kill, crowd, close; takes an hour"
	@echo "make demo STEP=voting             move a demo cycle to a step"
	@echo "make demo STEP=voting BALLOT=points   … with another kind of ballot (up_to_k own_and_free one knapsack points ranking grades plus_minus star)"
	@echo "make demo ELECTION=path/file.pb   add a municipality with that real election"
	@echo "make screenshots   pictures of the main pages at 360 and 1280 px, in screenshots/"
	@echo "make setup         the environment in .venv with medborgarbudget and pbcount on its path"

$(BASE_STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: PYTHON=python3.12 make …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the service needs …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): $(BASE_STAMP)
	@echo "Installing what tests and checks need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(BASE_STAMP)
	@$(BIN)/python scripts/translations.py compile

$(COMPILED_STAMP): $(DEV_STAMP) $(COMPILED)
	@$(BIN)/pbcount compile || echo "Going on without."
	@touch $@

setup-dev: setup $(DEV_STAMP) $(COMPILED_STAMP)

run: setup
	@$(DEMO_ENVIRONMENT) $(BIN)/medborgarbudget demo --if-missing
	@$(DEMO_ENVIRONMENT) $(BIN)/medborgarbudget serve --port $(PORT)

demo: setup
	@$(DEMO_ENVIRONMENT) $(BIN)/medborgarbudget demo $(if $(STEP),--step $(STEP)) $(if $(BALLOT),--ballot $(BALLOT)) $(if $(ELECTION),--election "$(ELECTION)") $(if $(ORGANISATION),--organisation $(ORGANISATION))

test: setup-dev
	@scripts/test

check: setup-dev
	@scripts/check

bench: setup-dev
	@$(BIN)/python -m bench

proof: setup-dev
	@$(BIN)/python -m proof

screenshots: setup-dev
	@scripts/browser
	@$(BIN)/python scripts/screenshots.py

format: setup-dev
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

translations: setup-dev
	@$(BIN)/python scripts/translations.py collect

migrations: setup-dev
	@$(DEMO_ENVIRONMENT) $(BIN)/medborgarbudget makemigrations

requirements: setup-dev
	@$(BIN)/python scripts/requirements.py

clean:
	rm -rf .venv var build screenshots
