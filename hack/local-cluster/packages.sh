# shellcheck shell=bash
# The programs of the operating system that the whole local cluster needs, by Debian's names for their packages.

# Each line: package, then the file or the program that shows that it is there.
NEEDED_PACKAGES='containerd containerd
runc runc
containernetworking-plugins /usr/lib/cni/ptp
iptables iptables
conntrack conntrack
iproute2 ip
openssl openssl
curl curl
mount mount
procps sysctl'

missing_packages() {
  # Who is not root often has no sbin on PATH.
  local package shown_by PATH=$PATH:/usr/sbin:/sbin
  while read -r package shown_by; do
    command -v "$shown_by" >/dev/null || echo "$package"
  done <<<"$NEEDED_PACKAGES"
}

need_packages() {
  local -a missing
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}
