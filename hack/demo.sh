#!/usr/bin/env bash
# From a fresh clone to a finished run of the sample: dependencies, cluster, images, bootstrap run, live view, table.
# Ends with the exit code of the run. PROVIDER as in docs/clusters.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. hack/lib/common.sh

hack/install.sh
KUBECONFIG=$(hack/cluster.sh kubeconfig)
kubectl=$(hack/cluster.sh kubectl)
export KUBECONFIG

title 'the sample: main, and the pipelines that it calls'
"$kubectl" create configmap subpipe-payloads --namespace=subpipe --from-file=sample/payloads \
  --dry-run=client --output=yaml | "$kubectl" apply -f -

run=$("$kubectl" create -f tekton/bootstrap-run.yaml --output=name)
say "$run"
npx subpipe watch "${run##*/}" --namespace=subpipe
