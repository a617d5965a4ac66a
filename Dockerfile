# The dashboard as one image: a build stage with pip, and a stage that runs and holds nothing else.

FROM python:3.11-slim AS imports
WORKDIR /app
COPY scripts/imports.py /build/
COPY cache ./cache
COPY config ./config
COPY dashboard_app ./dashboard_app
RUN python /build/imports.py cache config dashboard_app > /build/imports.txt


FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /build
# No version: binutils strips symbols here and does not reach the image that runs.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
# Wheels only, each with the hash that was reviewed: nothing is compiled and no package's code runs here.
COPY requirements.txt ./
RUN python -m venv --without-pip /opt/venv \
 && pip --python /opt/venv/bin/python install --no-compile --require-hashes --only-binary=:all: -r requirements.txt
# Of the code only the list of its imports comes here, so that a change of code leaves this large layer as it was.
COPY --from=imports /build/imports.txt ./
COPY scripts/slim.py ./
RUN /opt/venv/bin/python slim.py imports.txt


FROM build AS code
WORKDIR /app
COPY cache ./cache
COPY config ./config
COPY dashboard_app ./dashboard_app
COPY gunicorn.conf.py entrypoint.sh healthcheck.sh ./
# The root file system is read-only when this runs: the byte code is made here, and what pages load is compressed.
RUN /opt/venv/bin/python -m dashboard_app.server.static \
 && /opt/venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash .


FROM python:3.11-slim
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Management Tools Analysis Dashboard" \
      org.opencontainers.image.description="How management tools rose and fell in five sources: a public research dashboard" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

RUN groupadd --gid 1000 dashboard \
 && useradd --uid 1000 --gid 1000 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin dashboard \
 && install -d -o 1000 -g 1000 -m 0750 /data

COPY --from=build /opt/venv /opt/venv
COPY --from=code /app /app

# The two of malloc: give memory back to the system, which keeps a tenth of it from lying idle in each process.
ENV PATH=/opt/venv/bin:$PATH \
    MALLOC_ARENA_MAX=2 \
    MALLOC_TRIM_THRESHOLD_=131072 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    DATA_DIR=/data \
    PORT=8050 \
    APP_VERSION=${VERSION}
WORKDIR /app
USER 1000:1000
VOLUME /data
EXPOSE 8050
STOPSIGNAL SIGTERM
# The first look comes one interval after the start, so the interval is also how soon a new container can serve.
HEALTHCHECK --interval=2s --timeout=5s --start-period=60s --retries=5 CMD ["/app/healthcheck.sh"]
ENTRYPOINT ["/app/entrypoint.sh"]
CMD ["gunicorn", "-c", "gunicorn.conf.py", "dashboard_app.app:server"]
