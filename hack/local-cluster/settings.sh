# shellcheck shell=bash disable=SC2034
# Names, addresses and ports of the clusters that run on this machine as processes. The ports are none that another
# Kubernetes uses; port() in control-plane.sh says which is which.

use_whole_cluster() {
  CLUSTER=$SUBPIPE_CACHE/clusters/local
  NODE=subpipe
  # One for each cluster: all processes in it are ended with the cluster.
  CGROUP=subpipe-$(cksum <<<"$CLUSTER" | cut -d ' ' -f 1)
  NET=${SUBPIPE_NET:-10.203}
  POD_NET=$NET.0.0/24
  SERVICE_NET=$NET.1.0/24
  SERVICE_ADDRESS=$NET.1.1
  ADDRESS=$NET.2.1
  PORT=${SUBPIPE_PORT_BASE:-26400}
}

use_control_plane() {
  CLUSTER=$SUBPIPE_CACHE/clusters/control-plane
  NODE=none
  NET=${SUBPIPE_NET:-10.203}
  SERVICE_NET=$NET.1.0/24
  SERVICE_ADDRESS=$NET.1.1
  ADDRESS=127.0.0.1
  PORT=$((${SUBPIPE_PORT_BASE:-26400} + 100))
}
