#!/usr/bin/env bash
# hack/smoke.sh: checks that the cluster that hack/cluster.sh started can do what subpipe needs: an image that was
# loaded, a PipelineRun of two tasks that share a volume of the default StorageClass, results, logs, the API from a pod.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/lib/clusters.sh"

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"; end_step' EXIT
KUBECTL=("$("$HACK/cluster.sh" kubectl)" --kubeconfig "$("$HACK/cluster.sh" kubeconfig)" -n subpipe-smoke)

make_archive() {
  mkdir "$WORK/stage" "$WORK/tree"
  shell_tree "$WORK/tree"
  image_layer "$WORK/tree" "$WORK/layer.tar"
  image_add "$WORK/stage" subpipe.local/smoke:1 "$WORK/layer.tar" '["/bin/sh"]'
  image_archive "$WORK/stage" "$WORK/smoke.tar"
}

run_ends() { [ -n "$("${KUBECTL[@]}" get pipelinerun smoke -o 'jsonpath={.status.completionTime}')" ]; }

run_pipeline() {
  "${KUBECTL[@]}" delete namespace subpipe-smoke --ignore-not-found
  "${KUBECTL[@]}" apply -f "$HACK/smoke.yaml"
  within 120 run_ends || true
  "${KUBECTL[@]}" get pods,pvc,taskrun,pipelinerun
  "${KUBECTL[@]}" wait --for=condition=Succeeded pipelinerun/smoke --timeout=0
}

read_logs() {
  local line
  for line in 'written by one task' 'read by another' 'the API server answers through its Service'; do
    "${KUBECTL[@]}" logs -l tekton.dev/pipelineRun=smoke,tekton.dev/pipelineTask --all-containers --tail=-1 | grep -xF "$line"
  done
}

need_busybox
step 'make an image' make_archive
"$HACK/cluster.sh" load "$WORK/smoke.tar"
step 'run a pipeline of two tasks' run_pipeline
step 'read its logs' read_logs
step 'delete its namespace' "${KUBECTL[@]}" delete namespace subpipe-smoke
