"""What was left blank of root cause and maintainer is told before filing; nothing told is changed."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, refused, take
from xiaowei.domain.errors import NotAllowed
from xiaowei.interfaces.web.desk.buttons import buttons
from xiaowei.journey.register import line
from xiaowei.stages.identification.models import Candidate
from xiaowei.stages.identification.operations import fill_in
from xiaowei.stages.identification.queries import candidate
from xiaowei.stages.selection.forming import weighing

pytestmark = pytest.mark.django_db
stand = walking.standing("file")
SAID = {"root_cause": "路基沉降", "maintainer": "镇公路站", "maintainer_trigger": "雨后"}
walking.ASIDE |= {"fill_in": walking.Step(fill_in, town.CLERK, day(8, 5), SAID)}
walking.OPTIONAL |= {"fill_in"}


def bare():
    """Leave blank what a sheet does not tell."""
    Candidate.objects.update(root_cause="", maintainer="", maintainer_trigger="")


def offered(actor):
    return "fill_in" in [one["code"] for one in buttons(actor, line(NUMBER, day(8, 5)), day(8, 5))]


def test_a_bare_application_is_filled_in_and_filed():
    bare()
    assert weighing(NUMBER)["blanks"] == ["root_cause", "maintainer"]
    refused("root_cause_named", "file")
    assert offered(town.CLERK) and offered(town.OFFICER) and not offered(town.FINANCE)
    take(NUMBER, "fill_in")
    told = candidate(NUMBER)
    assert {name: getattr(told, name) for name in SAID} == SAID
    assert weighing(NUMBER)["blanks"] == []
    assert not offered(town.CLERK)
    assert take(NUMBER, "file").snapshot["maintainer"] == "镇公路站"


def test_the_district_may_fill_in_part_of_it():
    bare()
    take(NUMBER, "fill_in", by=town.OFFICER, maintainer="", maintainer_trigger="")
    assert (candidate(NUMBER).root_cause, candidate(NUMBER).maintainer) == ("路基沉降", "")
    take(NUMBER, "fill_in", root_cause="")
    assert candidate(NUMBER).maintainer == "镇公路站"


def test_what_is_told_stands():
    refused("only_blanks_filled", "fill_in")
    bare()
    refused("something_filled", "fill_in", **dict.fromkeys(SAID, " "))


@pytest.mark.parametrize("who", [town.SECRETARY, town.BUTLER, town.FINANCE, town.STRANGER])
def test_others_do_not(who):
    bare()
    with pytest.raises(NotAllowed):
        take(NUMBER, "fill_in", by=who)
