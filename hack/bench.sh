#!/usr/bin/env bash
# Measures wait-for-pipeline, `kubectl wait` and the old polling loops (docs/benchmarks.md), on the API server
# of SUBPIPE_BENCH_KUBECONFIG, else on a control plane of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -n "${SUBPIPE_BENCH_KUBECONFIG:-}" ] || exec hack/with-control-plane.sh SUBPIPE_BENCH_KUBECONFIG hack/bench.sh "$@"
export SUBPIPE_BENCH_KUBECONFIG

export PATH="$PWD/node_modules/.bin:$PATH"
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
