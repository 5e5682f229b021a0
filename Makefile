# To begin with: `make demo` and `make test`. Further: check (everything CI checks), bench, clean.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt
TEXTS := texts/un-draft-resolution-trafficking
DEMO := demo-aligned

.PHONY: demo test lint check bench clean

demo: $(VENV)/light.stamp
	mkdir -p $(DEMO)
	$(BIN)/align run $(TEXTS)/zh.txt $(TEXTS)/en.txt \
	  -o $(DEMO)/table.html -o $(DEMO)/table.xlsx -o $(DEMO)/memory.tmx
	@echo
	$(BIN)/align run $(TEXTS)/zh.txt $(TEXTS)/en-with-defects.txt -o $(DEMO)/with-defects.html
	@echo
	@echo "The table: $(CURDIR)/$(DEMO)/table.html"
	@echo "... of an English with three paragraphs missing: $(CURDIR)/$(DEMO)/with-defects.html"

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

check: lint test

bench: $(VENV)/dev.stamp
	$(BIN)/python benchmarks/run_cost.py

clean:
	rm -rf $(VENV) $(DEMO)

# A stamp is newer than what it was installed from, so that a second run installs nothing.
$(VENV)/light.stamp: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "align needs Python 3.11 or later; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	touch $@

# torch first and by itself: where a CPU build is offered, pip takes it and no CUDA packages come along.
$(VENV)/dev.stamp: $(VENV)/light.stamp
	$(PIP) torch
	$(PIP) --editable '.[dev]'
	touch $@
