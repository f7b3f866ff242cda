# shellcheck shell=bash
# Programs made from Go modules, kept under $SUBPIPE_CACHE/bin in folders that carry their version: a changed version
# is built again, an unchanged one is shared by all checkouts.

# require_go: ends with a sentence where Go is missing or too old, instead of a page of compiler errors.
require_go() {
  local have
  command -v go >/dev/null || die "go is not on PATH; Go $GO_LEAST or newer builds the cluster's programs" \
    "install it from https://go.dev/dl/"
  have=$(go env GOVERSION)
  [ "$(printf '%s\n' "go$GO_LEAST" "$have" | sort -V | sed -n 1p)" = "go$GO_LEAST" ] ||
    die "go is $have; Go $GO_LEAST or newer builds the cluster's programs" "install it from https://go.dev/dl/"
}

# go_module_dir MODULE VERSION: prints the folder of its source.
go_module_dir() {
  (cd / && go mod download "$1@$2" && go list -m -f '{{.Dir}}' "$1@$2")
}

# go_build MODULE VERSION OUT PACKAGE...: with the dependencies that the module's own go.mod and go.sum name. In the
# module's folder, because `go install MODULE@VERSION` needs the list of versions, which some proxies do not have.
go_build() {
  local source out=$3
  source=$(go_module_dir "$1" "$2")
  # readonly, because a module's archive may hold vendor/modules.txt without the vendored code.
  (cd "$source" && go build -mod=readonly -trimpath -ldflags '-s -w' -o "$out/" "${@:4}")
}

# built DIR COMMAND...: fills DIR by COMMAND, which gets the folder to fill as its last argument; all or nothing.
built() {
  local dir=$1
  shift
  [ ! -d "$dir" ] || return 0
  rm -rf "$dir.part"
  mkdir -p "$dir.part"
  CGO_ENABLED=0 GOFLAGS=-buildvcs=false GOWORK=off "$@" "$dir.part"
  mv "$dir.part" "$dir"
}

KUBE_DIR=$SUBPIPE_CACHE/bin/kube-$KUBERNETES_VERSION-$(cat "$HACK"/local-cluster/kube/{main.go,go.mod} | sha256sum | cut -c 1-8)

build_kube() {
  local program version=k8s.io/component-base/version
  local -a number
  IFS=. read -ra number <<<"${KUBERNETES_VERSION#v}"
  (cd "$HACK/local-cluster/kube" && go build -trimpath -o "$1/kube" -ldflags "-s -w -X $version.gitVersion=$KUBERNETES_VERSION \
    -X $version.gitMajor=${number[0]} -X $version.gitMinor=${number[1]} -X $version.gitTreeState=clean" .)
  for program in etcd kube-apiserver kube-controller-manager kube-proxy kube-scheduler kubectl kubelet; do
    ln -s kube "$1/$program"
  done
}

TEKTON_MODULE=github.com/tektoncd/pipeline
TEKTON_PROGRAMS=(controller webhook resolvers events entrypoint nop workingdirinit sidecarlogresults)
TEKTON_DIR=$SUBPIPE_CACHE/bin/tekton-$TEKTON_VERSION

build_tekton() {
  go_build "$TEKTON_MODULE" "$TEKTON_VERSION" "$1" "${TEKTON_PROGRAMS[@]/#/./cmd/}"
  cp -r --no-preserve=mode "$(go_module_dir "$TEKTON_MODULE" "$TEKTON_VERSION")/config" "$1/config"
}

LOCAL_PATH_MODULE=github.com/rancher/local-path-provisioner
LOCAL_PATH_DIR=$SUBPIPE_CACHE/bin/local-path-provisioner-$LOCAL_PATH_VERSION

build_local_path() {
  go_build "$LOCAL_PATH_MODULE" "$LOCAL_PATH_VERSION" "$1" .
  cp --no-preserve=mode "$(go_module_dir "$LOCAL_PATH_MODULE" "$LOCAL_PATH_VERSION")/deploy/local-path-storage.yaml" "$1/"
}

KIND_DIR=$SUBPIPE_CACHE/bin/kind-$KIND_VERSION

build_kind() {
  go_build sigs.k8s.io/kind "$KIND_VERSION" "$1" .
}

# need DIR LABEL COMMAND: builds it unless it is there.
need() {
  [ ! -d "$1" ] || return 0
  require_go
  step "$2" built "$1" "$3"
}
need_kube() { need "$KUBE_DIR" "build Kubernetes $KUBERNETES_VERSION" build_kube; }
need_tekton() { need "$TEKTON_DIR" "build Tekton $TEKTON_VERSION" build_tekton; }
need_local_path() { need "$LOCAL_PATH_DIR" "build local-path-provisioner $LOCAL_PATH_VERSION" build_local_path; }
need_kind() { need "$KIND_DIR" "build kind $KIND_VERSION" build_kind; }
