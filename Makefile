# Two commands: `make run` starts the portal, `make test` runs the suite.
# Needed: Python 3.11 or newer, and make. `make help` lists the rest.

VENV := .venv
BIN := $(VENV)/bin
# The locks name every package with its hash, so nothing is left to resolve. Mirrors, proxies and
# certificates of pip.conf are honoured; files compile on first import, also where the shell says
# PYTHONDONTWRITEBYTECODE: each of the processes started would compile them again.
INSTALL := $(BIN)/python -P portal/lib/installing.py
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3 python,$(shell \
	$(p) -c 'import sys; print("$(p)") if sys.version_info >= (3, 11) else None' 2>/dev/null)))

.DEFAULT_GOAL := help
.PHONY: help run test coverage bench lint types messages screenshots reset lock

help: ## List these targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/ready ## Start the portal with its demonstration year; PORT=8000, one Ctrl-C ends it.
	@DEBUG=$${DEBUG:-0} exec $(BIN)/python manage.py portal

test: $(VENV)/ready-dev ## Run the suite; ARGS="tests/portal -x" narrows it.
	@exec $(BIN)/python -m pytest $(ARGS)

coverage: $(VENV)/ready-dev ## Run the suite and say which branches no test takes; half as long again.
	@exec $(BIN)/python -m pytest --create-db --numprocesses 2 --cov \
		--cov-report=term:skip-covered --cov-fail-under=95 $(ARGS)

bench: $(VENV)/ready-dev ## Measure speed side by side and write docs/benchmarks.md.
	@exec $(BIN)/python -m tests.benchmarks $(ARGS)

lint: $(VENV)/ready-dev ## Check style, templates, types and the import contract.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files -z 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	$(BIN)/lint-imports
	$(BIN)/mypy

messages: $(VENV)/ready-dev ## Collect texts to translate and compile the catalogues (needs gettext).
	$(BIN)/python manage.py make_messages

screenshots: $(VENV)/ready-dev ## Take the pictures of the README from the demonstration year.
	@exec $(BIN)/python manage.py take_screenshots

reset: ## Forget the database, uploads and queue of `make run`.
	rm -rf var

lock: $(VENV)/ready-dev ## Write the locked requirements from pyproject.toml.
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' pyproject.toml --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' pyproject.toml --group dev \
		--constraints requirements.txt --output-file requirements-dev.txt

$(BIN)/python:
ifeq ($(PYTHON),)
	@echo 'The portal needs Python 3.11 or newer; install it, or say where it is: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11' >&2; exit 1
else
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'This Python cannot make virtual environments; on Debian or Ubuntu: apt install python3-venv' >&2; exit 1; }
	@echo 'Making a virtual environment in $(VENV) ...'
	@$(PYTHON) -m venv --without-pip $(VENV)
endif

$(VENV)/ready: requirements.txt | $(BIN)/python
	@echo 'Installing what requirements.txt names ...'
	@$(INSTALL) requirements.txt
	@touch $@

$(VENV)/ready-dev: requirements-dev.txt $(VENV)/ready
	@echo 'Installing what requirements-dev.txt names ...'
	@$(INSTALL) requirements-dev.txt
	@touch $@
