"""Home of the tests of the file channel."""

from __future__ import annotations

import json

import pytest

from xiaowei.connectors.notice_file.send import FileChannel
from xiaowei.domain.errors import SourceDown
from xiaowei.domain.messages import Letter

LETTER = Letter("key/7", "", "柏", "镇街问", "请答复")


def test_each_letter_is_a_line_for_the_owner_only(tmp_path) -> None:
    path = tmp_path / "notices.jsonl"
    for _ in range(2):
        FileChannel(path).send(LETTER)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [line["key"] for line in lines] == ["key/7", "key/7"]
    assert lines[0]["name"] == "柏"
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_is_down(tmp_path) -> None:
    with pytest.raises(SourceDown) as refusal:
        FileChannel(tmp_path / "nowhere" / "notices.jsonl").send(LETTER)
    assert refusal.value.code == "file_not_writable"
