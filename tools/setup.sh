#!/usr/bin/env bash
# Home of `make setup`: .venv from the lock, with uv from PyPI. Needs python3 >= 3.11 with venv and a network.
# `tools/setup.sh spark` brings Spark too (400 MB), which tests need and a demo doesn't; it then stays.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/certificates.sh
export UV_PYTHON_DOWNLOADS=never
uv_version=0.13.9

say() { printf 'setup: %s\n' "$*" >&2; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local name
  for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if command -v "$name" >/dev/null && new_enough "$name"; then
      command -v "$name"
      return
    fi
  done
  say "no Python 3.11 or newer was found (tried ${PYTHON:-python3, python3.13, python3.12, python3.11})."
  say "Install one (Debian: apt-get install python3 python3-venv) or name it: make setup PYTHON=/path/to/python3"
  return 1
}

python=$(find_python)
if ! .venv-tools/bin/uv --version 2>/dev/null | grep -q "^uv $uv_version"; then
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    say "$python has no venv. Install it (Debian: apt-get install python3-venv) and run make again."
    exit 1
  fi
  rm -rf .venv-tools
  "$python" -m venv .venv-tools
  .venv-tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
fi
extras=(--extra server)
if [[ ${1:-} == spark ]] || compgen -G ".venv/lib/python3*/site-packages/pyspark" >/dev/null; then
  extras+=(--extra spark)
fi
.venv-tools/bin/uv sync --frozen "${extras[@]}" --python "$python"
