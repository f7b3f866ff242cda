#!/usr/bin/env bash
# hack/tekton-source.sh current | v1beta1-examples
# Prints the folder of Tekton's source: of the version that our clusters run, or of the last one whose examples were
# still written for v1beta1. Go fetches it once, and keeps it in its module cache.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/lib/clusters.sh"

require_go
case ${1:-} in
  current) go_module_dir "$TEKTON_MODULE" "$TEKTON_VERSION" ;;
  v1beta1-examples) go_module_dir "$TEKTON_MODULE" "$TEKTON_EXAMPLES_VERSION" ;;
  *)
    sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
