# shellcheck shell=bash
# Sourced by the tests that need a Debian with nothing on it: each run has a root of its own, which
# goes with it. What debootstrap made is kept in ${XDG_CACHE_HOME:-$HOME/.cache}/workbook/bare_roots.

source=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")
export source

# The name of this machine's own distribution, as debootstrap knows it.
this_suite() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

# own_namespaces SCRIPT ARGUMENTS...: runs the script again, where all that it mounts and starts
# ends with it.
own_namespaces() {
  [ -z "${IN_OWN_NAMESPACES-}" ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    echo "$(basename "$1"): needs root, for debootstrap and chroot" >&2
    exit 1
  fi
  IN_OWN_NAMESPACES=1 exec unshare --mount --pid --fork --kill-child "$@"
}

# make_root SUITE: sets $root, which has what debootstrap's variant minbase has.
make_root() {
  local kept="${XDG_CACHE_HOME:-$HOME/.cache}/workbook/bare_roots/$1.tar"
  mkdir -p "$(dirname "$kept")"
  root=$(mktemp -d)
  export root
  trap 'umount -R -l "$root/proc" "$root/dev" 2>/dev/null || true
    rm -rf --one-file-system "$root"' EXIT
  if [ -e "$kept" ]; then
    tar -C "$root" -xf "$kept"
  else
    debootstrap --variant=minbase "$1" "$root" >"$kept.log" 2>&1 || {
      echo "debootstrap failed: $kept.log" >&2
      exit 1
    }
    tar -C "$root" -cf "$kept.new" .
    mv "$kept.new" "$kept"
  fi
  # What is installed here need not survive a power cut: dpkg need not wait for the disk.
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
  mount -t proc proc "$root/proc"
  mount --rbind --make-rslave /dev "$root/dev"
}

# in_root [NAME=VALUE...] COMMAND...: runs it there, with a new login's environment.
in_root() {
  chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
    LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}
export -f in_root
