# shellcheck shell=bash
# Messages. Standard output is for data (a path); messages for people go to standard error.

say() { printf '%s\n' "$*" >&2; }

title() { printf '\n== %s\n' "$*" >&2; }

# die WHAT [HINT...]: what went wrong and why, then what to do next.
die() {
  printf '%s: %s\n' "$(basename "$0" .sh)" "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
  exit 1
}

# step LABEL COMMAND...: runs it with its output in a file. Prints how long it took, every 15 s that it still runs, and
# after a failure the end of that file. A command that only sets variables must not go through here: it runs in a subshell.
step() {
  local label=$1 began=$SECONDS self=$BASHPID log status=0
  shift
  log=$SUBPIPE_CACHE/log/${label//[^a-zA-Z0-9.]/-}.log
  mkdir -p "${log%/*}"
  # A process group of its own, so that an interrupt ends what the command started too.
  set -m
  (
    set +m -e
    "$@"
  ) >"$log" 2>&1 &
  STEP_GROUP=$!
  heartbeat "$self" "$label" "$began" &
  HEARTBEAT=$!
  set +m
  wait "$STEP_GROUP" || status=$?
  end_step
  if [ "$status" -ne 0 ]; then
    tail -n 20 "$log" | sed 's/^/  | /' >&2
    die "$label: failed after $((SECONDS - began)) s" "all of its output: $log"
  fi
  say "$(printf '%4d s  %s' $((SECONDS - began)) "$label")"
}

# heartbeat PID LABEL BEGAN: prints as long as that process runs, and ends by itself: in $(...) no trap would end it.
heartbeat() {
  local never
  # read waits without a child process that would outlive this one.
  exec {never}<> <(:)
  while true; do
    read -rt 15 -u "$never" || true
    kill -0 "$1" 2>/dev/null || return 0
    say "  ...   $2: still running after $((SECONDS - $3)) s"
  done
}

end_step() {
  local group
  for group in "${STEP_GROUP:-}" "${HEARTBEAT:-}"; do
    [ -z "$group" ] || kill -- "-$group" 2>/dev/null || true
  done
  [ -z "${HEARTBEAT:-}" ] || wait "$HEARTBEAT" 2>/dev/null || true
  STEP_GROUP='' HEARTBEAT=''
}
trap end_step EXIT

# within SECONDS COMMAND...: asks until the command succeeds; false when it did not in time.
within() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}
