# shellcheck shell=bash
# etcd, kube-apiserver, kube-controller-manager and Tekton's webhook as processes of any user, with Tekton's CRDs: an API
# that defaults, validates, converts and collects garbage like a real one, in seconds. Nothing runs on it: no node.
. "$HACK/local-cluster/process.sh"
. "$HACK/local-cluster/certs.sh"
. "$HACK/local-cluster/settings.sh"
. "$HACK/local-cluster/control-plane.sh"
use_control_plane

PROCESSES=(etcd apiserver controller-manager webhook)
WEBHOOK_PORTS=(webhook webhook-health webhook-profiling)
MADE_OF="Kubernetes $KUBERNETES_VERSION, Tekton's CRDs $TEKTON_VERSION"

provider_up() {
  if is_healthy; then
    require_same_versions
    say "reusing the control plane ($MADE_OF)"
    return
  fi
  require_programs
  need_kube
  need_tekton
  [ ! -e "$CLUSTER" ] || {
    say 'the control plane is there but not healthy (a crash, or a reboot): making it anew'
    take_down
  }
  refuse_taken_ports "${CONTROL_PLANE_PORTS[@]}" "${WEBHOOK_PORTS[@]}"
  mkdir -p "$CLUSTER"
  step 'make certificates' prepare_control_plane
  step 'start the control plane' bring_up
  step "install Tekton's CRDs $TEKTON_VERSION" install_crds
  echo "$MADE_OF" >"$CLUSTER/made-of"
  say "the control plane is up; export KUBECONFIG=$CLUSTER/kubeconfig"
}

require_programs() {
  local program
  local -a missing=()
  for program in openssl curl ss setsid; do command -v "$program" >/dev/null || missing+=("$program"); done
  [ ${#missing[@]} -eq 0 ] || die "not on PATH: ${missing[*]}" 'on Debian: apt-get install openssl curl iproute2 util-linux'
}

bring_up() {
  start_etcd
  # No object may hold a loopback address as its endpoint, and nothing here reads these endpoints.
  start_apiserver none
  wait_ready 60 apiserver apiserver_ready
  start_controller_manager
  wait_ready 30 controller-manager healthy_port controller-manager
}

# Everything of Tekton but its pods. There is no Service network, so its webhook's Service is a name for this machine.
crd_manifests() {
  local -a files
  mapfile -t files < <(tekton_files | grep -E "^$TEKTON_DIR/config/(100|200|201|300|500|config-)")
  tekton_manifests "${files[@]}" |
    sed -e "/service:\$/{n;s#^\( *\)name: tekton-pipelines-webhook\$#&\n\1port: $(port webhook)#}" \
      -e 's#^  metrics-protocol: prometheus$#  metrics-protocol: none#'
  cat <<'YAML'
---
apiVersion: v1
kind: Service
metadata: {name: tekton-pipelines-webhook, namespace: tekton-pipelines}
spec: {type: ExternalName, externalName: localhost}
YAML
}

install_crds() {
  crd_manifests | kubectl_admin apply --server-side --force-conflicts -f -
  start_webhook
  wait_ready 60 webhook tekton_answers
}

start_webhook() {
  start webhook env SYSTEM_NAMESPACE=tekton-pipelines CONFIG_FEATURE_FLAGS_NAME=feature-flags \
    CONFIG_LEADERELECTION_NAME=config-leader-election-webhook CONFIG_LOGGING_NAME=config-logging \
    CONFIG_OBSERVABILITY_NAME=config-observability KUBERNETES_MIN_VERSION=v1.28.0 METRICS_DOMAIN=tekton.dev/pipeline \
    WEBHOOK_PORT="$(port webhook)" PROBES_PORT="$(port webhook-health)" PROFILING_PORT="$(port webhook-profiling)" \
    "$TEKTON_DIR/webhook" -kubeconfig "$CLUSTER/kubeconfig"
}

is_healthy() { [ -f "$CLUSTER/made-of" ] && all_alive "${PROCESSES[@]}" && within 20 apiserver_ready; }

provider_down() {
  [ -e "$CLUSTER" ] || {
    say 'the control plane is not up: nothing to do'
    return
  }
  step 'take the control plane down' take_down
}

take_down() {
  stop "${PROCESSES[@]}"
  rm -rf "$CLUSTER"
}

provider_status() {
  show_processes "${PROCESSES[@]}"
  is_healthy && cat "$CLUSTER/made-of"
}

provider_load() { die 'a control plane alone has no node to load images into' 'leave CONTROL_PLANE_ONLY unset'; }
