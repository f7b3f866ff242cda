#!/usr/bin/env bash
# Brings up a cluster (PROVIDER as in docs/clusters.md) with subpipe on it: images loaded, tekton/ applied.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. hack/lib/common.sh

title 'npm packages and programs'
make --no-print-directory build

title "cluster${PROVIDER:+ ($PROVIDER)}"
hack/cluster.sh up
KUBECONFIG=$(hack/cluster.sh kubeconfig)
export KUBECONFIG

title 'images'
if [ "${PROVIDER:-}" = existing ]; then
  say 'an existing cluster pulls its own: push those of "make images NO_LOAD=1" to where it can'
else
  hack/images.sh
fi

title 'subpipe on the cluster'
"$(hack/cluster.sh kubectl)" apply -f tekton/
