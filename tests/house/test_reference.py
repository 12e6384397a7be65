"""Home of the rule on the reference: the pages made from the code are those the code makes."""

import subprocess
import sys

from tools.sources import ROOT


def test_the_generated_pages_do_not_lag_behind_the_code() -> None:
    command = [sys.executable, "-m", "tools.scratch", "tools.reference", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
