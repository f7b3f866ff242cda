#!/usr/bin/env bash
# Runs the contract suite against the fake and against a real API server: that of SUBPIPE_CONTRACT_KUBECONFIG, else a
# control plane that is started for it and taken down again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"

control_plane() { CONTROL_PLANE_ONLY=1 PROVIDER=local hack/cluster.sh "$@"; }

if [ -z "${SUBPIPE_CONTRACT_KUBECONFIG:-}" ]; then
  # Somebody else may be using the one that is up already.
  if ! control_plane kubeconfig >/dev/null 2>&1; then
    trap 'control_plane down' EXIT
    control_plane up
  fi
  SUBPIPE_CONTRACT_KUBECONFIG=$(control_plane kubeconfig)
  export SUBPIPE_CONTRACT_KUBECONFIG
fi
npm test --silent -- --selectProjects contract "$@"
