"""Home of the tests of the butler's day: which five places, and why."""

from __future__ import annotations

from datetime import date

from xiaowei.domain.butlers import Calling, Why, reasons, today_list

LONG_AGO = date(2022, 1, 3)


def calling(code: str, late=0, asked=0, tickets=0, days=1) -> Calling:
    return Calling(code, late, asked, tickets, days, LONG_AGO)


def test_late_questions_come_before_open_ones_before_tickets_before_time() -> None:
    places = [
        calling("unvisited", days=30),
        calling("quiet"),
        calling("tickets", tickets=9),
        calling("never", days=None),
        calling("asked", asked=1),
        calling("late", late=1),
        calling("fewer", tickets=3),
    ]
    listed = today_list(places, 20)
    assert [one.place_code for one, _ in listed] == ["late", "asked", "tickets", "fewer", "never"]


def test_a_place_is_listed_with_all_its_reasons() -> None:
    assert reasons(calling("a", late=1, asked=2, tickets=3, days=20), 20) == (
        Why("late", 1), Why("asked", 2), Why("repeats", 3), Why("unvisited", 20),
    )  # fmt: skip
    assert reasons(calling("a", days=19), 20) == ()
    assert Why("repeats", 4).text() == "反复诉求 4 件"
    assert Why("never").text("en") == "never visited"
