# The hub and its simulator in a container. What goes in is in .dockerignore: only what is named there.
#   docker build --tag single-window-hub --build-arg VERSION="$(.venv/bin/hatchling version)" .
# Without VERSION the hub in it says 0.0: git, which knows the version, is not let in.

# ---- build: every dependency is downloaded once, by the hashes of requirements.lock; after that nothing is ----
FROM python:3.11-slim-bookworm AS build
ENV WHEELS=/wheels TOOLS=/opt/tools HUB=/opt/hub
WORKDIR /source
COPY requirements.lock ./
RUN python3.11 -m venv "$TOOLS"
RUN "$TOOLS/bin/pip" download --quiet --require-hashes --only-binary :all: --requirement requirements.lock --dest "$WHEELS"
RUN "$TOOLS/bin/pip" install --quiet --no-index --find-links "$WHEELS" hatchling hatch-vcs
COPY pyproject.toml README.md LICENSE ./
COPY hub hub
COPY adapters adapters
COPY routes routes
COPY xsd xsd
COPY monitoring monitoring
ARG VERSION
RUN SETUPTOOLS_SCM_PRETEND_VERSION="$VERSION" "$TOOLS/bin/pip" wheel --quiet --no-deps --no-build-isolation --wheel-dir "$WHEELS" .
# An environment of the hub's own (docs/decisions/0001), without pip and without the tools of development.
RUN python3.11 -m venv --without-pip "$HUB"
RUN "$TOOLS/bin/pip" --python "$HUB/bin/python" install --quiet --no-index --find-links "$WHEELS" "single-window-hub[simulate]"

# ---- what runs ----
FROM python:3.11-slim-bookworm
COPY --from=build /opt/hub /opt/hub
ENV PATH=/opt/hub/bin:$PATH HUB_HOME=/var/lib/hub
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin hub \
    && install --directory --owner=hub --group=hub --mode=750 /var/lib/hub
USER 10001:10001
WORKDIR /var/lib/hub
VOLUME /var/lib/hub
# Is the store there? What a restart cannot mend (a certificate, a disk) is for `hub doctor`, which a person reads.
HEALTHCHECK --interval=60s --timeout=30s --start-period=30s --retries=3 CMD ["hub", "status", "--json"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["hub"]
CMD ["run"]
