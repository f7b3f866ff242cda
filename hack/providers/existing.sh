# shellcheck shell=bash
# A cluster that exists already: the current context of KUBECONFIG or ~/.kube/config. Nothing is installed on it, and
# nothing is removed from it.

provider_kubectl() {
  command -v kubectl || {
    need_kube >/dev/null
    echo "$KUBE_DIR/kubectl"
  }
}

# KUBECONFIG may name several files, but some programs here accept only one path.
provider_kubeconfig() {
  local path=${KUBECONFIG:-$HOME/.kube/config}
  case $path in
    *:*) die "KUBECONFIG names several files: $path" 'name one: kubectl config view --flatten >one; export KUBECONFIG=one' ;;
  esac
  echo "$path"
}

provider_is_up() {
  local config
  config=$(provider_kubeconfig)
  [ -s "$config" ] || die "no kubeconfig at $config" 'export KUBECONFIG=FILE of the cluster to use'
}

on_cluster() { "$(provider_kubectl)" --kubeconfig "$(provider_kubeconfig)" --request-timeout=10s "$@"; }

# Printed before anything else, so that a wrong context is seen in time.
name_cluster() {
  local config context server
  provider_is_up
  config=$(provider_kubeconfig)
  context=$(on_cluster config current-context 2>/dev/null) ||
    die "$config has no current context" 'choose one: kubectl config use-context NAME'
  server=$(on_cluster config view --minify -o 'jsonpath={.clusters[0].cluster.server}')
  say "existing cluster: context $context, server $server (from $config)"
}

provider_up() {
  local answer version
  name_cluster
  answer=$(on_cluster get --raw /readyz 2>&1) || die "the cluster does not answer: $(tail -n 1 <<<"$answer")"
  on_cluster get crd pipelineruns.tekton.dev >/dev/null 2>&1 ||
    die 'Tekton Pipelines is not installed there (no CRD pipelineruns.tekton.dev, or no right to see it)' \
      'install it: https://tekton.dev/docs/installation/pipelines/'
  version=$(on_cluster -n tekton-pipelines get configmap pipelines-info -o 'jsonpath={.data.version}' 2>/dev/null || true)
  say "Tekton ${version:-of unknown version} is there: nothing to do"
}

provider_down() { say 'an existing cluster is not ours to take down: nothing done'; }

provider_status() {
  name_cluster
  on_cluster get nodes,deployments -A
}

provider_load() {
  die 'images cannot be loaded into an existing cluster' \
    'push them to a registry that it can pull from, and set their names where you use them'
}
