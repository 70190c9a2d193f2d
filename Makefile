# Everything runs in a virtual environment of its own; VENV=dir puts it elsewhere.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# Small matrices everywhere: one BLAS thread is faster than several.
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1

.PHONY: verify test test-all check format bench peers docs clean

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

verify: $(VENV)/.installed  ## judge every built-in statement
	$(BIN)/sharpath verify

test: $(VENV)/.installed  ## the test suite (under six minutes on two cores)
	$(BIN)/python -m pytest -n 2 -m "not exhaustive"

test-all: $(VENV)/.installed  ## the test suite with its exhaustive runs
	$(BIN)/python -m pytest -n 2

check: $(VENV)/.installed  ## linters, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.installed  ## timings as ratios, never as a test; peers that are not installed are left out
	$(BIN)/python -m tests.benchmarks

# torch and JAX are large, and nothing else needs them.
$(VENV)/.peers: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,peers]'
	touch $@

peers: $(VENV)/.peers  ## answers of other libraries (torch); `make bench` afterwards times them too
	$(BIN)/python -m pytest -m peers

# Sphinx has many dependencies, and only the site needs them.
$(VENV)/.docs: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,docs]'
	touch $@

docs: $(VENV)/.docs  ## the documentation site, in build/site; a warning is an error
	test -e build/figures/tanh.svg || $(BIN)/sharpath figures --output build/figures --format svg --force
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet --builder html docs build/site

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
