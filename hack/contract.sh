#!/usr/bin/env bash
# Runs the contract suite against the fake and against a real API server: that of SUBPIPE_CONTRACT_KUBECONFIG, else a
# control plane of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -n "${SUBPIPE_CONTRACT_KUBECONFIG:-}" ] ||
  exec hack/with-control-plane.sh SUBPIPE_CONTRACT_KUBECONFIG hack/contract.sh "$@"
export SUBPIPE_CONTRACT_KUBECONFIG

PATH="$PWD/node_modules/.bin:$PATH" npm test --silent -- --selectProjects contract "$@"
