# shellcheck shell=bash
# Long-running programs of a cluster that lives in $CLUSTER: a pid file and a log for each.
# INVARIANT: every such program has the path of $CLUSTER in its command line. A pid file whose process does not is out
# of date (a crash, a reboot, a pid that was used again), and that process is never touched.

pid_of() {
  local pid
  pid=$(cat "$CLUSTER/run/$1.pid" 2>/dev/null) || return 1
  grep -qsaF "$CLUSTER/" "/proc/$pid/cmdline" && echo "$pid"
}

# start NAME PROGRAM ARGUMENT...: in a session of its own, so that it outlives this one.
start() {
  local name=$1
  shift
  mkdir -p "$CLUSTER/run" "$CLUSTER/log"
  setsid "$@" >>"$CLUSTER/log/$name.log" 2>&1 </dev/null 9>&- &
  echo $! >"$CLUSTER/run/$name.pid"
}

# stop NAME...: SIGTERM to all, and SIGKILL after 2 s (what they would save is deleted anyway); returns when all
# are gone.
stop() {
  local signal name
  for signal in TERM KILL; do
    for name in "$@"; do
      kill "-$signal" "$(pid_of "$name")" 2>/dev/null || true
    done
    for _ in {1..20}; do
      any_alive "$@" || break 2
      sleep 0.1
    done
  done
  for name in "$@"; do rm -f "$CLUSTER/run/$name.pid"; done
}

any_alive() {
  local name
  for name in "$@"; do
    if pid_of "$name" >/dev/null; then return 0; fi
  done
  return 1
}

all_alive() {
  local name
  for name in "$@"; do pid_of "$name" >/dev/null || return 1; done
}

# show_processes NAME...: a line for each, with its pid.
show_processes() {
  local name
  for name in "$@"; do
    printf '%-20s %s\n' "$name" "$(pid_of "$name" || echo 'not running')"
  done
}

# wait_ready SECONDS NAME COMMAND...: until the command succeeds; a program that ended meanwhile ends the wait.
wait_ready() {
  local deadline=$((SECONDS + $1)) name=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    pid_of "$name" >/dev/null || died "$name" 'ended by itself'
    [ "$SECONDS" -lt "$deadline" ] || died "$name" 'is not ready in time'
    sleep 0.2
  done
}

died() {
  tail -n 8 "$CLUSTER/log/$1.log" | cut -c 1-300 | sed 's/^/  | /' >&2
  die "$1 $2" "its log: $CLUSTER/log/$1.log"
}

# refuse_taken_ports NAME...: to be called before anything is started: with a taken port, a program seems to hang.
refuse_taken_ports() {
  local name number holder taken=()
  for name in "$@"; do
    number=$(port "$name")
    holder=$(ss -Hltnp "sport = :$number" | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1, pid \2/p' | sed -n 1p)
    [ -z "$(ss -Hltn "sport = :$number")" ] || taken+=("port $number: ${holder:-a process of another user}")
  done
  [ ${#taken[@]} -eq 0 ] || die 'ports that the cluster needs are taken' "${taken[@]}" \
    'end that process, or choose other ports with SUBPIPE_PORT_BASE'
}
