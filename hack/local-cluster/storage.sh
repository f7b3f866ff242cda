# shellcheck shell=bash
# The default StorageClass `standard`, as kind has one: volumes are folders below $CLUSTER/volumes.

storage_manifest() {
  sed -e "s#rancher/local-path-provisioner:$LOCAL_PATH_VERSION#$LOCAL_PATH_IMAGE#" \
    -e "s#image: busybox\$#image: $SHELL_IMAGE#" \
    -e "s#/opt/local-path-provisioner#$CLUSTER/volumes#" \
    -e '/^kind: StorageClass/,/^provisioner/ s#^  name: local-path$#  name: standard\n  annotations: {storageclass.kubernetes.io/is-default-class: "true"}#' \
    "$LOCAL_PATH_DIR/local-path-storage.yaml"
}

install_storage() {
  storage_manifest | kubectl_admin apply --server-side -f -
  kubectl_admin wait --for=condition=Available --timeout=60s deployment --all -n local-path-storage
}
