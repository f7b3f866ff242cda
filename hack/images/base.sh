# shellcheck shell=bash disable=SC2154 # $store, $out and $engine are set by the script that reads this
# Base images: those of a registry where it answers, else trees made from distribution packages.

declare -A packages=(
  # Node brings its own root certificates, and a pod gets its cluster's: no ca-certificates.
  [node]="libc6,libstdc++6"
  [tools]="libc6,bash,coreutils,grep,sed,mawk"
)

usable_base() { # IMAGE LOCAL_KIND -> name of an image that the engine has
  if [ "$1" != local ] && [ ! -e "$out/unreachable-$2" ]; then
    if engine_has "$1"; then echo "$1" && return; fi
    if registry_answers "$1" && engine_pull "$1"; then echo "$1" && return; fi
    say "base image $1 cannot be pulled: using one made from distribution packages"
    : >"$out/unreachable-$2"
  fi
  local_base "$2"
}

# A pull can hang for minutes where packets are dropped, so first it is checked that the registry answers.
registry_answers() { # IMAGE
  local host=registry-1.docker.io
  case ${1%%/*} in *.*) host=${1%%/*} ;; esac
  NODE_USE_ENV_PROXY=1 node -e 'await fetch(process.argv[1], {signal: AbortSignal.timeout(4000)})' "https://$host/v2/" 2>/dev/null
}

local_base_inputs() { # LOCAL_KIND
  echo "$1 ${packages[$1]} $(node_release) $(sha256sum <hack/images/base.sh)"
}

node_release() { node -p 'process.version + "-" + process.arch'; }

local_base() { # LOCAL_KIND -> image name
  local kind=$1 id tar image
  id=$(local_base_inputs "$kind" | sha256sum | cut -c1-12)
  tar=$store/base-$kind-$id.tar
  image=localhost/subpipe-base-$kind:$id
  if ! engine_has "$image"; then
    [ -f "$tar" ] || make_tree "$kind" "$tar"
    engine_import "$tar" "$image"
  fi
  echo "$image"
}

make_tree() { # LOCAL_KIND OUT.tar
  local tree suite
  command -v mmdebstrap >/dev/null || install_packages mmdebstrap
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  mkdir -p "$store"
  tree=$(mktemp -d "$store/tree.XXXXXX")
  mmdebstrap --quiet --variant=extract --include="${packages[$1]}" "$suite" "$tree/root.tar" >&2
  mkdir "$tree/root"
  tar -C "$tree/root" -xf "$tree/root.tar" --exclude='./dev/*' --exclude='./etc/apt' --exclude='./etc/hostname' \
    --exclude='./etc/resolv.conf' --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' \
    --exclude='./usr/share/locale/*' --exclude='./var/lib/apt' --exclude='./var/lib/dpkg'
  finish_tree "$tree/root" "$1"
  tar -C "$tree/root" --sort=name --numeric-owner --owner=0 --group=0 --mtime=@0 -cf "$2.part" .
  mv "$2.part" "$2"
  rm -rf "$tree"
}

finish_tree() { # ROOT LOCAL_KIND
  mkdir -p "$1/etc" "$1/tmp" "$1/home/nonroot"
  chmod 1777 "$1/tmp"
  printf '%s\n' root:x:0:0:root:/root:/sbin/nologin nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin >"$1/etc/passwd"
  printf '%s\n' root:x:0: nonroot:x:65532: >"$1/etc/group"
  case $2 in
    node)
      mkdir -p "$1/nodejs/bin"
      install -m 755 node_modules/node/bin/node "$1/nodejs/bin/node"
      ! command -v strip >/dev/null || strip "$1/nodejs/bin/node"
      ;;
    tools)
      [ -e "$1/bin/sh" ] || ln -s bash "$1/bin/sh"
      ln -sf mawk "$1/usr/bin/awk" # update-alternatives does not run in an extracted tree
      ;;
  esac
}
