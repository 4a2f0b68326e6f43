# Two commands matter: `make run` shows the dashboard, `make test` proves it. The rest is for those who change it.
PYTHON ?= python3
PORT ?= 8501
export PORT
# Matrices here are small: threads of their own would only wait for one another, and for the engine's.
OPENBLAS_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS
BIN := .venv/bin

.PHONY: run test lint bench fuzz demo lock browser clean

run: .venv/.runtime
	@$(BIN)/python -m deploy.demo
	@exec $(BIN)/python -m deploy.serve

# One process drives the browser from test to test, the other does everything else meanwhile.
test: .venv/.dev browser
	@$(BIN)/python -m pytest -n 2 $(ARGS)

lint: .venv/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .

bench: .venv/.dev browser
	@$(BIN)/python -m tests.bench $(ARGS)

# Five minutes of hostile files (MINUTES=… for more); the corpus grows in var/fuzz.
fuzz: .venv/.dev
	@$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),5) $(ARGS)

# A fresh demo region in var/demo, without loading it.
demo: .venv/.runtime
	@$(BIN)/python -m data_samples --cases 120000 --months 24 --seed 7 --out var/demo

# Chromium for the browser tests: the system's, else Debian's package when we are root, else Playwright's own.
browser: .venv/.dev
	@$(BIN)/python -m tests.chromium

# Locks the requirements with hashes; needs `uv`.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf .venv var

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Svodka needs Python 3.11 or newer. Install it (Debian, Ubuntu: apt install python3 python3-venv) or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv module is missing. Install it: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: .venv/.python requirements.txt
	@echo "Installing what requirements.txt names, once …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: .venv/.python requirements-dev.txt
	@echo "Installing what requirements-dev.txt names, once …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch .venv/.runtime $@
