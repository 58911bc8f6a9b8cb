# Two commands for a newcomer: `make demo`, `make test`. `make help` lists the rest.
# Another Python: `make test PYTHON=python3.13`. The environment is made anew whenever the version differs.
PYTHON ?= python3.11
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(VERSION)
LOCK := var/lock-tools/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-annotate
ON ?= folders
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE := # compiling the hub's modules takes a second and a half, in each process that finds none compiled

.DEFAULT_GOAL := help
.PHONY: help demo test faults bench bench-long servers stacks devices checkers browser collector corpus fuzz check static coverage mutants edits model hooks format docs site wheel lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(READY) ## play two stories at once; STORY=agreements or STORY=card for another, STORY=all for all; ON=rabbitmq for RabbitMQ and PostgreSQL, KEEP=1 to look into them afterwards
	@[ $(ON) = folders ] || $(MAKE) --no-print-directory servers
	@[ "$(STORY)" != card ] || $(MAKE) --no-print-directory devices
	@$(BIN)/python tests/examples/play.py --on $(ON) --home var/demo $(if $(STORY),--story $(STORY)) $(if $(KEEP),--keep)

test: $(READY) servers stacks devices checkers browser var/site-tools/.ready ## all tests, on private services; installs what is missing (Debian, as root)
	@$(BIN)/python -m pytest --numprocesses 3 --dist worksteal

faults: $(READY) servers ## kill hubs at every point and at random, stop store and broker, and print the results; KILLS=50
	@HUB_KILLS=$(or $(KILLS),50) $(BIN)/python -m pytest tests/faults --table

bench: $(READY) servers devices ## compare the hub's speed with bare loops; N=2000 for a short run, KEYS=rsa, ROUNDS=5
	@$(BIN)/python bench/run.py --documents $(or $(N),10000) --rounds $(or $(ROUNDS),5) --keys $(or $(KEYS),ecdsa)
	@$(BIN)/python bench/reading.py
	@$(BIN)/python bench/sm2.py
	@$(BIN)/python bench/devices.py
	@$(BIN)/python bench/sealing.py

bench-long: $(READY) servers ## measure memory over 100,000 documents, and speed on a million transitions
	@$(BIN)/python bench/long.py memory
	@$(BIN)/python bench/long.py store

servers: # the programs of the private services that tests and demo start themselves
	@tests/install-debian.sh postgresql /usr/lib/postgresql/*/bin/initdb
	@tests/install-debian.sh rabbitmq-server /usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server

stacks: var/stacks/.ready var/stacks/dss/.ready var/stacks/tlog/.ready var/stacks/litewitness/.ready # other stacks that sign and verify; the tests fail without them where CI is set
	@tests/install-debian.sh xmlsec1 /usr/bin/xmlsec1
	@tests/install-debian.sh openssl /usr/bin/openssl
	@tests/install-debian.sh openssh-client /usr/bin/ssh-agent
	@tests/install-debian.sh python3-botan /usr/lib/python3/dist-packages/botan2.py
	@tests/install-debian.sh openjdk-17-jdk-headless "$$(command -v javac)"

devices: $(VENV)/.cards # tokens, readers and cards in software; the tests fail without them where CI is set
	@tests/install-debian.sh softhsm2 /usr/bin/softhsm2-util
	@tests/install-debian.sh opensc /usr/bin/opensc-tool
	@tests/install-debian.sh pcscd /usr/sbin/pcscd
	@tests/install-debian.sh vsmartcard-vpcd /usr/lib/pcsc/drivers/serial/libifdvpcd.so

$(VENV)/.cards: tests/services/requirements.lock $(READY)
	@tests/install-debian.sh gcc "$$(command -v cc)"
	@tests/install-debian.sh swig "$$(command -v swig)"
	@tests/install-debian.sh libpcsclite-dev /usr/include/PCSC/winscard.h
	@tests/install-debian.sh python$(basename $(VERSION))-dev "$$($(PYTHON) -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h"
	@$(BIN)/pip install --quiet --require-hashes --no-build-isolation -r $< && touch $@ || \
		echo "missing: pyscard, which pip could not compile; its tests fail where CI is set" >&2

var/stacks/.ready: tests/security/stacks/package-lock.json
	@tests/install-debian.sh nodejs "$$(command -v node)"
	@tests/install-debian.sh npm "$$(command -v npm)"
	@mkdir -p var/stacks && cp tests/security/stacks/package.json tests/security/stacks/package-lock.json var/stacks/
	@echo "installing what tests/security/stacks/package-lock.json names into var/stacks …"
	@cd var/stacks && npm ci --ignore-scripts --no-audit --no-fund --silent && touch .ready || \
		echo "missing: xml-crypto, which npm could not get; its tests fail where CI is set" >&2

var/stacks/dss/.ready: tests/security/stacks/pom.xml tests/security/stacks/dss.sha256
	@tests/install-debian.sh openjdk-17-jdk-headless "$$(command -v javac)"
	@tests/install-debian.sh maven "$$(command -v mvn)"
	@echo "installing what tests/security/stacks/pom.xml names into var/stacks/dss …"
	@rm -rf var/stacks/dss && mkdir -p var/stacks/dss
	@mvn --batch-mode --quiet -Dstyle.color=never --file tests/security/stacks/pom.xml dependency:copy-dependencies \
		-DoutputDirectory=$(CURDIR)/var/stacks/dss && \
		cd var/stacks/dss && sha256sum --check --strict --quiet $(CURDIR)/tests/security/stacks/dss.sha256 && touch .ready || \
		echo "missing: DSS, which Maven could not get as dss.sha256 has it; its tests fail where CI is set" >&2

checkers: # what searches the protocol's model, and what tests the alarm rules; their tests fail without it where CI is set
	@tests/install-debian.sh spin "$$(command -v spin)"
	@tests/install-debian.sh gcc "$$(command -v gcc)"
	@tests/install-debian.sh prometheus "$$(command -v promtool)" # promtool tests the alarm rules

browser: var/browser/.ready # shows the window's pages, and judges them; its tests fail without it where CI is set
	@tests/install-debian.sh chromium /usr/bin/chromium
	@tests/install-debian.sh fonts-wqy-microhei /usr/share/fonts/truetype/wqy/wqy-microhei.ttc

var/browser/.ready: tests/browser/package-lock.json
	@tests/install-debian.sh nodejs "$$(command -v node)"
	@tests/install-debian.sh npm "$$(command -v npm)"
	@mkdir -p var/browser && cp tests/browser/package.json tests/browser/package-lock.json var/browser/
	@echo "installing what tests/browser/package-lock.json names into var/browser …"
	@cd var/browser && npm ci --ignore-scripts --no-audit --no-fund --silent && touch .ready || \
		echo "missing: axe-core, which npm could not get; its tests fail where CI is set" >&2

model: $(READY) checkers ## search the protocol's model exhaustively, and with each planted bug (docs/model.md); QUICK=1 for fewer faults
	@$(BIN)/python tests/model/protocol_model.py $(if $(QUICK),--quick)

var/stacks/tlog/.ready: tests/security/stacks/tlog/main.go tests/security/stacks/tlog/read/main.go tests/security/stacks/tlog/go.mod tests/security/stacks/tlog/go.sum
	@echo "building tests/security/stacks/tlog, with the modules that its go.sum names, into var/stacks/tlog …"
	@mkdir -p var/stacks/tlog && cd tests/security/stacks/tlog && \
		PATH="$$PATH:/usr/local/go/bin" GOTOOLCHAIN=local GOFLAGS="-mod=readonly -buildvcs=false" go build -trimpath -o $(CURDIR)/var/stacks/tlog/tlog-proof . && \
		PATH="$$PATH:/usr/local/go/bin" GOTOOLCHAIN=local GOFLAGS="-mod=readonly -buildvcs=false" go build -trimpath -o $(CURDIR)/var/stacks/tlog/tlog-read ./read && \
		touch $(CURDIR)/var/stacks/tlog/.ready || \
		echo "missing: verifiers of C2SP proofs and logs, which Go (1.25 or later) builds; its tests fail where CI is set" >&2

var/stacks/litewitness/.ready: tests/security/stacks/litewitness/go.mod tests/security/stacks/litewitness/go.sum
	@echo "building what tests/security/stacks/litewitness names, with the modules of its go.sum, into var/stacks/litewitness …"
	@mkdir -p var/stacks/litewitness && cd tests/security/stacks/litewitness && \
		PATH="$$PATH:/usr/local/go/bin" GOTOOLCHAIN=local GOFLAGS="-mod=readonly -buildvcs=false" go build -trimpath \
		-o $(CURDIR)/var/stacks/litewitness/ filippo.io/torchwood/cmd/litewitness filippo.io/torchwood/cmd/witnessctl && \
		touch $(CURDIR)/var/stacks/litewitness/.ready || \
		echo "missing: litewitness, which Go (1.26 or later) builds; its test fails where CI is set" >&2

collector: var/otelcol/.ready ## build an OpenTelemetry Collector, some minutes; the test of `hub traces` that needs it is skipped without

var/otelcol/.ready: tests/services/otelcol/main.go tests/services/otelcol/go.mod tests/services/otelcol/go.sum
	@echo "building tests/services/otelcol, with the modules that its go.sum names, into var/otelcol …"
	@mkdir -p var/otelcol && cd tests/services/otelcol && \
		PATH="$$PATH:/usr/local/go/bin" GOTOOLCHAIN=local GOFLAGS="-mod=readonly -buildvcs=false" CGO_ENABLED=0 go build -trimpath \
		-o $(CURDIR)/var/otelcol/otelcol . && touch $(CURDIR)/var/otelcol/.ready

coverage: $(READY) servers stacks devices browser ## measure lines and branches of hub/ that tests reach; fails below the floor in pyproject.toml
	@rm -rf var/coverage
	@$(BIN)/coverage run -m pytest --numprocesses 2 --dist worksteal tests/unit tests/contract tests/integration tests/security
	@$(BIN)/coverage combine --quiet && $(BIN)/coverage report

mutants: $(READY) var/mutants-tools/.ready ## change one thing at a time in critical modules (ROOMS="lifecycle claims" for some); tests must fail
	@$(BIN)/python tests/mutants/mutate.py $(ROOMS)

var/mutants-tools/.ready: tests/mutants/requirements.lock # in an environment of its own: it shares no version with the hub
	@rm -rf var/mutants-tools && $(PYTHON) -m venv var/mutants-tools
	@var/mutants-tools/bin/pip install --quiet --require-hashes -r tests/mutants/requirements.lock && touch $@

edits: $(READY) ## make every small edit of the packaged catalogue; each must be a fault, or change what the hub does (HOW_MANY=500 for some); a run that was stopped goes on
	@for shard in 0 1; do $(BIN)/python tests/catalogue_run.py var/edits $$shard 2 $(or $(HOW_MANY),0) & all="$$all $$!"; done; \
	for one in $$all; do wait $$one || wrong=1; done; $(BIN)/python tests/catalogue_run.py var/edits; exit $${wrong:-0}

corpus: $(READY) stacks ## write the hostile files of tests/security again, with new keys
	@PYTHONPATH=tests:tests/security $(BIN)/python -m corpus_maker tests/security/corpus
	@PYTHONPATH=tests:tests/security $(BIN)/python -m corpus_maker.jws tests/security/signers/corpus

fuzz: $(READY) ## try changed inputs, guided by coverage, for MINUTES=5; what fails is kept in tests/fuzz/found
	@$(BIN)/pip install --quiet --require-hashes -r tests/fuzz/requirements.lock
	@PYTHONPATH=tests $(BIN)/python -m fuzz $$(( $(or $(MINUTES),5) * 60 ))

check: static ## format, lint, types, layers, and the fast tests; without a server, its tests are skipped
	@$(BIN)/python -m pytest --numprocesses 2 --dist worksteal -m "not slow"

static: $(READY) ## format, lint, types and layers: no test runs
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

hooks: $(READY) ## check format, lint, types and layers before each commit (.pre-commit-config.yaml)
	@$(BIN)/pre-commit install

format: $(READY) ## write the code in the project's format, and correct what lint can correct
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --fix --quiet .

docs: $(READY) ## write the generated pages again: some of docs/*.md, docs/schemas, docs/asyncapi.yaml, xsd/codes.xsd
	@$(BIN)/python docs/generate.py docs xsd

site: docs var/site-tools/.ready ## build the documents as a site, into var/site
	@NO_MKDOCS_2_WARNING=1 var/site-tools/bin/mkdocs build --strict --quiet --site-dir var/site && echo var/site/index.html

var/site-tools/.ready: docs/requirements.lock # in an environment of its own: it shares no version with the hub
	@tests/install-debian.sh python$(basename $(VERSION))-venv "$$($(PYTHON) -c 'import ensurepip; print(ensurepip.__file__)' 2>/dev/null)"
	@echo "installing what docs/requirements.lock names into var/site-tools …"
	@rm -rf var/site-tools && $(PYTHON) -m venv var/site-tools
	@var/site-tools/bin/pip install --quiet --require-hashes -r docs/requirements.lock && touch $@ || \
		echo "missing: mkdocs, which pip could not get; the site's tests fail where CI is set" >&2

wheel: $(READY) ## build the wheel, with routes and schemas, into dist/
	@$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

lock: var/lock-tools/bin/pip-compile ## write the lock files again from pyproject.toml and docs/requirements.in, with hashes
	@$(LOCK) --extra simulate --extra pkcs11 --extra archive --extra metrics --extra window --extra otel --extra dev --output-file requirements.lock pyproject.toml
	@$(LOCK) --constraint requirements.lock --output-file tests/services/requirements.lock tests/services/requirements.in
	@$(LOCK) --output-file docs/requirements.lock docs/requirements.in
	@$(LOCK) --output-file tests/mutants/requirements.lock tests/mutants/requirements.in

var/lock-tools/bin/pip-compile: # in an environment of its own: a new build tool is locked before it is installed
	@$(PYTHON) -m venv var/lock-tools && var/lock-tools/bin/pip install --quiet pip-tools

clean: ## remove .venv and var, with all homes in var
	@rm -rf $(VENV) var

$(READY): requirements.lock pyproject.toml
	@[ -n "$(VERSION)" ] || { echo "missing: $(PYTHON). Name a Python from 3.11 to 3.13: make PYTHON=python3.12 …" >&2; exit 1; }
	@tests/install-debian.sh python$(basename $(VERSION))-venv "$$($(PYTHON) -c 'import ensurepip; print(ensurepip.__file__)' 2>/dev/null)"
	@echo "installing what requirements.lock names into $(VENV), for Python $(VERSION) …"
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
