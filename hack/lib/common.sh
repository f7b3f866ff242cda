# shellcheck shell=bash
# Sourced by every script here: where things are, messages, packages.

HACK=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SUBPIPE_CACHE=${SUBPIPE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/subpipe}

. "$HACK/lib/log.sh"
. "$HACK/lib/packages.sh"
