# shellcheck shell=bash
# A kind cluster in the docker engine that DOCKER_HOST or docker's context names. Tekton is installed from the same images
# and configuration as on the local cluster, so nothing but kind's own node image is ever pulled.

NAME=subpipe
CLUSTER=$SUBPIPE_CACHE/clusters/kind
MADE_OF="kind $KIND_VERSION, Tekton $TEKTON_VERSION"

run_kind() { "$(type -P kind || echo "$KIND_DIR/kind")" "$@"; }

need_programs() {
  if ! type -P kind >/dev/null; then need_kind; fi
  if ! command -v kubectl >/dev/null; then need_kube; fi
}

require_docker() {
  command -v docker >/dev/null || die 'docker is not on PATH; PROVIDER=kind needs it' 'or use PROVIDER=local (root on Debian)'
  docker info >/dev/null 2>&1 ||
    die "no docker engine answers (DOCKER_HOST=${DOCKER_HOST:-not set}): $(docker info 2>&1 >/dev/null | tail -n 1)" \
      'start it, or set DOCKER_HOST, or use PROVIDER=local (root on Debian)'
}

kind_exists() { run_kind get clusters 2>/dev/null | grep -x "$NAME" >/dev/null; }

provider_up() {
  require_docker
  need_programs
  if is_healthy; then
    require_same_versions
    say "reusing the kind cluster $NAME ($MADE_OF)"
    return
  fi
  need_images
  ! kind_exists || {
    [ -d "$CLUSTER" ] || die "a kind cluster $NAME is there, and not from here" "delete it: kind delete cluster --name $NAME"
    say "the kind cluster $NAME is there but not healthy: making it anew"
    step "delete the kind cluster $NAME" delete_cluster
  }
  step "create the kind cluster $NAME" create_cluster
  step 'load the images' load_image "$IMAGES_DIR/images.tar"
  step "install Tekton $TEKTON_VERSION" install_tekton
  echo "$MADE_OF" >"$CLUSTER/made-of"
  say "the kind cluster $NAME is up; export KUBECONFIG=$CLUSTER/kubeconfig"
}

create_cluster() {
  mkdir -p "$CLUSTER"
  run_kind create cluster --name "$NAME" --kubeconfig "$CLUSTER/kubeconfig" --wait 180s \
    ${KIND_NODE_IMAGE:+--image "$KIND_NODE_IMAGE"}
}

is_healthy() {
  [ -f "$CLUSTER/made-of" ] && kind_exists &&
    within 20 "$(provider_kubectl)" --kubeconfig "$CLUSTER/kubeconfig" --request-timeout=5s get --raw /readyz
}

delete_cluster() {
  run_kind delete cluster --name "$NAME" --kubeconfig "$CLUSTER/kubeconfig"
  rm -rf "$CLUSTER"
}

provider_down() {
  require_docker
  need_programs
  if kind_exists; then
    step "delete the kind cluster $NAME" delete_cluster
  else
    say "there is no kind cluster $NAME: nothing to do"
  fi
}

provider_status() {
  require_docker
  is_healthy || {
    echo "the kind cluster $NAME is not up"
    return 1
  }
  cat "$CLUSTER/made-of"
  "$(provider_kubectl)" --kubeconfig "$CLUSTER/kubeconfig" get nodes,deployments -A
}

provider_is_up() { is_healthy; }
provider_kubeconfig() { echo "$CLUSTER/kubeconfig"; }
provider_kubectl() { command -v kubectl || echo "$KUBE_DIR/kubectl"; }

load_image() { run_kind load image-archive "$1" --name "$NAME"; }

provider_load() { load_archives "$@"; }
