#!/usr/bin/env bash
# Builds the three images as docker archives in .out/images/, and loads them into the cluster unless NO_LOAD=1.
#   BASE=IMAGE   base of the two program images; BASE=local: a base made from distribution packages, no registry
#   KUBECTL=FILE the kubectl of the sample tools (default: the cluster's, else the one on PATH)
set -euo pipefail
shopt -s inherit_errexit # a failure inside $(...) must not go on with half a base
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
. hack/lib/common.sh
# shellcheck disable=SC2034 # used by the files read below
store=$SUBPIPE_CACHE/images
. hack/images/engine.sh
. hack/images/base.sh

version=$(node -p 'require("./package.json").version')
out=.out/images
mkdir -p "$out"
rm -f "$out"/unreachable-* # one try a run: the registry may be back

find_kubectl() {
  local found=${KUBECTL:-}
  [ -n "$found" ] || found=$(hack/cluster.sh kubectl 2>/dev/null) || found=$(command -v kubectl) ||
    die 'the sample tools need a kubectl, and there is none' 'start a cluster (hack/cluster.sh up) or set KUBECTL to a Linux kubectl'
  [ "$(head -c 4 "$found" 2>/dev/null | tail -c 3)" = ELF ] ||
    die "$found is not a Linux program, and the sample tools need a Linux kubectl" 'set KUBECTL to one'
  readlink -f "$found"
}

# A hash of all that decides what is in the image: the copied files, and the given words.
inputs() { # FOLDER WORD...
  local folder=$1
  shift
  { tar -C "$folder" --sort=name --numeric-owner --mtime=@0 -cf - . && echo "$*"; } | sha256sum
}

image() { # NAME DOCKERFILE CONTEXT COPIED_FOLDER BASE LOCAL_KIND
  local name=$1 dockerfile=$2 context=$3 copied=$4 wanted=$5 local_kind=$6
  local tar=$out/$name.tar started=$SECONDS now base
  now=$(inputs "$copied" "$wanted" "$version" "$engine" "$(sha256sum <"$dockerfile")" "$(local_base_inputs "$local_kind")")
  if [ -f "$tar" ] && [ "$(cat "$tar.inputs" 2>/dev/null)" = "$now" ]; then
    say "subpipe/$name:$version is unchanged"
    return
  fi
  base=$(usable_base "$wanted" "$local_kind")
  engine_build "$dockerfile" "$context" "$name" "$base" "subpipe/$name:$version" "$tar"
  engine_prune "$name"
  echo "$now" >"$tar.inputs"
  say "subpipe/$name:$version on $base: $(du -h "$tar" | cut -f1) in $((SECONDS - started)) s"
}

hack/build.sh >&2
choose_engine

tools=$out/sample-tools.context
mkdir -p "$tools"
kubectl=$(find_kubectl)
cmp -s "$kubectl" "$tools/kubectl" || install -m 755 "$kubectl" "$tools/kubectl"

node_base=${BASE:-gcr.io/distroless/nodejs24-debian13:nonroot}
tools_base=debian:12-slim
[ "$node_base" != local ] || tools_base=local
image subpipe Dockerfile . dist/image/subpipe "$node_base" node
image wait-for-pipeline Dockerfile . dist/image/wait-for-pipeline "$node_base" node
image sample-tools sample/Dockerfile "$tools" "$tools" "$tools_base" tools

if [ "${NO_LOAD:-}" != 1 ]; then
  hack/cluster.sh load "$out"/{subpipe,wait-for-pipeline,sample-tools}.tar
fi
