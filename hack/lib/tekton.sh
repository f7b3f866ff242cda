# shellcheck shell=bash
# Tekton from its Go module: images made here, and its own configuration with the names of these images. It is the same
# for every provider, so that they differ in the cluster only.

IMAGE_PREFIX=subpipe.local
SHELL_IMAGE=$IMAGE_PREFIX/shell:1
CERTIFICATES=/etc/ssl/certs/ca-certificates.crt
PAUSE_IMAGE=$IMAGE_PREFIX/pause:1
LOCAL_PATH_IMAGE=$IMAGE_PREFIX/local-path-provisioner:$LOCAL_PATH_VERSION
IMAGES_DIR=$SUBPIPE_CACHE/bin/images-$TEKTON_VERSION-$LOCAL_PATH_VERSION-$(cat "$HACK"/lib/{image,tekton}.sh | sha256sum | cut -c 1-8)

tekton_image() { printf '%s/tekton-%s:%s' "$IMAGE_PREFIX" "$1" "$TEKTON_VERSION"; }

BUSYBOX_DIR=$SUBPIPE_CACHE/bin/busybox

# build_busybox OUT: a shell that runs in an image that holds nothing else.
build_busybox() {
  local found
  found=$(command -v busybox || true)
  if [ -n "$found" ] && ! ldd "$found" >/dev/null 2>&1; then
    cp -L "$found" "$1/busybox"
  elif command -v apt-get >/dev/null; then
    mkdir "$1/package"
    (cd "$1/package" && apt-get -q -o APT::Sandbox::User=root download busybox-static && dpkg -x busybox-static_*.deb .)
    cp "$1/package/bin/busybox" "$1/"
    rm -r "$1/package"
  else
    die "no statically linked busybox on PATH, and no apt-get to fetch one" "install it: your system calls it busybox-static"
  fi
}
need_busybox() { need "$BUSYBOX_DIR" 'get a shell for the images' build_busybox; }

# shell_tree TREE: a file system of a shell and nothing else.
shell_tree() {
  local tree=$1 program
  # /tmp, as in the distroless images of a release: some libraries need it.
  mkdir -p "$tree"/{bin,etc,tmp}
  chmod 1777 "$tree/tmp"
  cp "$BUSYBOX_DIR/busybox" "$tree/bin/"
  for program in $("$tree/bin/busybox" --list); do
    [ "$program" = busybox ] || ln -s busybox "$tree/bin/$program"
  done
  echo 'root:x:0:0:root:/tmp:/bin/sh' >"$tree/etc/passwd"
  echo 'root:x:0:' >"$tree/etc/group"
}

build_images() {
  local out=$1 stage=$1/stage tree=$1/tree program
  mkdir "$stage" "$tree"
  shell_tree "$tree"
  image_layer "$tree" "$out/layer.tar"
  image_add "$stage" "$SHELL_IMAGE" "$out/layer.tar" '["/bin/sh"]'
  image_add "$stage" "$PAUSE_IMAGE" "$out/layer.tar" '["/bin/sleep","2147483647"]'
  for program in "${TEKTON_PROGRAMS[@]}"; do
    one_program_image "$stage" "$(tekton_image "$program")" "$TEKTON_DIR/$program" /ko-app
  done
  one_program_image "$stage" "$LOCAL_PATH_IMAGE" "$LOCAL_PATH_DIR/local-path-provisioner" /bin
  image_archive "$stage" "$out/images.tar"
  rm -r "$stage" "$tree" "$out/layer.tar"
}

# one_program_image STAGE NAME BINARY FOLDER
one_program_image() {
  local tree layer
  tree=$(mktemp -d "$1/../tree.XXXXXX") layer=$(mktemp -u "$1/../layer.XXXXXX")
  chmod 755 "$tree"
  mkdir -p "$tree$4" "$tree/tmp"
  chmod 1777 "$tree/tmp"
  cp "$3" "$tree$4/"
  # Tekton asks registries for the entry point of an image whose step sets no command.
  [ ! -f "$CERTIFICATES" ] || install -D -m 644 "$CERTIFICATES" "$tree$CERTIFICATES"
  image_layer "$tree" "$layer"
  image_add "$1" "$2" "$layer" "[\"$4/$(basename "$3")\"]"
  rm -r "$tree" "$layer"
}

need_images() {
  need_tekton
  need_local_path
  need_busybox
  need "$IMAGES_DIR" 'make the images' build_images
}

# tekton_manifests FILE...: one stream of Tekton's configuration with our image names and, as in a release, its version.
tekton_manifests() {
  local program file
  # In a release the image of the resolvers has tini and git; our image has neither.
  local -a names=(-e '\#- /sbin/tini$#,\#- --$#d' -e "s#\"devel\"#\"$TEKTON_VERSION\"#" -e "s#cgr.dev/chainguard/busybox@sha256:[0-9a-f]*#$SHELL_IMAGE#")
  for program in "${TEKTON_PROGRAMS[@]}"; do
    names+=(-e "s#ko://$TEKTON_MODULE/cmd/$program\\b#$(tekton_image "$program")#")
  done
  for file in "$@"; do
    # Some of these files end without a line break.
    printf '\n---\n'
    sed "${names[@]}" "$file"
  done
}

tekton_files() { find "$TEKTON_DIR/config" -name '*.yaml' | LC_ALL=C sort; }

# A dry run calls Tekton's webhooks, which still refuse for a moment after their Deployment is Available.
tekton_answers() {
  "$(provider_kubectl)" --kubeconfig "$(provider_kubeconfig)" create --dry-run=server -f - <<'YAML'
apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {generateName: does-the-webhook-answer-, namespace: default}
spec: {taskSpec: {steps: [{name: one, image: none, command: ["true"]}]}}
YAML
}

install_tekton() {
  local -a files
  local -a kubectl=("$(provider_kubectl)" --kubeconfig "$(provider_kubeconfig)")
  mapfile -t files < <(tekton_files)
  tekton_manifests "${files[@]}" | "${kubectl[@]}" apply --server-side --force-conflicts -f -
  "${kubectl[@]}" wait --for=condition=Available --timeout=180s deployment --all -n tekton-pipelines
  "${kubectl[@]}" wait --for=condition=Available --timeout=180s deployment --all -n tekton-pipelines-resolvers
  within 60 tekton_answers || die "Tekton's webhook does not answer, though its Deployment is Available" "$(tekton_answers 2>&1)"
}
