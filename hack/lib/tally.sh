# shellcheck shell=bash
# Adds up what test commands print in their last line, `N passed, N failed`. Needs pipefail.

PASSED=0 FAILED=0

# tally KIND LOG COMMAND...: runs the command, its output in LOG as well. KIND is `tests`, which print their own sum and
# have failed when they print none, or `check`, which counts as one.
tally() {
  local kind=$1 log=$2 began=$SECONDS status=0 line passed=0 failed=0
  shift 2
  mkdir -p "${log%/*}"
  "$@" 2>&1 | tee "$log" || status=$?
  if line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1); then
    read -r passed _ failed _ <<<"$line"
  elif [ "$kind" = check ] && [ "$status" -eq 0 ]; then
    passed=1
  else
    failed=1
  fi
  # A command that did not finish has failed, even if its count so far has no failure.
  [ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
  PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed))
  say "exit $status after $((SECONDS - began)) s: $*"
}

# close_tally: the sum as the last line; false when anything has failed.
close_tally() {
  printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
  [ "$FAILED" -eq 0 ]
}
