"""What a kill leaves of a file that was being handed in is thrown away by the night, nothing younger."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from tests import town
from xiaowei.interfaces.jobs.timer import run_night


@pytest.mark.django_db
def test_the_night_throws_away_what_was_never_handed_in(settings: Any) -> None:
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    old, young = folder / "tmpold.upload.csv", folder / "tmpyoung.upload.xlsx"
    for file in (old, young):
        file.write_text("13800138000", encoding="utf-8")
    hours_ago = time.time() - 2 * 3600
    os.utime(old, (hours_ago, hours_ago))
    try:
        run_night(town.TODAY)
        assert not old.exists()
        assert young.exists()
    finally:
        young.unlink()
