#!/usr/bin/env bash
# The end-to-end tests on a cluster with Tekton, then the contract suite on a real API server; arguments go to jest.
# PROVIDER as in docs/clusters.md. What is left of each tree is in .out/e2e/. Ends with `N passed, N failed` over both.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# With an existing cluster, its API server is used and none is started.
[ "${PROVIDER:-}" = existing ] || [ -n "${SUBPIPE_CONTRACT_KUBECONFIG:-}" ] ||
  exec hack/with-control-plane.sh SUBPIPE_CONTRACT_KUBECONFIG hack/e2e.sh "$@"
. hack/lib/common.sh
. hack/lib/tally.sh
export PATH="$PWD/node_modules/.bin:$PATH"

hack/install.sh
KUBECONFIG=$(hack/cluster.sh kubeconfig)
KUBECTL=$(hack/cluster.sh kubectl)
export KUBECONFIG KUBECTL
export SUBPIPE_CONTRACT_KUBECONFIG=${SUBPIPE_CONTRACT_KUBECONFIG:-$KUBECONFIG}
# The cluster that the export test exports from; it runs the export on the other one.
export SUBPIPE_EXPORT_KUBECONFIG=$SUBPIPE_CONTRACT_KUBECONFIG

title 'end-to-end tests'
rm -rf .out/e2e
tally tests .out/e2e/jest.log npm test --silent -- --selectProjects e2e --runInBand "$@"

title 'contract'
tally tests .out/e2e/contract.log hack/contract.sh

close_tally
