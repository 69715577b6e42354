#!/bin/bash
# Installs the Debian package in a bare root of the distribution that it was built for, with what
# its dependencies name and nothing else, and tries everything that it installed.
#
#   package_test.sh DEB [SUITE]     as root; SUITE is this machine's by default
#
# Needs debootstrap, iproute2 and the network.
set -euo pipefail

fail() {
  printf 'package_test: %s\n' "$*" >&2
  exit 1
}

# ---- In the root ----

# with_server READY SERVER... -- CLIENT...: runs CLIENT once SERVER has printed READY, then stops
# SERVER, which must end with status 0. Prints what CLIENT printed.
with_server() {
  local ready=$1 server=() line
  shift
  while [ "$1" != -- ]; do
    server+=("$1")
    shift
  done
  shift
  # A user who owns nothing.
  coproc RUNNING { exec setpriv --reuid=nobody --regid=nogroup --clear-groups "${server[@]}"; }
  local pid=$RUNNING_PID
  read -r -t 60 line <&"${RUNNING[0]}" || fail "${server[0]} printed no line"
  [[ $line == *"$ready"* ]] || fail "${server[0]} printed: $line"
  "$@" || fail "$* failed beside ${server[*]}"
  kill -TERM "$pid"
  wait "$pid" || fail "${server[0]} exited with status $?"
}

# has TEXT COMMAND...: the command's output has TEXT.
has() {
  local text=$1 out
  shift
  out=$("$@") || fail "$* failed"
  grep -qF -e "$text" <<<"$out" || fail "\"$text\" is not in the output of: $*"
}

try_servers() {
  local calculator=50050 guide=50051 chat=33333
  has 30 with_server "listening on 127.0.0.1:$calculator" calculator_server -- calculator_client
  has Seoul with_server "listening on 127.0.0.1:$guide" order_server -- order_client 101
  has 'Berkshire Valley Management Area Trail' with_server "listening on 127.0.0.1:$guide" \
    route_guide_server -- route_guide_client list-features 400000000 -750000000 420000000 -730000000
  has 'ann > hello' with_server "listening on 127.0.0.1:$chat" chat_server -- \
    chat_client --id ann <<<'hello'
  has '  pass  ' with_server listening order_server -- judge order --target "127.0.0.1:$guide"
}

# try_manuals PROGRAM...
try_manuals() {
  local program page
  for program in "$@"; do
    man -w "$program" >/dev/null || fail "$program has no manual page"
    page=$(man -P cat --warnings "$program" 2>&1) || fail "man $program failed"
    ! grep warning <<<"$page" || fail "man $program has warnings"
    grep -q EXAMPLES <<<"$page" || fail "man $program has no example"
  done
  # The default paths, as the installed programs print them.
  has /usr/share/grpc-workbook/orders.txtpb order_server --help
  has /usr/share/grpc-workbook/orders.txtpb man -P cat order_server
  has /usr/share/grpc-workbook/features.json man -P cat route_guide_server
}

if [ "${1-}" = --in-root ]; then
  mapfile -t programs < <(dpkg -L grpc-workbook | sed -n 's|^/usr/bin/||p')
  [ ${#programs[@]} -eq 9 ] || fail "installs ${#programs[@]} programs: ${programs[*]}"
  try_servers
  try_manuals "${programs[@]}"
  systemd-analyze verify /usr/lib/systemd/system/chat_server.service 2>&1 | tee /tmp/verify
  ! grep chat_server.service /tmp/verify || fail 'systemd objects to the unit'
  test -e /usr/share/doc/grpc-workbook/examples/nghttpx.conf
  dpkg --purge grpc-workbook
  ! find /usr /etc -name '*grpc-workbook*' -o -name 'chat_server*' | grep . ||
    fail 'purge left files'
  exit 0
fi

# ---- Outside ----

[ $# -ge 1 ] || fail 'usage: package_test.sh DEB [SUITE]'
deb=$(readlink -f "$1")
[ -f "$deb" ] || fail "$1: no such file"
# shellcheck source=tests/deploy/bare_root.sh
. "$(dirname "$(readlink -f "$0")")/bare_root.sh"
suite=${2:-$(this_suite)}
own_namespaces "$0" "$deb" "$suite"

make_root "$suite"
cp "$deb" "$root/package.deb"
cp "$0" "$root/package_test.sh"
in_root apt-get -qq update
in_root apt-get -qqy install --no-install-recommends /package.deb
in_root apt-get -qqy install --no-install-recommends man-db systemd # to look at what it installed
# A network of its own: the programs' default ports are free.
unshare --net bash -c 'ip link set lo up && in_root "$@"' - /package_test.sh --in-root
echo "package_test: $(basename "$deb") works on a bare $suite"
