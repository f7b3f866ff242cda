# shellcheck shell=bash
say() { echo "images: $*" >&2; }

die() { # WHAT NEXT
  echo "images: $1; $2" >&2
  exit 1
}
