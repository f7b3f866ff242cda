#!/usr/bin/env bash
# hack/cluster.sh up | down | status | kubeconfig | kubectl | load ARCHIVE.tar...
# A Kubernetes cluster with Tekton under one command; docs/clusters.md says what it does and how to set it.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/lib/clusters.sh"

declare -A PROVIDER_FILES=(
  [local]=local-cluster/whole-cluster.sh
  [control-plane]=local-cluster/control-plane-only.sh
  [kind]=providers/kind.sh
  [existing]=providers/existing.sh
)

usage() {
  sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

default_provider() {
  if command -v docker >/dev/null && docker info >/dev/null 2>&1; then echo kind; else echo local; fi
}

# One change at a time, also with several checkouts; a program that is started must not inherit the lock (fd 9).
lock() {
  mkdir -p "$SUBPIPE_CACHE" || die "cannot write to $SUBPIPE_CACHE" 'set SUBPIPE_CACHE to a folder of yours'
  exec 9>"$SUBPIPE_CACHE/lock"
  flock -n 9 || {
    say 'another hack/cluster.sh is at work: waiting for it'
    flock 9
  }
}

require_up() {
  provider_is_up ||
    die "no ${provider/#$PROVIDER/$PROVIDER cluster} is up" "start it: ${CONTROL_PLANE_ONLY:+CONTROL_PLANE_ONLY=1 }PROVIDER=$PROVIDER hack/cluster.sh up"
}

main() {
  local command=${1:-} archive
  [ $# -eq 0 ] || shift
  PROVIDER=${PROVIDER:-$(default_provider)}
  local provider=$PROVIDER
  [ -z "${CONTROL_PLANE_ONLY:-}" ] || provider=control-plane
  [ "$(uname -s)" = Linux ] || [ "$PROVIDER" = existing ] ||
    die "PROVIDER=$PROVIDER works on Linux; this is $(uname -s)" 'use PROVIDER=existing with a cluster that has Tekton'
  case $PROVIDER in
    local | kind | existing) ;;
    *) die "PROVIDER=$PROVIDER is not one of local, kind, existing" ;;
  esac
  # shellcheck source=/dev/null
  . "$HACK/${PROVIDER_FILES[$provider]}"
  case $command in
    up | down)
      lock
      "provider_$command"
      ;;
    status) provider_status ;;
    kubeconfig | kubectl)
      require_up
      "provider_$command"
      ;;
    load)
      [ $# -gt 0 ] || usage
      for archive in "$@"; do
        [ -f "$archive" ] || die "no such archive: $archive" 'load takes docker archives (docker save, buildah push docker-archive:...)'
      done
      require_up
      provider_load "$@"
      ;;
    *) usage ;;
  esac
}
main "$@"
