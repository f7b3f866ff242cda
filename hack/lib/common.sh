# shellcheck shell=bash
# What every script here starts from: where things are, messages, packages.

HACK=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SUBPIPE_CACHE=${SUBPIPE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/subpipe}

. "$HACK/lib/log.sh"
. "$HACK/lib/packages.sh"
