#!/usr/bin/env bash
# Measures wait-for-pipeline beside `kubectl wait` and the polling loops of old (docs/benchmarks.md), on the API server
# of SUBPIPE_BENCH_KUBECONFIG, else on a control plane that is started for it and taken down again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"

control_plane() { CONTROL_PLANE_ONLY=1 PROVIDER=local hack/cluster.sh "$@"; }

if [ -z "${SUBPIPE_BENCH_KUBECONFIG:-}" ]; then
  # Somebody else may be using the one that is up already.
  if ! control_plane kubeconfig >/dev/null 2>&1; then
    trap 'control_plane down' EXIT
    control_plane up
  fi
  SUBPIPE_BENCH_KUBECONFIG=$(control_plane kubeconfig)
fi
export SUBPIPE_BENCH_KUBECONFIG
KUBECTL=${KUBECTL:-$(PROVIDER=existing KUBECONFIG=$SUBPIPE_BENCH_KUBECONFIG hack/cluster.sh kubectl)}
export KUBECTL
hack/build.sh >&2

# The programs find their ServiceAccount where every pod has it. Only this process and its children see that folder.
in_pod() {
  local options=(--mount --propagation private)
  [ "$(id -u)" = 0 ] || options+=(--map-root-user)
  # shellcheck disable=SC2016
  unshare "${options[@]}" bash -c '
    mount -t tmpfs tmpfs /run && mkdir -p /var/run/secrets/kubernetes.io/serviceaccount && exec "$@"
  ' bash "$@"
}
in_pod node --disable-warning=ExperimentalWarning hack/bench/main.ts "$@"
