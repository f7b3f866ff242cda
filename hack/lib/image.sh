# shellcheck shell=bash
# Container images without a container engine: docker archives, made with tar.

# image_layer TREE OUT.tar: the same tree gives the same bytes, so that a node keeps one copy of it.
image_layer() {
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$1" -cf "$2" .
}

# image_add STAGE NAME LAYER.tar ENTRYPOINT_JSON: adds one image of one layer to an archive that is being made in STAGE.
image_add() {
  local stage=$1 name=$2 layer=$3 digest config
  digest=$(sha256sum "$layer" | cut -c 1-64)
  mkdir -p "$stage/$digest"
  [ -f "$stage/$digest/layer.tar" ] || ln "$layer" "$stage/$digest/layer.tar"
  config=$(
    printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z",' "$(go env GOARCH)"
    printf '"config":{"Entrypoint":%s,"Env":["PATH=/usr/bin:/bin","HOME=/tmp"]},' "$4"
    printf '"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$digest"
  )
  digest="$digest/layer.tar"
  name="{\"RepoTags\":[\"$name\"],\"Layers\":[\"$digest\"]"
  digest=$(printf %s "$config" | sha256sum | cut -c 1-64)
  printf %s "$config" >"$stage/$digest.json"
  printf '%s,"Config":"%s.json"}\n' "$name" "$digest" >>"$stage/images"
}

# image_archive STAGE OUT.tar
image_archive() {
  printf '[%s]' "$(paste -sd, "$1/images")" >"$1/manifest.json"
  rm "$1/images"
  tar -C "$1" -cf "$2" .
}
