# Yangguang. `make run` and `make test` are all that a newcomer needs; `make help` lists the rest.
# PORT, INSTANCE and CLOCK may be given: make run PORT=8100 INSTANCE=/srv/second

PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help

.PHONY: run test check fmt e2e soak bench translations requirements clean help python run-ready test-ready

run: run-ready ## Start Yangguang: set-up, migrations, demo, web and worker
	@exec $(BIN)/yangguang run --demo

test: test-ready ## Run every check and test, on SQLite and on PostgreSQL (PARTS="check sqlite", ARGS="-k booking")
	@exec $(BIN)/python -m tests.support.run_all $(PARTS) -- $(ARGS)

check: test-ready ## Run ruff, mypy and the import rules
	@exec $(BIN)/python -m tests.support.run_all check

e2e: test-ready ## Run the browser tests only (ARGS="-k booking")
	@exec $(BIN)/python -m tests.support.run_all e2e journeys -- $(ARGS)

soak: test-ready ## Run the random tests for longer
	@exec $(BIN)/python -m tests.support.run_all soak places rush rush-sqlite line line-sqlite live scores scores-sqlite decisions walk -- $(ARGS)

bench: test-ready ## Measure the product beside bare floors; writes instance/bench.json and docs/bench.md (under 10 minutes)
	@exec $(BIN)/python -m tests.bench $(ARGS)

fmt: test-ready ## Format the code and sort its imports
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

translations: test-ready ## Bring every translation catalogue up to date with the sources
	@$(BIN)/python tools/catalogues.py update

requirements: test-ready ## Compile requirements/*.txt again from pyproject.toml (UPGRADE=--upgrade for newer versions)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-tools
	@$(BIN)/python tools/compile_requirements.py $(UPGRADE)

clean: ## Remove what set-up and tests made; instance/ with its data stays
	@rm -rf .venv node_modules dist build core/web/static/vendor tests/e2e/vendor test-results
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/make \1|\2/' \
	  | while IFS='|' read -r command text; do printf '  %-18s %s\n' "$$command" "$$text"; done

python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: $(PYTHON) was not found. On Debian or Ubuntu: apt-get install python3 python3-venv" >&2; exit 1; }

run-ready: python
	@$(PYTHON) tools/install.py run

test-ready: python
	@$(PYTHON) tools/install.py test
