#!/usr/bin/env bash
# The end-to-end tests on a cluster with Tekton, then the contract suite on a real API server; arguments go to jest.
# PROVIDER as in docs/clusters.md. What each tree left is in .out/e2e/. Ends with `N passed, N failed` over both.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# The API server of an existing cluster takes the place of one of ours.
[ "${PROVIDER:-}" = existing ] || [ -n "${SUBPIPE_CONTRACT_KUBECONFIG:-}" ] ||
  exec hack/with-control-plane.sh SUBPIPE_CONTRACT_KUBECONFIG hack/e2e.sh "$@"
export PATH="$PWD/node_modules/.bin:$PATH"

title() { printf '\n== %s\n' "$*" >&2; }

passed=0 failed=0

# Runs a test command and adds its closing line to the sum; one that says nothing has failed.
count() { # COMMAND...
  local log line status=0
  log=$(mktemp)
  "$@" 2>&1 | tee "$log" || status=$?
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1) || line='0 passed, 1 failed'
  rm -f "$log"
  passed=$((passed + ${line%% passed*}))
  line=${line#*, }
  line=${line% failed}
  [ "$status" -eq 0 ] || [ "$line" -gt 0 ] || line=1
  failed=$((failed + line))
}

hack/install.sh
KUBECONFIG=$(hack/cluster.sh kubeconfig)
KUBECTL=$(hack/cluster.sh kubectl)
export KUBECONFIG KUBECTL
export SUBPIPE_CONTRACT_KUBECONFIG=${SUBPIPE_CONTRACT_KUBECONFIG:-$KUBECONFIG}
# Where the export test takes its export from, to run it on the other.
export SUBPIPE_EXPORT_KUBECONFIG=$SUBPIPE_CONTRACT_KUBECONFIG

title 'end-to-end tests'
rm -rf .out/e2e
count npm test --silent -- --selectProjects e2e --runInBand "$@"

title 'contract'
count hack/contract.sh

printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
