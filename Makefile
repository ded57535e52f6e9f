.PHONY: venv run test lint types soak check lock

VENV := .venv
BIN := $(VENV)/bin

venv: $(VENV)/.runtime

$(VENV)/.runtime: requirements.lock pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $@

# The development lock holds the same versions and more.
$(VENV)/.dev: dev.lock pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r dev.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $(VENV)/.runtime $@

run: venv
	exec $(BIN)/pufa run

lock:
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-emit-find-links --output-file dev.lock
	$(BIN)/uv pip compile --quiet pyproject.toml --universal --generate-hashes --no-emit-index-url --no-emit-find-links --constraints dev.lock --output-file requirements.lock
