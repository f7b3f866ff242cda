#!/usr/bin/env bash
# hack/with-control-plane.sh VARIABLE COMMAND...
# Runs a command with the kubeconfig of a control plane in VARIABLE: that of the one that is up, else of one that is
# started for the command and taken down after it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

control_plane() { CONTROL_PLANE_ONLY=1 PROVIDER=local hack/cluster.sh "$@"; }

variable=$1
shift
# One that was up already may be in use, so it is not taken down.
if ! control_plane kubeconfig >/dev/null 2>&1; then
  trap 'control_plane down' EXIT
  control_plane up
fi
declare -x "$variable=$(control_plane kubeconfig)"
"$@"
