#!/bin/bash
# Runs the steps of the Dockerfile in a bare root of its distribution, then the command that an
# editor runs in the container (.devcontainer/devcontainer.json), as the image's user and with a
# clone of this repository as its folder. Needs root, debootstrap and the network, but no engine.
set -euo pipefail

fail() {
  printf 'container_test: %s\n' "$*" >&2
  exit 1
}

# shellcheck source=tests/deploy/bare_root.sh
. "$(dirname "$(readlink -f "$0")")/bare_root.sh"
own_namespaces "$0" "$@"
cd "$source"

user=root
folder=/
clone=

# run COMMAND...: as the user and in the folder that the image has by now.
run() {
  # shellcheck disable=SC2016 # "$@" is the other shell's
  in_root HOME="$(in_root sh -c "echo ~$user")" setpriv --reuid="$user" --regid="$user" \
    --init-groups sh -c 'cd "$1" && shift && exec "$@"' - "$folder" "$@"
}

while read -r -u 3 instruction arguments; do
  case $instruction in
    FROM)
      [[ $arguments =~ ^debian:([a-z]+)-slim$ ]] || fail "FROM $arguments: no Debian"
      make_root "${BASH_REMATCH[1]}"
      ;;
    COPY)
      read -r from to <<<"$arguments"
      git ls-files --error-unmatch "$from" >/dev/null || fail "COPY $from: not in the repository"
      grep -qx "!$from" .dockerignore || fail "COPY $from: .dockerignore leaves it out"
      cp "$from" "$root$to"
      ;;
    RUN) run sh -c "$arguments" ;;
    USER) user=$arguments ;;
    WORKDIR)
      folder=$arguments
      in_root mkdir -p "$folder"
      ;;
    CMD) clone=1 ;;
    *) fail "no step for $instruction" ;;
  esac
done 3< <(sed -e '/^#/d' -e '/^$/d' -e ':join' -e '/\\$/{N;s/\\\n//;b join' -e '}' Dockerfile)
[ -n "$clone" ] || fail 'the Dockerfile has no CMD'

# What `docker run -v` or the editor mounts there.
git clone -q "$source" "$root$folder"
in_root chown -R "$user:" "$folder"
mapfile -t wanted < <(python3 -c '
import json
settings = json.load(open(".devcontainer/devcontainer.json"))
print(settings["remoteUser"], settings["postCreateCommand"], sep="\n")')
[ "${wanted[0]}" = "$user" ] || fail "devcontainer.json has the user ${wanted[0]}, the image $user"
run sh -c './workbook --no-install packages >/dev/null && git status --short'
run sh -c "${wanted[1]}" | tee "$root/tmp/list"
grep -q '^ *01' "$root/tmp/list" || fail "${wanted[1]} lists no lesson"
echo "container_test: the image's steps work, and ${wanted[1]} in it"
