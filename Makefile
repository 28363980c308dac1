# make demo | test | lint | bench | screens | model | lock. Needs python3 (3.11 or later) and make; the rest
# is installed into .venv here, the system's packages by `make system`.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

PYTHON := .venv/bin/python
SARABAN := .venv/bin/saraban --home demo-home
SYSTEM_PACKAGES := tesseract-ocr tesseract-ocr-tha poppler-utils fonts-thai-tlwg libfribidi0 \
  python3-venv
TEST_PACKAGES := chromium $(if $(shell command -v npm),,npm)
AXE := node_modules/axe-core/axe.min.js
TRAINING_PACKAGES := fonts-arundina fonts-freefont-ttf npm
DEMO_NUMBER := มค ๐๒๑๘.๒/ว ๔๑๗

# One thread a page image: more threads on one page only wait for each other.
export OMP_THREAD_LIMIT := 1

.PHONY: demo test lint bench screens model lock system

demo: .venv/ready  ## ingest samples/ into demo-home/, then ask it
	rm -rf demo-home
	$(SARABAN) ingest samples/*/*.pdf
	@printf '\n== ใครค้างอะไร ต่อใคร ภายในเมื่อใด / who owes what: saraban due\n\n'
	@$(SARABAN) due
	@printf '\n== สายหนังสือ / one chain: saraban trace "$(DEMO_NUMBER)"\n\n'
	@$(SARABAN) trace "$(DEMO_NUMBER)"
	@printf '\n%s\n' 'ดูต่อ / look further:' \
	  '  $(SARABAN) show 1          # every value with its page, box and rule' \
	  '  $(SARABAN) search รายงาน   # words in any letter' \
	  '  $(SARABAN) ingest FILE     # a scan of your own' \
	  '  $(SARABAN) serve           # the same in the browser: http://localhost:8000/' \
  'ชื่อและรหัสผ่านครั้งแรกอยู่ในบรรทัดแรกที่ serve พิมพ์ / serve prints the first name and password.'

test: SYSTEM_PACKAGES += $(TEST_PACKAGES)
test: .venv/model $(AXE)  ## every test, on the real Tesseract, SQLite and file system
	$(PYTHON) -m pytest

screens: SYSTEM_PACKAGES += $(TEST_PACKAGES)
screens: .venv/ready  ## the pictures of the pages in docs/screens
	$(PYTHON) docs/screens.py

lint: .venv/model  ## ruff and mypy --strict
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

bench: SYSTEM_PACKAGES += $(TRAINING_PACKAGES) tesseract-ocr-eng tesseract-ocr-script-thai
bench: .venv/model  ## every benchmark; results go to docs/benchmarks.md
	$(PYTHON) -m pip install --quiet --constraint constraints.txt --group bench
	$(PYTHON) -m benchmarks

model: SYSTEM_PACKAGES += $(TRAINING_PACKAGES)
model: .venv/model  ## train the recogniser anew (hours)
	$(PYTHON) -m ocr.training

lock:  ## write the newest versions that pyproject.toml allows to constraints.txt
	rm -rf .venv
	python3 -m venv .venv
	$(PYTHON) -m pip install --quiet --upgrade pip
	$(PYTHON) -m pip install --quiet --editable . --group dev --group model --group fuzz
	$(PYTHON) -m pip freeze --exclude-editable | sed 's/+cpu$$//' > constraints.txt

.venv/ready: pyproject.toml constraints.txt | system
	python3 -m venv .venv
	$(PYTHON) -m pip install --quiet --upgrade --constraint constraints.txt pip
	$(PYTHON) -m pip install --quiet --constraint constraints.txt --editable . --group dev
	touch $@

# What the browser tests look for barriers with; only they wait for it.
$(AXE): package.json package-lock.json | .venv/ready
	npm ci --silent --no-audit --no-fund
	touch $@

# What training needs (torch, the word lists) is large: only tests, types and training wait for it.
.venv/model: .venv/ready
	$(PYTHON) -m pip install --quiet --constraint constraints.txt --group model
	touch $@

# On Debian: installs what is missing when it may, else says what to install.
system:
	@command -v dpkg-query >/dev/null || exit 0; \
	if ! missing=$$(dpkg-query --show $(SYSTEM_PACKAGES) 2>&1 >/dev/null); then \
	  if [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && apt-get install -qq --yes --no-install-recommends $(SYSTEM_PACKAGES); \
	  else \
	    printf '%s\n' "$$missing" 'ติดตั้งก่อน / first: sudo apt-get install $(SYSTEM_PACKAGES)' >&2; \
	    exit 1; \
	  fi; \
	fi
