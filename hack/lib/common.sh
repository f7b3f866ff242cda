# shellcheck shell=bash
# What every script here starts from. Expects HACK, the folder of the scripts.

SUBPIPE_CACHE=${SUBPIPE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/subpipe}
# kubectl would write below the home folder.
export KUBECACHEDIR=$SUBPIPE_CACHE/kubectl-cache

# What is running belongs to every checkout of the machine: one that wants another version must say so, not replace it.
require_same_versions() {
  [ "$(cat "$CLUSTER/made-of")" = "$MADE_OF" ] ||
    die "the running cluster is made of $(cat "$CLUSTER/made-of"); this checkout wants $MADE_OF" \
      'take it down first (hack/cluster.sh down), and mind that other checkouts may be using it'
}

. "$HACK/lib/log.sh"
. "$HACK/lib/versions.sh"
. "$HACK/lib/build.sh"
. "$HACK/lib/image.sh"
. "$HACK/lib/tekton.sh"
