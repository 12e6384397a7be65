"""Home of the throw-away home: run a Python module with our settings and an empty home."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile


def environment(home: str) -> dict[str, str]:
    """Return the environment of checks and tests: no outer settings, a fixed time zone."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("XIAOWEI_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "xiaowei.config.settings",
        "XIAOWEI_HOME": home,
        "XIAOWEI_SECRET_KEY": "a-key-for-tests-only-" + "0" * 43,
        "LANG": "C.UTF-8",
        "TZ": "Asia/Shanghai",
    }


def main(arguments: list[str]) -> int:
    """Run `python -m ARGUMENTS` with a home that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="xiaowei-") as home:
        return subprocess.run(
            [sys.executable, "-m", *arguments], env=environment(home), check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
