# shellcheck shell=bash disable=SC2154 # $store and $engine are set by the script that reads this
# One interface over docker and buildah: engine_has, engine_pull, engine_import, engine_build, engine_prune.

choose_engine() {
  if timeout 5 docker info >/dev/null 2>&1; then
    engine=docker
  else
    engine=buildah
    command -v buildah >/dev/null || {
      say 'no docker engine answers: the images are built with buildah'
      install_packages buildah
    }
  fi
}

# vfs and chroot need no kernel feature, so this also works inside a container.
bud() { # SUBCOMMAND ARG...
  local subcommand=$1
  shift
  buildah --root "$store/buildah" --runroot "$store/buildah-run" --storage-driver vfs "$subcommand" "$@"
}

engine_has() { # IMAGE
  case $engine in
    docker) docker image inspect "$1" >/dev/null 2>&1 ;;
    buildah) bud inspect --type image "$1" >/dev/null 2>&1 ;;
  esac
}

engine_pull() { # IMAGE
  case $engine in
    docker) docker pull -q "$1" >/dev/null ;;
    buildah) bud pull -q "$1" >/dev/null ;;
  esac
}

engine_import() { # TREE.tar IMAGE
  local container
  case $engine in
    docker) docker import "$1" "$2" >/dev/null ;;
    buildah)
      container=$(bud from scratch)
      bud add -q "$container" "$1" / >/dev/null
      bud commit -q --rm "$container" "$2" >/dev/null
      ;;
  esac
}

engine_build() { # DOCKERFILE CONTEXT TARGET BASE IMAGE OUT.tar
  local options=(-q -f "$1" --target "$3" --build-arg "BASE=$4" --build-arg "VERSION=${5##*:}" -t "$5")
  rm -f "$6"
  case $engine in
    docker)
      docker build "${options[@]}" "$2" >/dev/null
      docker save -o "$6" "$5"
      ;;
    buildah)
      bud bud --isolation chroot --pull-never "${options[@]}" "$2" >/dev/null
      bud push -q "$5" "docker-archive:$6:docker.io/$5"
      ;;
  esac
}

# Removes the image that the new one has replaced: in docker only ours; the store of buildah has only ours.
engine_prune() { # NAME
  case $engine in
    docker) docker image prune -f --filter "label=org.opencontainers.image.title=$1" >/dev/null ;;
    buildah) bud rmi --prune >/dev/null ;;
  esac
}
