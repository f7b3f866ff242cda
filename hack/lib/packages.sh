# shellcheck shell=bash
# Programs of the operating system, by Debian's names for their packages.

# install_packages NAME...: on Debian and its kin as root; anywhere else it says what is missing.
install_packages() {
  { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; } ||
    die "not installed here: $* (Debian's names)" "install them with this system's package manager, as root"
  step "install $*" apt_install "$@"
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  local -a apt_get=(apt-get -q -o DPkg::Lock::Timeout=300)
  # The package lists may be missing, or older than the archive.
  "${apt_get[@]}" install -y --no-install-recommends "$@" || {
    "${apt_get[@]}" update
    "${apt_get[@]}" install -y --no-install-recommends "$@"
  }
}
