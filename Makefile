# The contract: these targets are all that people and CI need. `make` without a target lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: help run test check lab bench fuzz sanitize soak mutate drill golden docs package

swift_files := Package.swift Sources Tests

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build a release and watch this machine's Gluster; where there is none, a lab of three nodes with a Caddy
	@scripts/dependencies build
	swift build -c release --product gluster_caddy_exporter
	@scripts/run

test: ## everything: lint, build, unit tests, alerts, dashboards, live tests on a real cluster, a short drill, the package
	@scripts/dependencies build lint test package
	@$(MAKE) --no-print-directory check
	@scripts/instructions
	@scripts/conformance
	@scripts/live-tests
	@scripts/drill brick-killed quorum-lost disk-full directory-replaced caddy-stopped
	@scripts/fuzz 20 1
	@scripts/test-package

check: ## fast: lint, build, unit tests, alerts, dashboards
	@scripts/dependencies build lint
	@scripts/lint
	swift build --build-tests
	@scripts/unit-tests
	@scripts/alerts
	@scripts/dashboards

lab: ## a real three-node cluster with FUSE mounts and a Caddy, until you leave its shell
	@scripts/dependencies test
	@scripts/as-root Tests/Lab/lab run --net host --caddy -- $(SHELL) -i

bench: ## measure, side by side with references in the same run, and how all of it grows: an hour
	@scripts/dependencies build lint test bench
	@scripts/bench
	@scripts/scale

fuzz: ## throw any bytes at everything that reads some from outside, FUZZ_SECONDS for each (600)
	@scripts/dependencies build test
	@scripts/fuzz $${FUZZ_SECONDS:-600}

sanitize: ## address, thread and undefined behaviour sanitizers and leak checks, on unit tests and in the lab
	@scripts/dependencies build test
	@scripts/sanitize

soak: ## faults by chance under a daemon that is scraped and compared with the command line, SOAK_MINUTES (120)
	@scripts/dependencies build lint test
	@scripts/soak $${SOAK_MINUTES:-120}

mutate: ## change each threshold, comparison and duration of the alerts by a notch: a test must fail each time
	@scripts/dependencies lint
	@$$(scripts/venv) alerts/mutate.py

drill: ## make real faults on the lab, under a real Prometheus and Alertmanager: the right alerts fire, and clear
	@scripts/dependencies build lint test
	@scripts/drill

golden: ## record the expositions of all collectors anew; the diff is the review
	UPDATE_GOLDEN=1 swift test --filter CollectorsTests

docs: ## make the manuals, the list of runbooks, and the dashboards from what declares them
	@scripts/dependencies build lint
	swift build --product gluster_caddy_exporter
	.build/debug/gluster_caddy_exporter print-metrics-manual > docs/metrics.md
	.build/debug/gluster_caddy_exporter print-settings-manual > docs/configuration.md
	$$(scripts/venv) alerts/index.py
	$$(scripts/venv) dashboards/generate.py

package: ## the Debian package, in dist/: needs Debian's libraries only, as Swift is linked statically
	@scripts/dependencies build package
	@scripts/package
