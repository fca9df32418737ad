# Two commands do everything on a machine with Python 3.11 or later, pip and make:
#   make chat    the chat over the bundled reports, in the browser
#   make test    the tests, a real browser included
# Other settings: make chat PYTHON=python3.12    make test PYTEST_ARGS="-k quotes"    make chat SERVE_ARGS="--port 8600"

PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?=
SERVE_ARGS ?=
REPORTS ?= ../shared/reports
QUESTIONS ?= ../shared/questions/dev.jsonl
SCORE ?= ../shared/score.py
LETTERS ?= ../shared/letters
VISITS ?= ../shared/visits
JUDGEMENTS ?= ../shared/judgements.csv
BASELINES ?= build/baseline
MEASURED ?= build/eval
BENCH ?= build/bench
# Sets of questions: on reports of inspections, which the ablation asks, and on letters.
ON_REPORTS = held_out own fresh second
ON_LETTERS = $(foreach name,seen a b c d e,letters_$(name))
ALL_QUESTIONS = $(QUESTIONS) $(foreach name,$(ON_REPORTS),eval/questions/$(name).jsonl)
# Files of questions, and the names that their answers get in MEASURED.
ANSWERED = $(QUESTIONS)=dev $(foreach name,$(ON_REPORTS) $(ON_LETTERS) breadth,eval/questions/$(name).jsonl=$(name)) \
	$(dir $(QUESTIONS))breadth.jsonl=breadth_beside

BIN := $(VENV)/bin
# What is installed is named by what it was installed from: an unchanged pair of files installs nothing again.
KEY := $(shell cat pyproject.toml constraints.txt | cksum | cut -d ' ' -f 1)
CHAT_READY := $(VENV)/.ready-chat-$(KEY)
TEST_READY := $(VENV)/.ready-test-$(KEY)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export TOKENIZERS_PARALLELISM ?= false

.PHONY: help install chat test lint format baseline eval bench reading clean
.DELETE_ON_ERROR:

help:
	@sed -n '/^# /s/^# //p' Makefile | head -4
	@echo "also: install, lint, format, baseline, eval, bench, reading, clean"

install: $(CHAT_READY)

chat: $(CHAT_READY)
	@$(BIN)/ofsted-chat ingest corpus/reports
	@$(BIN)/ofsted-chat serve $(SERVE_ARGS)

test: $(TEST_READY)
	@chromium=$$(scripts/find-chromium $(BIN)/python) && \
		OFSTED_CHAT_CHROMIUM="$$chromium" $(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(TEST_READY)
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache

format: $(TEST_READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The two quickstarts of eval/README.md over a folder of published reports: seconds for the words, some 20 minutes for the vectors.
baseline: $(TEST_READY)
	@mkdir -p $(BASELINES)
	$(BIN)/python -m eval.search.naive $(REPORTS) $(QUESTIONS) $(BASELINES)/lexical.jsonl --lexical
	$(BIN)/python $(SCORE) $(QUESTIONS) $(BASELINES)/lexical.jsonl
	$(BIN)/python -m eval.search.naive $(REPORTS) $(QUESTIONS) $(BASELINES)/dense.jsonl
	$(BIN)/python $(SCORE) $(QUESTIONS) $(BASELINES)/dense.jsonl

# What eval/README.md tells of answers and of the search, over folders of published reports and letters, joined as links in
# one; the first time takes three hours on two cores (reading and embedding, then the vectors that the ablation compares
# with), later ones a quarter of an hour.
eval: $(TEST_READY)
	@mkdir -p $(MEASURED)/pdfs
	@ln -sf $(abspath $(wildcard $(addsuffix /*.pdf,$(REPORTS) $(LETTERS) $(VISITS)))) $(MEASURED)/pdfs
	$(BIN)/ofsted-chat --data $(MEASURED)/data ingest $(MEASURED)/pdfs || test $$? -eq 1
	@for name in $(ANSWERED); do \
		$(BIN)/ofsted-chat --data $(MEASURED)/data batch $${name%%=*} $(MEASURED)/$${name##*=}.jsonl || exit 1; done
	$(BIN)/python -m eval.answers.answers $(foreach name,$(ANSWERED),$(subst =, $(MEASURED)/,$(name)).jsonl) \
		--data $(MEASURED)/data --score $(SCORE) --reports $(MEASURED)/pdfs
	$(BIN)/python -m eval.cost.latency $(QUESTIONS) eval/questions/own.jsonl --data $(MEASURED)/data
	$(BIN)/python -m eval.search.ablation $(MEASURED)/pdfs $(ALL_QUESTIONS) --data $(MEASURED)/data

# What the library costs at 1, 10 and 30 times its size: an hour and 9 GB in BENCH the first time; `make eval` comes first.
bench: $(TEST_READY)
	$(BIN)/python -m eval.cost.cost $(QUESTIONS) eval/questions/own.jsonl --data $(MEASURED)/data --work $(BENCH)

# The bars of reading over the same folders: three minutes.
reading: $(TEST_READY)
	$(BIN)/python -m eval.reading.reading $(REPORTS) $(LETTERS) $(VISITS) --judgements $(JUDGEMENTS) \
		--questions $(QUESTIONS) $(dir $(QUESTIONS))breadth.jsonl

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("ofsted-chat needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(CHAT_READY): | $(BIN)/python
	@echo "Installing; the first time takes some minutes."
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(TEST_READY): | $(BIN)/python
	@echo "Installing, with what the tests need; the first time takes some minutes."
	@$(BIN)/python -m pip install --quiet --editable ".[test,dev,eval]"
	@touch $@ $(CHAT_READY)

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
