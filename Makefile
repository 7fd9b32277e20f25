# Every target works on a fresh clone: it first makes .venv with the interpreter of .python-version.
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
WANTED := $(shell cat .python-version)
# Version of the installer, itself installed inside .venv.
UV := uv==0.13.9

.PHONY: setup demo test test-full check bench bench-house bench-twin bench-territory bench-targets bench-batch bench-pathways bench-forecast bench-staffing bench-samu docs reference-data lock screenshot clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml .python-version
	@sh tools/venv.sh "$(WANTED)" "$(VENV)"
	@$(PY) -m pip install --quiet --disable-pip-version-check "$(UV)"
	@$(PY) -m uv pip sync --quiet --compile-bytecode --python $(PY) --require-hashes requirements.lock
	@$(PY) -m uv pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

demo: setup
	@$(VENV)/bin/jumeau demo

test: setup
	$(PY) -m pytest -m "not full" -n 3 --dist worksteal

# The counts that the issues name, in parts (each under an hour).
test-full: setup
	$(PY) -m pytest -m full -n 2 --dist worksteal

check: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: bench-house bench-twin bench-territory bench-targets bench-batch bench-pathways bench-forecast bench-staffing bench-samu

bench-house: setup
	@$(PY) -m benchmarks.house

bench-twin: setup
	@$(PY) -m benchmarks.twin

bench-territory: setup
	@$(PY) -m benchmarks.territory

bench-targets: setup
	@$(PY) -m benchmarks.targets

bench-batch: setup
	@$(PY) -m benchmarks.batch

bench-pathways: setup
	@$(PY) -m benchmarks.pathways

bench-forecast: setup
	@$(PY) -m benchmarks.forecast

bench-staffing: setup
	@$(PY) -m benchmarks.staffing

bench-samu: setup
	@$(PY) -m benchmarks.samu

docs: setup
	$(PY) -m sphinx -W -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

reference-data: setup
	$(PY) -m tools.reference_data

screenshot: setup
	$(PY) -m tools.screenshot

# Exact versions with hashes and no registry address; run it when the dependencies change.
lock: setup
	$(PY) -m uv pip compile --quiet --python-version $(WANTED) --universal --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis docs/_build
