# shellcheck shell=bash
# A CA of the cluster's own, and one key and certificate for each party, in $CLUSTER/pki.

# certificate NAME SUBJECT [SUBJECT_ALT_NAMES]
certificate() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -out "$1.crt" \
    -extfile <(printf 'extendedKeyUsage=clientAuth,serverAuth\n%s' "${3:+subjectAltName=$3}") 2>/dev/null
  rm "$1.csr"
}

# make_certificates ADDRESS SERVICE_ADDRESS NODE: the groups are those that Kubernetes' own RBAC bindings name.
make_certificates() {
  mkdir -p "$CLUSTER/pki"
  cd "$CLUSTER/pki" || return
  umask 077
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=subpipe-ca \
    -keyout ca.key -out ca.crt 2>/dev/null
  openssl genrsa -out service-account.key 2048 2>/dev/null
  certificate etcd /CN=etcd IP:127.0.0.1
  certificate apiserver /CN=kube-apiserver \
    "IP:$1,IP:$2,IP:127.0.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
  certificate apiserver-client /O=system:masters/CN=kube-apiserver-client
  certificate admin /O=system:masters/CN=admin
  certificate controller-manager /CN=system:kube-controller-manager
  certificate scheduler /CN=system:kube-scheduler
  certificate proxy /CN=system:kube-proxy
  certificate kubelet "/O=system:nodes/CN=system:node:$3" "IP:$1,DNS:$3"
}

# make_kubeconfig NAME SERVER OUT: the file holds its certificates, so that it can be copied anywhere.
make_kubeconfig() {
  local pki=$CLUSTER/pki
  (umask 077 && cat >"$3") <<YAML
apiVersion: v1
kind: Config
current-context: subpipe
clusters:
- name: subpipe
  cluster: {server: "$2", certificate-authority-data: $(base64 -w 0 "$pki/ca.crt")}
users:
- name: $1
  user: {client-certificate-data: $(base64 -w 0 "$pki/$1.crt"), client-key-data: $(base64 -w 0 "$pki/$1.key")}
contexts:
- name: subpipe
  context: {cluster: subpipe, user: $1}
YAML
}
