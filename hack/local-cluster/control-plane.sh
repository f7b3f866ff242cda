# shellcheck shell=bash
# shellcheck disable=SC2034 # read by the providers
# etcd, kube-apiserver and kube-controller-manager as processes, which both the whole cluster and the control plane alone
# have, and what both answer to hack/cluster.sh. Reads CLUSTER, ADDRESS, PORT (its first port), SERVICE_NET, SERVICE_ADDRESS, NODE.

port() {
  case $1 in
    apiserver) echo $((PORT + 43)) ;;
    etcd) echo $((PORT + 1)) ;;
    etcd-peer) echo $((PORT + 2)) ;;
    controller-manager) echo $((PORT + 3)) ;;
    scheduler) echo $((PORT + 4)) ;;
    kubelet) echo $((PORT + 5)) ;;
    kubelet-health) echo $((PORT + 6)) ;;
    proxy-health) echo $((PORT + 7)) ;;
    proxy-metrics) echo $((PORT + 8)) ;;
    webhook) echo $((PORT + 9)) ;;
    webhook-health) echo $((PORT + 10)) ;;
    webhook-profiling) echo $((PORT + 11)) ;;
  esac
}

CONTROL_PLANE_PORTS=(apiserver etcd etcd-peer controller-manager)

provider_is_up() { is_healthy; }
provider_kubeconfig() { echo "$CLUSTER/kubeconfig"; }
provider_kubectl() { echo "$KUBE_DIR/kubectl"; }

kubectl_admin() { "$KUBE_DIR/kubectl" --kubeconfig "$CLUSTER/kubeconfig" "$@"; }

prepare_control_plane() {
  local name
  make_certificates "$ADDRESS" "$SERVICE_ADDRESS" "$NODE"
  mkdir -p "$CLUSTER/etc"
  for name in controller-manager scheduler proxy kubelet; do
    make_kubeconfig "$name" "https://$ADDRESS:$(port apiserver)" "$CLUSTER/etc/$name.kubeconfig"
  done
  make_kubeconfig admin "https://$ADDRESS:$(port apiserver)" "$CLUSTER/kubeconfig"
}

start_etcd() {
  local pki=$CLUSTER/pki client peer
  client=https://127.0.0.1:$(port etcd) peer=https://127.0.0.1:$(port etcd-peer)
  # Without fsync it is several times faster; after a crash of the machine the cluster is made again, not repaired.
  start etcd "$KUBE_DIR/etcd" --name local --data-dir "$CLUSTER/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "$client" --advertise-client-urls "$client" \
    --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "local=$peer" \
    --cert-file "$pki/etcd.crt" --key-file "$pki/etcd.key" --client-cert-auth --trusted-ca-file "$pki/ca.crt" \
    --peer-cert-file "$pki/etcd.crt" --peer-key-file "$pki/etcd.key" --peer-client-cert-auth --peer-trusted-ca-file "$pki/ca.crt"
}

# start_apiserver ENDPOINT_RECONCILER
start_apiserver() {
  local pki=$CLUSTER/pki
  # Node names do not resolve here: the kubelet, for logs and exec, is reached by its address.
  start apiserver "$KUBE_DIR/kube-apiserver" --bind-address "$ADDRESS" --advertise-address "$ADDRESS" \
    --secure-port "$(port apiserver)" --cert-dir "$pki" \
    --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" --client-ca-file "$pki/ca.crt" \
    --etcd-servers "https://127.0.0.1:$(port etcd)" --etcd-cafile "$pki/ca.crt" \
    --etcd-certfile "$pki/apiserver-client.crt" --etcd-keyfile "$pki/apiserver-client.key" \
    --kubelet-client-certificate "$pki/apiserver-client.crt" --kubelet-client-key "$pki/apiserver-client.key" \
    --kubelet-certificate-authority "$pki/ca.crt" --kubelet-preferred-address-types InternalIP \
    --service-account-issuer https://kubernetes.default.svc.cluster.local \
    --service-account-key-file "$pki/service-account.key" --service-account-signing-key-file "$pki/service-account.key" \
    --service-cluster-ip-range "$SERVICE_NET" --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
    --allow-privileged --endpoint-reconciler-type "$1"
}

start_controller_manager() {
  local pki=$CLUSTER/pki config=$CLUSTER/etc/controller-manager.kubeconfig
  start controller-manager "$KUBE_DIR/kube-controller-manager" --kubeconfig "$config" \
    --authentication-kubeconfig "$config" --authorization-kubeconfig "$config" \
    --bind-address 127.0.0.1 --secure-port "$(port controller-manager)" --cert-dir "$pki" --leader-elect=false \
    --use-service-account-credentials --service-account-private-key-file "$pki/service-account.key" \
    --root-ca-file "$pki/ca.crt" --cluster-signing-cert-file "$pki/ca.crt" --cluster-signing-key-file "$pki/ca.key"
}

healthy_port() { curl -sfk -m 2 "https://127.0.0.1:$(port "$1")/healthz"; }

# A server answers before its own post-start work (RBAC roles, the default service) is done; /readyz waits for it.
apiserver_ready() { kubectl_admin get --raw /readyz; }
