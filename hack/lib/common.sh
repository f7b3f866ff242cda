# shellcheck shell=bash
# What every script here starts from. Expects HACK, the folder of the scripts.

SUBPIPE_CACHE=${SUBPIPE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/subpipe}
# kubectl would write below the home folder.
export KUBECACHEDIR=$SUBPIPE_CACHE/kubectl-cache

. "$HACK/lib/log.sh"
. "$HACK/lib/versions.sh"
. "$HACK/lib/build.sh"
. "$HACK/lib/image.sh"
. "$HACK/lib/tekton.sh"
