"""Packs in the database: installed once, read back as they were, newest first, steady for a while."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import town
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.catalogue.models import TopicAlias
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.policies.models import Document
from xiaowei.base.policies.operations import install
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import find_town, name_of, tree
from xiaowei.base.steady import steady
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db
DIGEST = (
    "import django; django.setup();"
    "from xiaowei.connectors.packs.parse import load;"
    "from xiaowei.base.policies.documents import body_of, digest_of;"
    "p = load(['beijing']);"
    "print(digest_of(body_of(p.catalogue)), digest_of(body_of(p.calendar)))"
)


def test_what_was_installed_is_read_back():
    town.set_up()
    packs = town.packs()
    assert catalogue() == packs.catalogue
    assert calendar() == packs.calendar
    assert policy_for(town.DISTRICT, 2022).cap_fen == 20_000_000
    assert policy_for("990102", 2022).version == packs.policies.default.version


def test_a_second_time_changes_nothing():
    town.set_up()
    documents = Document.objects.count()
    town.set_up()
    assert Document.objects.count() == documents
    assert len(story("packs")) == 1


def test_a_digest_is_the_same_in_every_process():
    """Sets have an order of their own in each process; what is stored has not."""
    found = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_a_newer_policy_stands_beside_the_older():
    town.set_up()
    own = next(p for p in town.packs().policies.policies if p.district == town.DISTRICT)
    newer = replace(own, cap_fen=5, version="example-2022.2")
    documents = {("policy", f"{own.district}:{own.valid_from}"): newer}
    assert install(documents=documents, regions=town.packs().regions.regions, **town.acting())
    assert policy_for(town.DISTRICT, 2022).cap_fen == 5
    assert (
        Document.objects.filter(kind="policy", name=f"{own.district}:{own.valid_from}").count() == 2
    )


def test_only_the_operator_installs():
    with pytest.raises(NotAllowed):
        install(documents={}, regions=(), **town.acting(town.OFFICER))


def test_without_packs_the_remedy_is_named():
    with pytest.raises(BadInput, match="xiaowei setup"):
        calendar()
    with pytest.raises(BadInput, match="xiaowei setup"):
        policy_for(town.DISTRICT, 2022)


def test_a_learned_name_of_a_topic_is_known_at_once():
    town.set_up()
    assert catalogue().topic_named("路烂了") is None
    TopicAlias.objects.create(name="路烂了", topic_code="road_damage")
    assert catalogue().topic_named("路烂了").code == "road_damage"


def test_held_steady_the_packs_are_looked_up_once():
    town.set_up()
    policy_for(town.DISTRICT, 2022), calendar(), catalogue(), tree()
    with CaptureQueriesContext(connection) as asked, steady():
        for _ in range(5):
            with steady():
                policy_for(town.DISTRICT, 2022), calendar(), catalogue(), tree()
    assert len(asked) == 6
    with CaptureQueriesContext(connection) as asked:
        calendar(), calendar()
    assert len(asked) == 2


def test_regions_are_named_by_day_and_found_without_their_ending():
    town.set_up()
    assert name_of(town.WHITESTONE) == "白石镇"
    assert name_of("999999999999") == "999999999999"
    assert find_town("白石", town.DISTRICT, town.TODAY).code == town.WHITESTONE
    assert find_town("老城", town.DISTRICT, town.TODAY).code == town.RIVERVIEW
    assert find_town("竹溪街道", town.DISTRICT, date(2021, 1, 1)).code == "990101002000"
    assert find_town("无此镇", town.DISTRICT, None) is None
