# shellcheck shell=bash
# A one-node cluster made of processes on this machine: no container engine, no registry, no binary downloads.
. "$HACK/local-cluster/process.sh"
. "$HACK/local-cluster/packages.sh"
. "$HACK/local-cluster/certs.sh"
. "$HACK/local-cluster/settings.sh"
. "$HACK/local-cluster/control-plane.sh"
. "$HACK/local-cluster/node.sh"
. "$HACK/local-cluster/network.sh"
. "$HACK/local-cluster/machine.sh"
. "$HACK/local-cluster/storage.sh"
use_whole_cluster

PROCESSES=(kubelet proxy containerd scheduler controller-manager apiserver etcd)
MADE_OF="Kubernetes $KUBERNETES_VERSION, Tekton $TEKTON_VERSION"

provider_up() {
  if is_healthy; then
    require_same_versions
    say "reusing the local cluster ($MADE_OF)"
    return
  fi
  need_packages
  require_root 'start a cluster on this machine'
  need_kube
  need_images
  [ ! -e "$CLUSTER" ] || {
    say 'the local cluster is there but not healthy (a crash, or a reboot): making it anew'
    take_down
  }
  refuse_taken_ports "${CONTROL_PLANE_PORTS[@]}" "${NODE_PORTS[@]}"
  refuse_network
  mkdir -p "$CLUSTER"
  step 'make certificates' prepare_control_plane
  step 'make the network' make_node_place
  step 'start the control plane' bring_up_control_plane
  step 'start the node' bring_up_node
  step 'load the images' load_image "$IMAGES_DIR/images.tar"
  step 'install the storage provisioner' install_storage
  step "install Tekton $TEKTON_VERSION" install_tekton
  echo "$MADE_OF" >"$CLUSTER/made-of"
  say "the local cluster is up; export KUBECONFIG=$CLUSTER/kubeconfig"
}

make_node_place() {
  make_network
  prepare_machine
}

bring_up_control_plane() {
  start_containerd
  start_etcd
  start_apiserver lease
  # The others exit if they start before the API server has written the objects that let them in.
  wait_ready 60 apiserver apiserver_ready
  start_controller_manager
  start_scheduler
  wait_ready 30 controller-manager healthy_port controller-manager
  wait_ready 30 scheduler healthy_port scheduler
}

bring_up_node() {
  wait_ready 30 containerd node_ctr version
  start_kubelet
  start_proxy
  wait_ready 60 kubelet node_ready
}

is_healthy() {
  # A busy machine answers late, which is no reason to delete a cluster.
  [ -f "$CLUSTER/made-of" ] && all_alive "${PROCESSES[@]}" && within 20 apiserver_ready && within 20 node_ready
}

require_root() {
  [ "$(id -u)" -eq 0 ] || die "only root can $1 (network links, containers)" \
    'run it as root, or use PROVIDER=kind with a docker engine, or PROVIDER=existing' \
    'CONTROL_PLANE_ONLY=1 needs no root'
}

provider_down() {
  [ -e "$CLUSTER" ] || {
    say 'the local cluster is not up: nothing to do'
    return
  }
  require_root 'take the local cluster down'
  step 'take the local cluster down' take_down
}

take_down() {
  # The name of its control group may have been another when it was started: the file has the right one.
  CGROUP=$(sed -n 's#^cgroupRoot: /##p' "$CLUSTER/etc/kubelet.yaml" 2>/dev/null || echo "$CGROUP")
  # The kubelet first: it would start again every container that ends.
  stop kubelet
  end_containers
  stop "${PROCESSES[@]}"
  # Once more, for containers that containerd was just starting.
  end_containers
  unmount_all
  remove_cgroups
  remove_network
  restore_machine
  rm -rf "$CLUSTER"
}

provider_status() {
  show_processes "${PROCESSES[@]}"
  is_healthy || return 1
  echo "$MADE_OF"
  kubectl_admin get nodes,deployments -A
}

provider_load() { load_archives "$@"; }
