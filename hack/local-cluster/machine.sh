# shellcheck shell=bash
# What a node changes on the machine in addition to its firewall: control groups, kernel settings, mounts, a few fixed folders.

# Set by the kubelet, kube-proxy or prepare_machine; put back by restore_machine.
SETTINGS=(net.ipv4.ip_forward fs.inotify.max_user_instances fs.inotify.max_user_watches vm.overcommit_memory
  vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes)

# The kubelet writes to it, also with another --root-dir.
KUBELET_FOLDERS=(/var/lib/kubelet/device-plugins /var/lib/kubelet /var/log/containers /run/containerd/s /run/containerd)

at_least() {
  [ "$(sysctl -n "$1")" -ge "$2" ] || sysctl -qw "$1=$2"
}

# cgroup_parents: the root of each hierarchy: one with cgroup v2, several with v1.
cgroup_parents() { awk '$3 ~ /^cgroup2?$/ && $2 ~ "^/sys/fs/cgroup" {print $2}' /proc/mounts; }

# Only needed until the next boot, which resets the settings.
settings_before() { echo "$CLUSTER/settings-before.$(cat /proc/sys/kernel/random/boot_id)"; }

prepare_machine() {
  local setting folder parent controller
  for setting in "${SETTINGS[@]}"; do sysctl "$setting"; done >"$(settings_before)" 2>/dev/null
  for folder in "${KUBELET_FOLDERS[@]}"; do
    [ -e "$folder" ] || echo "$folder"
  done >"$CLUSTER/folders-made"
  sysctl -qw net.ipv4.ip_forward=1
  at_least fs.inotify.max_user_instances 1024
  at_least fs.inotify.max_user_watches 524288
  for parent in $(cgroup_parents); do
    if [ -f "$parent/cgroup.subtree_control" ]; then
      for controller in cpuset cpu io memory hugetlb pids; do
        echo "+$controller" >"$parent/cgroup.subtree_control" 2>/dev/null || true
      done
    fi
    mkdir -p "$parent/$CGROUP"
  done
}

# end_containers: every process in our control groups, and the shims (in none of them) that watch them.
end_containers() {
  local file pid socket
  # Sockets of the shims lie outside containerd's own folders; a killed shim leaves its own behind.
  find "$CLUSTER/containerd/state" -name address -type f 2>/dev/null | while read -r file; do
    socket=$(cat "$file")
    rm -f "${socket#unix://}"
  done
  for pid in $(cgroup_pids) $(pgrep -f "containerd-shim.* -address $CLUSTER/containerd.sock" || true); do
    kill -KILL "$pid" 2>/dev/null || true
  done
}

cgroup_pids() {
  local parent
  for parent in $(cgroup_parents); do
    find "$parent/$CGROUP" -name cgroup.procs -exec cat {} + 2>/dev/null || true
  done | sort -u
}

remove_cgroups() {
  local parent
  for parent in $(cgroup_parents); do
    # The kernel frees a group a moment after its last process has ended.
    for _ in {1..50}; do
      [ -d "$parent/$CGROUP" ] || break
      find "$parent/$CGROUP" -depth -type d -exec rmdir {} \; 2>/dev/null || sleep 0.1
    done
  done
}

unmount_all() {
  awk -v under="$CLUSTER/" 'index($2, under) == 1 {print $2}' /proc/mounts | sort -r | while read -r mount; do
    umount "$mount" 2>/dev/null || umount -l "$mount"
  done
}

restore_machine() {
  local keep=none
  # Another bridge belongs to a container engine or a virtual machine that was started later and needs forwarding too.
  [ -z "$(ip -o link show type bridge)" ] || keep=net.ipv4.ip_forward
  [ ! -f "$(settings_before)" ] || sed -e "/^$keep /d" -e 's/ = /=/' "$(settings_before)" | xargs -r sysctl -qw
  find /var/log/containers -lname "$CLUSTER/*" -delete 2>/dev/null || true
  if grep -qx /var/lib/kubelet "$CLUSTER/folders-made" 2>/dev/null; then
    rm -rf /var/lib/kubelet/device-plugins
  fi
  # Only empty ones: files that were put there since belong to somebody else.
  [ ! -f "$CLUSTER/folders-made" ] || xargs -r rmdir 2>/dev/null <"$CLUSTER/folders-made" || true
}
