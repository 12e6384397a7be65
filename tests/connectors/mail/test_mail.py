"""Home of the tests of e-mail: against a real server on loopback."""

from __future__ import annotations

import pytest

from tests.postbox import postbox
from xiaowei.connectors.mail.parse import read_address
from xiaowei.connectors.mail.send import MailChannel
from xiaowei.domain.errors import BadInput, SourceDown
from xiaowei.domain.messages import letter_of

LETTER = letter_of(
    "question:1:asked:village/7", "question_asked",
    {"name": "石门村\n村道", "asker": "township", "due_on": "2022-08-08"}, "QC2022-001",
    "bai@example.invalid", "柏",
)  # fmt: skip


def test_a_letter_arrives_whole_and_twice_under_one_id() -> None:
    with postbox() as box:
        channel = MailChannel(read_address(box.url))
        channel.send(LETTER)
        channel.send(LETTER)
    first, second = box.letters
    assert first["To"] == "bai@example.invalid"
    assert first["Subject"] == "镇街问:石门村 村道,请在 2022-08-08 前答复"
    assert "编号:QC2022-001" in first.get_content()
    assert first["Message-ID"] == second["Message-ID"]
    assert str(first["Message-ID"]).endswith("@example.invalid>")


def test_a_refused_receiver_is_no_reason_to_stop_the_others() -> None:
    with postbox() as box:
        box.refused.add("bai@example.invalid")
        with pytest.raises(BadInput) as refusal:
            MailChannel(read_address(box.url)).send(LETTER)
    assert refusal.value.code == "letter_refused"
    assert "bai@" not in refusal.value.text()


def test_a_silent_server_is_down() -> None:
    with postbox() as box:
        url = box.url
    with pytest.raises(SourceDown) as refusal:
        MailChannel(read_address(url)).send(LETTER)
    assert refusal.value.code == "mail_down"


@pytest.mark.parametrize(
    "url",
    ["", "smtp://", "http://host?from=a@b", "smtp://host", "smtp://host:x?from=a@b",
     "smtp://user:secret@host?from=nobody"],
)  # fmt: skip
def test_a_wrong_address_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_address(url)
    assert refusal.value.code == "bad_smtp_url"
    assert "secret" not in refusal.value.text("en")


def test_an_address_is_read() -> None:
    server = read_address("smtps://u%40x:p%2F@mail.example.invalid?from=a@example.invalid")
    assert (server.scheme, server.port, server.user, server.password) == ("smtps", 465, "u@x", "p/")
    assert "p/" not in repr(server)
    assert read_address("smtp+starttls://h?from=a@b").port == 587
