#!/usr/bin/env bash
# Home of `make system`: bring the Debian packages of system-packages.txt that are missing.
set -euo pipefail
cd "$(dirname "$0")"

present() { # any of the words is a command on PATH or a path that exists
  local sign
  for sign in "$@"; do
    case $sign in
      /*) compgen -G "$sign" >/dev/null && return 0 ;;
      *) command -v "$sign" >/dev/null && return 0 ;;
    esac
  done
  return 1
}

missing=()
while IFS='=' read -r package signs; do
  package=${package// /}
  [[ -z $package || $package == \#* ]] && continue
  set -f; words=($signs); set +f
  present "${words[@]}" || missing+=("$package")
done < system-packages.txt

if [[ ${#missing[@]} -eq 0 ]]; then
  echo "system: nothing is missing"
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "system: missing: ${missing[*]}. This machine has no apt-get; install them with its own package manager." >&2
  exit 1
fi
as_root=()
if [[ $(id -u) -ne 0 ]]; then
  if ! command -v sudo >/dev/null; then
    echo "system: missing: ${missing[*]}. Run as root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
  [[ -t 0 ]] || as_root+=(-n)
fi
echo "system: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
