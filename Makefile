# Every target can be run from a fresh clone: `make help` lists them.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help deps build images cluster cluster-down demo kind-demo test contract e2e bench verify format clean

# Node 24 comes with the npm package `node`: whatever Node the machine has only starts npm.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

node_modules/.installed: package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

deps: node_modules/.installed ## Install the npm packages of the lock file

build: deps ## Bundle both programs into dist/; then `npx subpipe` and `npx wait-for-pipeline` run
	@npm run --silent build

images: build ## Build the images and load them into the cluster (PROVIDER, BASE, NO_LOAD: docs/clusters.md)
	@hack/images.sh

cluster: ## Bring up a Kubernetes cluster with Tekton (PROVIDER=local|kind|existing, CONTROL_PLANE_ONLY=1)
	@hack/cluster.sh up

cluster-down: ## Take that cluster down; nothing but the build cache stays
	@hack/cluster.sh down

demo: ## From a fresh clone to a finished run of the sample, on kind where docker runs, else on a local cluster
	@hack/demo.sh

kind-demo: ## The same on kind (KIND_NODE_IMAGE names another node image)
	@PROVIDER=kind hack/demo.sh

test: deps ## The fast tests; they need no cluster
	@npm test --silent -- --selectProjects fast

contract: deps ## The contract suite on a real API server: a control plane that starts in seconds
	@hack/contract.sh

e2e: ## The sample on a real cluster, and the contract suite on a real API server
	@hack/e2e.sh

bench: deps ## Measure the waiter beside `kubectl wait` and the old loop (docs/benchmarks.md; BENCH='--samples 10')
	@hack/bench.sh $(BENCH)

verify: deps ## What CI checks besides the tests: format, lint, types, generated files, shell scripts
	@hack/verify.sh

format: deps ## Format the sources
	@npm run --silent format

clean: ## Delete what was built in this checkout
	rm -rf dist .out
