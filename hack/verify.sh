#!/usr/bin/env bash
# What CI checks in addition to the tests: format, lint, types, generated files, shell scripts, YAML.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

check() { # NAME COMMAND...
  local name=$1
  shift
  if "$@"; then echo "verify: $name: fine"; else
    echo "verify: $name: see above; the command was: $*" >&2
    exit 1
  fi
}

# Linters of the distribution are used where they are installed; a machine without them is not refused.
optional() { # TOOL NAME ARGUMENTS...
  local tool=$1 name=$2
  shift 2
  if command -v "$tool" >/dev/null; then check "$name" "$tool" "$@"; else echo "verify: $name: skipped, no $tool here"; fi
}

check format prettier --check --log-level=warn .
check types npm run --silent typecheck
check lint eslint --max-warnings=0 .
check 'import directions' depcruise --config .dependency-cruiser.js --output-type err src test hack sample
check 'sample payloads' node --disable-warning=ExperimentalWarning sample/export-payloads.ts --check
check 'generated tables' node --disable-warning=ExperimentalWarning hack/docs-tables.ts --check
check 'generated schemas' node --disable-warning=ExperimentalWarning hack/schemas.ts --check
mapfile -t scripts < <(git ls-files '*.sh' .ci/run)
optional shellcheck 'shell scripts' -x -e SC1091 "${scripts[@]}"
optional yamllint YAML -s tekton sample/.tekton
