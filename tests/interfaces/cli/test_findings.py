"""`check`: each thing an operator would want to know is found, in words of both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import gold, town
from xiaowei.domain.wording import known_keys, say
from xiaowei.interfaces.cli import findings
from xiaowei.interfaces.clock import move_demo_day

pytestmark = pytest.mark.django_db
stand = gold.standing(*gold.KINDS)


@pytest.fixture(autouse=True)
def as_set_up(monkeypatch):
    monkeypatch.setenv("XIAOWEI_PACKS", "demo")


@pytest.fixture
def home(settings):
    return Path(settings.HOME)


def found():
    return {one["id"]: one for one in findings.findings("zh")}


def test_the_places_butlers_and_people_that_lack():
    told = found()
    assert {one["level"] for one in told.values()} <= set(findings.LEVELS)
    assert "131" in told["no_butler"]["message"]
    assert told["nobody"]["level"] == "info"
    assert not told.keys() & {"no_households", "packs_changed", "demo_passwords", "demo_day"}
    from xiaowei.base.places.models import Place
    from xiaowei.procedures.appoint import appoint

    Place.objects.filter(pk__in=Place.objects.values("pk")[:7]).update(households=None)
    appoint(
        username="b", display_name="管家", password="a-long-word", role="butler",
        region_code="110112000000", place_code="", **gold.acting(),
    )  # fmt: skip
    told = found()
    assert "7" in told["no_households"]["message"]
    assert not told.keys() & {"no_butler", "nobody"}


def test_published_passwords_are_found_unless_it_is_the_demo(home):
    from xiaowei.base.accounts.models import Person

    Person.objects.create_user("finance", password="demo-2020")
    Person.objects.create_user("clerk", password="her own word")
    told = found()["demo_passwords"]
    assert (told["level"], "finance" in told["message"], "clerk" in told["message"]) == (
        "error",
        True,
        False,
    )
    move_demo_day(gold.DAY)
    try:
        told = found()
        assert "demo_passwords" not in told
        assert "2020-08-31" in told["demo_day"]["message"]
    finally:
        (home / "demo-day").unlink()


def test_packs_that_changed_since_setup(monkeypatch):
    from xiaowei.base.policies.models import Document

    Document.objects.filter(name="default").update(digest="0" * 64)
    told = found()["packs_changed"]
    assert "policy default" in told["message"] and "xiaowei setup" in told["hint"]
    monkeypatch.setenv("XIAOWEI_PACKS", "no-such-pack")
    assert "no-such-pack" in found()["packs_unreadable"]["message"]


def test_a_year_without_its_own_policy(monkeypatch):
    from xiaowei.base.policies.models import Document

    monkeypatch.setenv("XIAOWEI_TODAY", "2026-05-01")
    assert "policy" not in found()
    Document.objects.filter(kind="policy", name__startswith="110112").delete()
    told = found()["policy"]
    assert "通州区" in told["message"] and "2026" in told["message"]


def test_the_calendars_end(monkeypatch):
    monkeypatch.setenv("XIAOWEI_TODAY", "2026-12-01")
    assert found()["calendar"]["level"] == "warning"
    monkeypatch.setenv("XIAOWEI_TODAY", "2026-10-01")
    assert "calendar" not in found()


def test_tickets_that_wait_for_a_place(monkeypatch):
    town.bring(
        [
            town.ticket_row(
                "W1", "2020-08-01 09:00", town="台湖镇", address="无名新村", content="路破"
            )
        ]
    )
    monkeypatch.setenv("XIAOWEI_TODAY", "2020-08-05")
    assert "places_unknown" not in found()
    monkeypatch.setenv("XIAOWEI_TODAY", "2020-08-10")
    told = found()["places_unknown"]
    assert (told["level"], "1" in told["message"]) == ("warning", True)


def test_rejected_rows_that_nobody_mended(home):
    waiting = len(list((home / "rejects").glob("*.xlsx")))
    file = home / "rejects" / "run.xlsx"
    file.touch()
    try:
        assert str(waiting + 1) in found()["rejects"]["message"]
    finally:
        file.unlink()


@pytest.mark.parametrize("disk", ["nfs4", "ext4"])
def test_an_embedded_database_on_a_network_disk(home, monkeypatch, tmp_path, disk):
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("only the embedded database lies on a disk of ours")
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {home} {disk} rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(findings, "MOUNTS", mounts)
    assert ("network_disk" in found()) is (disk == "nfs4")


def test_every_finding_has_words_in_both_languages():
    keys = [key for key in known_keys() if key.startswith("check.") and key.endswith(".hint")]
    names = {key.split(".")[1] for key in keys}
    for name in names:
        for part in ("message", "hint"):
            key = f"check.{name}.{part}"
            assert key in known_keys() and say(key, "zh") != say(key, "en")
    source = Path(findings.__file__).read_text(encoding="utf-8")
    dynamic = {"no_households", "no_butler"}
    assert {name for name in names - dynamic if f'"{name}"' not in source} == set()


@pytest.mark.parametrize(
    "words",
    [
        ("briefing", "--district", "110112", "--as-of", "2020-08-31"),
        ("import", "tickets", gold.sheet("tickets")),
        ("spots",),
        ("nightly",),
        ("merge", gold.sheet("projects"), "--round", "第一批", "--out", "m.xlsx"),
    ],
)
def test_a_home_that_an_older_version_left_names_the_remedy(xiaowei, words):
    from django.db.migrations.recorder import MigrationRecorder

    newest = MigrationRecorder.Migration.objects.filter(app="delivery").order_by("-name").first()
    MigrationRecorder.Migration.objects.filter(pk=newest.pk).delete()
    ran = xiaowei(*words)
    assert (ran.code, "xiaowei setup" in ran.logged) == (3, True)


def test_a_photo_that_was_changed_or_is_gone_is_named(settings, tmp_path):
    from tests import walking
    from xiaowei.base.attachments.queries import path_of

    settings.HOME = tmp_path  # not that of the run, whose walks keep the same picture
    town.set_up("example")
    number = "TZ2020-001"
    stored = walking.photo(number, "after", by=town.OPERATOR)
    assert "photos" not in found()
    path_of(stored).write_bytes(b"another")
    assert f"{number} after #{stored.pk}" in found()["photos"]["message"]
    path_of(stored).unlink()
    assert found()["photos"]["level"] == "error"
    assert walking.photo(number, "after", by=town.OPERATOR) == stored
    assert "photos" not in found()
