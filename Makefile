# Every command of the project. The same ones run in CI.

PYTHON ?= python3
DEMO = DONDOC_DEMO=1 DONDOC_PRETEND_TODAY=2026-03-20 DONDOC_DATA_DIR=data/demo
ADDRESS ?= 127.0.0.1
PORT ?= 8000
SERVE ?= 1
WORKERS ?= 2
SITE = .venv/bin/granian --interface wsgi config.wsgi:application --host $(ADDRESS) --port $(PORT) --no-access-log
READER = .venv/bin/python manage.py db_worker --verbosity 0
# Both run until one is told to stop or the site ends; then both end.
TOGETHER = & site=$$!; $(READER) & reader=$$!; trap "kill $$site $$reader 2>/dev/null" EXIT; trap exit INT TERM; wait $$site

.PHONY: demo run test check fix docs golden bench fuzz browser ocr spark messages
.DEFAULT_GOAL := demo

.venv/.ready: pyproject.toml uv.lock
	@test -x .venv/bin/pip || $(PYTHON) -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
	@.venv/bin/uv sync --quiet --frozen --inexact
	@touch $@

# The demonstration: a department whose 2026 plan is running, on the day 20/3/2026. SERVE=0 stops before serving.
demo: .venv/.ready ocr
	@$(DEMO) .venv/bin/python manage.py migrate --no-input --verbosity 0
	@$(DEMO) .venv/bin/python manage.py demo_load
	@$(DEMO) .venv/bin/dondoc report --plan 1 --period 2026Q1 --out data/demo/bao-cao-2026Q1.docx
ifneq ($(SERVE),0)
	@echo "Trang web: http://$(ADDRESS):$(PORT)  (Ctrl+C để dừng)"
	@export $(DEMO); $(SITE) --workers 1 --blocking-threads 2 --log-level warning $(TOGETHER)
endif

# An installation's own site, with settings from the environment (docs/operations.md).
run: .venv/.ready
	@.venv/bin/python manage.py migrate --no-input --verbosity 0
	@.venv/bin/python manage.py collectstatic --no-input --verbosity 0
	@$(SITE) --workers $(WORKERS) --blocking-threads 1 $(TOGETHER)

test: .venv/.ready browser ocr spark
	@.venv/bin/pytest -n 2 --dist worksteal $(ARGS)

check: .venv/.ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint --quiet --lint dondoc/web/templates
	.venv/bin/python manage.py makemigrations --check --dry-run
	.venv/bin/python docs/make.py --check
	.venv/bin/pytest tests/test_walls.py

fix: .venv/.ready
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# The pages of the documentation that are printed from the rules.
docs: .venv/.ready
	.venv/bin/python docs/make.py

# Only the documents with an expected reading.
golden: .venv/.ready
	.venv/bin/pytest tests/golden tests/planfile

bench: .venv/.ready
	.venv/bin/python bench/parse.py
	.venv/bin/python bench/scans.py
	.venv/bin/python bench/pages.py
	.venv/bin/python bench/audit.py
	.venv/bin/python bench/scoring.py
	.venv/bin/python bench/sign_ins.py
	.venv/bin/python bench/dossiers.py

# Odd inputs for the readers of plans, some 60 seconds; another SEED makes others. Before a release INPUTS=1000000.
INPUTS ?= 40000
SEED ?= 0
fuzz: .venv/.ready
	.venv/bin/python tests/hostile/fuzz.py $(INPUTS) $(SEED)

# The English catalogue, from the Vietnamese texts of pages and code (needs Debian's gettext).
messages: .venv/.ready
	cd dondoc && ../.venv/bin/python ../manage.py makemessages --locale en --no-location --no-wrap --no-obsolete
	cd dondoc && ../.venv/bin/python ../manage.py compilemessages --locale en

# Journeys drive Debian's Chromium; without it and without the right to install it they are skipped, and say so.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } || true

# Scans are read with Debian's Tesseract and its Vietnamese data; without them the reader says what to install.
ocr:
	@command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx vie \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq 2>/dev/null \
		&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			tesseract-ocr tesseract-ocr-vie >/dev/null 2>&1; } || true

# Dossiers that outgrow one machine are counted by Spark: Java 17 and PySpark (456 MB), for the tests' own cluster and
# for machines that ask one. Without Java and without the right to install it those tests are skipped, and say so.
spark: .venv/.ready
	@command -v java >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			openjdk-17-jre-headless >/dev/null; } || true
	@if command -v java >/dev/null; then $(MAKE) --no-print-directory --silent .venv/.spark; \
		else echo "Java is not here and cannot be installed: the tests of the Spark cluster are skipped."; fi

.venv/.spark: .venv/.ready
	@.venv/bin/uv sync --quiet --frozen --inexact --extra spark
	@touch $@
