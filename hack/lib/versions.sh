# shellcheck shell=bash disable=SC2034
# Every version that the clusters are made of, each in one place. Kubernetes' own is in local-cluster/kube/go.mod.

KUBERNETES_VERSION=$(sed -n 's/^\tk8s\.io\/kubernetes //p' "$HACK/local-cluster/kube/go.mod")
TEKTON_VERSION=v1.15.0
# The newest version that any of their go.mod files asks for, which is that of Tekton.
GO_LEAST=1.26.4
# The last one with examples for v1beta1: 120 files, of which v0.50.0 kept 3.
TEKTON_EXAMPLES_VERSION=v0.49.0
KIND_VERSION=v0.33.0
LOCAL_PATH_VERSION=v0.0.30
