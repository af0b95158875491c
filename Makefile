# `make check` runs all that CI runs. `make check PYTHON=python3.13` tries another Python.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help tools check coverage lint types layers content test soak docs mutants format pictures messages errors bench schemas constraints audit package clean

help:
	@echo "make check        everything that CI runs: style, types, layers, content, vignettes, proofs, tests"
	@echo "make content      the checks of knowledge/ and rules/, the vignettes, and the proofs of the safety properties"
	@echo "make coverage     the tests, and which lines they reach: at least 95 in 100 (an hour)"
	@echo "make test         the tests alone;  make test ARGS='-k stroke'  some of them"
	@echo "make soak         the tests that take minutes"
	@echo "make mutants      small faults put into the reasoning, and which of them no test notices (an hour; not on Windows)"
	@echo "make docs         build these pages into build/docs/"
	@echo "make format       lay out the code"
	@echo "make pictures     draw the pictures of the terminal and of the pages in docs/pictures/ anew (needs Chromium)"
	@echo "make messages     bring the catalogues of other languages up to date with the sentences of the program"
	@echo "make errors       write docs/errors.md anew from the catalogue of problem codes"
	@echo "make schemas      write docs/schemas/ anew from the models"
	@echo "make bench        how quick it is, beside others: docs/benchmarks.md (an hour); ARGS=--quick for less"
	@echo "make constraints  pin the newest versions that fit together (needs uv)"
	@echo "make audit        known weaknesses of the libraries (needs the internet)"
	@echo "make package      build the sdist and the wheel into dist/"

tools:
	@$(PYTHON) -c "import start; start.set_up(tools=True)"

# pytest is last, so that its summary is the last line.
check: lint types layers content
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

# Apart from `check`: counting each line takes three times as long as the tests themselves.
coverage: tools
	$(BIN)/pytest -n auto --dist worksteal --cov --cov-report=term $(ARGS)

lint: tools
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: tools
	$(BIN)/mypy

layers: tools
	$(BIN)/lint-imports

content: tools
	$(BIN)/triage lint --languages
	$(BIN)/triage test
	$(BIN)/triage verify --quiet
	$(BIN)/triage mutate --sample 60 --at-least 0.85 --quiet

test: tools
	$(BIN)/pytest $(ARGS)

soak: tools
	$(BIN)/pytest -m soak $(ARGS)

docs: tools
	$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs

mutants: tools
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "mutmut>=3.8,<4"
	$(BIN)/python tests/mutants.py $(ARGS)

format: tools
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

pictures: tools
	$(BIN)/python tests/pictures.py
	$(BIN)/python tests/web_pictures.py

messages: tools
	$(BIN)/python tests/messages.py

errors: tools
	$(BIN)/python -m triage.pack.catalogue > docs/errors.md

schemas: tools
	$(BIN)/python -m triage.schemas docs/schemas

# Never part of `make tools`: the others are there to be measured against.
bench: tools
	@mkdir -p build
	$(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['bench'], sep='\n')" > build/bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement build/bench.txt
	$(BIN)/python benchmarks/peers.py --write $(ARGS)
	$(BIN)/python benchmarks/startup.py

constraints:
	uv pip compile pyproject.toml --all-extras --group dev --group bench --universal --python-version 3.11 --upgrade --no-annotate \
		--no-emit-index-url --custom-compile-command "make constraints" --output-file constraints.txt --quiet

audit: tools
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip-audit>=2.9,<3"
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip

package: tools
	$(BIN)/python -m build --no-isolation

clean:
	rm -rf .venv dist .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
