#!/usr/bin/env bash
# Bundles the two programs into dist/, and lays out the file trees that their images get in dist/image/.
set -euo pipefail
cd "$(dirname "$0")/.."
. hack/lib/common.sh
export PATH="$PWD/node_modules/.bin:$PATH"
export NODE_OPTIONS="--disable-warning=ExperimentalWarning" # for the type stripping of Node 24

[ -x node_modules/.bin/ncc ] || die 'node_modules/.bin/ncc is not there' 'run npm ci first'

declare -A entry=([subpipe]=main [wait-for-pipeline]=wait-main)
stripped=.out/stripped
stamp=dist/.inputs

inputs() { find src hack/build.sh hack/bundle package.json package-lock.json -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum; }

bundle() { # NAME -> dist/NAME/
  local out=dist/$1
  # Maps are read only for stacks that are shown (src/cli/source-stack.ts).
  ncc build "$stripped/${entry[$1]}.js" -o "$out" --quiet --source-map --no-source-map-register --target es2024 \
    --license licenses.txt
  node hack/bundle/tidy-maps.ts "$out" "$stripped"
  chmod 755 "$out/index.js"
}

# Steps call the program by name in an image that has no shell and no `env`: the kernel reads the first line.
image_tree() { # NAME -> dist/image/NAME/
  local tree=dist/image/$1
  mkdir -p "$tree/app" "$tree/usr/local/bin"
  cp -R "dist/$1" "$tree/app/$1"
  sed -i '1s|.*|#!/nodejs/bin/node|' "$tree/app/$1/index.js"
  ln -s "/app/$1/index.js" "$tree/usr/local/bin/$1"
  chmod -R go=u-w "$tree" # any user id may read and run it, none may change it
}

# npx looks here first; npm itself links only the programs of other packages.
for name in "${!entry[@]}"; do ln -sfn "../../dist/$name/index.js" "node_modules/.bin/$name"; done

now=$(inputs)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
  say 'dist/ is up to date'
  exit 0
fi
rm -rf dist "$stripped"
node hack/bundle/strip-types.ts src "$stripped"

pids=()
for name in "${!entry[@]}"; do
  bundle "$name" &
  pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid"; done
for name in "${!entry[@]}"; do image_tree "$name"; done
echo "$now" >"$stamp"
du -sh dist/subpipe dist/wait-for-pipeline >&2
