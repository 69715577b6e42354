#!/bin/bash
# Runs the README's two commands, or COMMAND, in a clone of this repository in a root of another distribution,
# which has nothing but git when it is made.
#
#   distributions.sh SUITE [COMMAND...]     as root; SUITE: bookworm, trixie, or experimental, which is sid
#                                           with experimental's gRPC and protobuf
#
# Roots are kept, with the packages that ./workbook has installed and the compiler cache, in
# ${XDG_CACHE_HOME:-$HOME/.cache}/workbook/distributions: a second run is quick. Needs debootstrap and the network.
set -euo pipefail

fail() {
  printf 'distributions: %s\n' "$*" >&2
  exit 1
}

suite=${1-}
case $suite in
  bookworm | trixie) base=$suite ;;
  experimental) base=sid ;;
  *) fail "the suite '$suite' is not bookworm, trixie or experimental" ;;
esac
shift
[ $# -gt 0 ] || set -- sh -c './workbook demo && ./workbook test'
command -v debootstrap >/dev/null || fail 'no debootstrap; install it with: apt-get install debootstrap'

# shellcheck source=tests/deploy/bare_root.sh
. "$(dirname "$(readlink -f "$0")")/bare_root.sh"
own_namespaces "$0" "$suite" "$@"

roots=${XDG_CACHE_HOME:-$HOME/.cache}/workbook/distributions
export root=$roots/$suite
mkdir -p "$roots"
exec 9>"$root.lock"
flock 9 # one run at a time in each root
if [ ! -e "$root" ]; then
  echo "distributions: making $root"
  rm -rf --one-file-system "$root.new"
  debootstrap --variant=minbase --include=ca-certificates,git "$base" "$root.new" >"$root.log" 2>&1 ||
    fail "debootstrap failed: $root.log"
  # The lists of sid and experimental are valid for a week only, and mirrors may be older.
  echo 'Acquire::Check-Valid-Until "false";' >"$root.new/etc/apt/apt.conf.d/90distributions"
  if [ "$suite" = experimental ]; then
    sed 's/ sid / experimental /' "$root.new/etc/apt/sources.list" \
      >"$root.new/etc/apt/sources.list.d/experimental.list"
    # Not all of experimental: its OpenSSL, for one, is not the one that its gRPC is linked with.
    cat >"$root.new/etc/apt/preferences.d/grpc" <<'END'
Package: src:grpc:any src:protobuf:any src:utf8-range:any
Pin: release a=experimental
Pin-Priority: 990
END
  fi
  mv "$root.new" "$root"
fi

cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mount --rbind --make-rslave /sys "$root/sys"
mount --rbind --make-rslave /dev "$root/dev"

# A clone, with the changes that are not committed yet.
clone=$root/root/workbook
rm -rf --one-file-system "$clone"
git clone -q "$source" "$clone"
git -C "$source" diff --binary HEAD | git -C "$clone" apply --allow-empty

in_root sh -c 'cd /root/workbook && exec "$@"' sh "$@"
