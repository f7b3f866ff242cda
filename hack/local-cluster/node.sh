# shellcheck shell=bash
# What makes this machine the cluster's one node: containerd, kubelet, kube-proxy. Reads what control-plane.sh reads,
# and POD_NET, CGROUP.

NODE_PORTS=(scheduler kubelet kubelet-health proxy-health proxy-metrics)
# shellcheck disable=SC2034 # read by name, in render
CNI_BIN=/usr/lib/cni

node_ctr() { ctr --address "$CLUSTER/containerd.sock" --namespace k8s.io "$@"; }

# render FILE OUT
render() {
  local name
  local -a values=()
  for name in CLUSTER ADDRESS NODE POD_NET CGROUP PAUSE_IMAGE CNI_BIN; do values+=(-e "s#@$name@#${!name}#g"); done
  for name in "${NODE_PORTS[@]}"; do values+=(-e "s#@PORT_$name@#$(port "$name")#g"); done
  mkdir -p "${2%/*}"
  sed "${values[@]}" "$HACK/local-cluster/node/$1" >"$2"
}

start_containerd() {
  render containerd.toml "$CLUSTER/etc/containerd.toml"
  render cni.conflist "$CLUSTER/etc/cni/10-subpipe.conflist"
  start containerd containerd --config "$CLUSTER/etc/containerd.toml"
}

load_image() { node_ctr images import --all-platforms "$1"; }

start_kubelet() {
  render kubelet.yaml "$CLUSTER/etc/kubelet.yaml"
  start kubelet "$KUBE_DIR/kubelet" --config "$CLUSTER/etc/kubelet.yaml" --kubeconfig "$CLUSTER/etc/kubelet.kubeconfig" \
    --root-dir "$CLUSTER/kubelet" --cert-dir "$CLUSTER/pki" --hostname-override "$NODE" --node-ip "$ADDRESS"
}

start_proxy() {
  render kube-proxy.yaml "$CLUSTER/etc/kube-proxy.yaml"
  start proxy "$KUBE_DIR/kube-proxy" --config "$CLUSTER/etc/kube-proxy.yaml"
}

start_scheduler() {
  local config=$CLUSTER/etc/scheduler.kubeconfig
  start scheduler "$KUBE_DIR/kube-scheduler" --kubeconfig "$config" --authentication-kubeconfig "$config" \
    --authorization-kubeconfig "$config" --bind-address 127.0.0.1 --secure-port "$(port scheduler)" \
    --cert-dir "$CLUSTER/pki" --leader-elect=false
}

node_ready() { kubectl_admin wait --for=condition=Ready "node/$NODE" --timeout=1s; }
