# shellcheck shell=bash
# Sourced by every script that makes or uses one of our clusters.

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
. "$HACK/lib/versions.sh"
. "$HACK/lib/build.sh"
. "$HACK/lib/image.sh"
. "$HACK/lib/tekton.sh"

# Without this kubectl would write to the home folder.
export KUBECACHEDIR=$SUBPIPE_CACHE/kubectl-cache

# A running cluster is shared by all checkouts on the machine: one that wants another version must say so, not replace it.
require_same_versions() {
  [ "$(cat "$CLUSTER/made-of")" = "$MADE_OF" ] ||
    die "the running cluster is made of $(cat "$CLUSTER/made-of"); this checkout wants $MADE_OF" \
      'take it down first (hack/cluster.sh down), and mind that other checkouts may be using it'
}

# load_archives ARCHIVE...: by the provider's own load_image.
load_archives() {
  local archive
  for archive in "$@"; do step "load $(basename "$archive")" load_image "$archive"; done
}
