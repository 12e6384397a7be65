"""Home of the tests of `.pb` files: what is read, what is refused and by which name, what is written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from xiaowei.connectors.pabulib.fetch import fetch, sections
from xiaowei.connectors.pabulib.parse import parse
from xiaowei.connectors.pabulib.poll import Poll
from xiaowei.connectors.pabulib.write import write
from xiaowei.domain.errors import BadInput

META = "META\nkey;value\nbudget;100\nvote_type;approval\nnum_votes;3\nnum_projects;2\n"
PROJECTS = "PROJECTS\nproject_id;cost;name\n1;60;one\n2;40;two\n"
VOTES = "VOTES\nvoter_id;vote;age\na;1,2;30\nb;2;\nc;;50\n"
POLL = META + PROJECTS + VOTES
SHARED = Path(__file__).parents[4] / "shared" / "data" / "pabulib"


def read(text: str) -> Poll:
    return parse(sections(text, "poll.pb"))


def chosen(poll: Poll) -> list[list[str]]:
    return [
        [poll.options[at].id for at in poll.choices[poll.begins[v] : poll.begins[v + 1]]]
        for v in range(len(poll.begins) - 1)
    ]


def test_a_plain_poll():
    poll = read(POLL)
    assert (poll.budget, poll.kind, poll.warnings) == (Decimal(100), "approval", ())
    assert [(one.id, one.cost, one.name) for one in poll.options] == [
        ("1", Decimal(60), "one"),
        ("2", Decimal(40), "two"),
    ]
    assert chosen(poll) == [["1", "2"], ["2"], []]


@pytest.mark.parametrize(
    ("was", "is_", "code"),
    [
        ("META\n", "", "vote_before_sections"),
        (PROJECTS, "", "vote_section"),
        (VOTES, "", "vote_section"),
        (VOTES, "VOTES\n", "vote_section"),
        (VOTES, PROJECTS + VOTES, "vote_section"),
        ("budget;100\n", "", "vote_meta_missing"),
        ("budget;100", "budget;0", "vote_meta_value"),
        ("budget;100", "budget;-5", "vote_meta_value"),
        ("budget;100", "budget;nan", "vote_meta_value"),
        ("budget;100", "budget;inf", "vote_meta_value"),
        ("budget;100", "budget;1e400", "vote_meta_value"),
        ("budget;100", "budget;30,000", "vote_meta_value"),
        ("budget;100", "budget;100\nbudget;200", "vote_meta_twice"),
        ("vote_type;approval\n", "", "vote_meta_missing"),
        ("vote_type;approval", "vote_type;raffle", "vote_meta_value"),
        ("vote_type;approval", "vote_type;cumulative", "vote_column_missing"),
        ("vote_type;approval", "vote_type;choose-1", "vote_choose_one"),
        ("project_id;cost", "project_id;price", "vote_column_missing"),
        ("voter_id;vote", "voter_id;ballot", "vote_column_missing"),
        ("1;60;one", "1;-60;one", "vote_cost_line"),
        ("1;60;one", "1;0;one", "vote_cost_line"),
        ("1;60;one", "1;;one", "vote_cost_line"),
        ("1;60;one", "1", "vote_cost_line"),
        ("1;60;one", "1;99999999999999999999;one", "vote_cost_line"),
        ("1;60;one", ";60;one", "vote_project_blank"),
        ("1;60;one", "2;60;one", "vote_project_twice"),
        ("b;2;", "b;3;", "vote_unknown_project"),
        ("b;2;", "b;2 1;", "vote_unknown_project"),
    ],
)
def test_what_is_refused(was, is_, code):
    with pytest.raises(BadInput) as refused:
        read(POLL.replace(was, is_, 1))
    assert refused.value.code == code
    for language in ("zh", "en"):
        assert refused.value.text(language)


def test_a_refusal_names_the_line():
    with pytest.raises(BadInput) as refused:
        read(POLL.replace("b;2;", "b;3;"))
    assert (refused.value.row, refused.value.facts["value"]) == (14, "3")


@pytest.mark.parametrize("shown", ["30000.50", "30000,50", "30 000.50", "+30000.5"])
def test_amounts_as_they_are_written(shown):
    assert read(POLL.replace("budget;100", f"budget;{shown}")).budget == Decimal("30000.5")
    assert read(POLL.replace("1;60;", f"1;{shown};")).options[0].cost == Decimal("30000.5")


def test_line_ends_marks_and_blanks(tmp_path):
    file = tmp_path / "poll.pb"
    file.write_bytes(b"\xef\xbb\xbf" + POLL.replace("\n", "\r\n").encode())
    assert chosen(parse(fetch(file))) == [["1", "2"], ["2"], []]
    file.write_bytes(POLL.replace("one", "一号").encode("gb18030"))
    assert parse(fetch(file)).options[0].name == "一号"
    assert chosen(read(POLL.replace("a;1,2;", "a; 1 , 2, ;"))) == [["1", "2"], ["2"], []]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"one; two"', "one; two"),
        ('"say ""one"""', 'say "one"'),
        ('"one" and more', '"one" and more'),
        ('one "and" two', 'one "and" two'),
        ('"never closed', '"never closed'),
        ('"on two\nlines"', "on two\nlines"),
    ],
)
def test_quotation_marks(written, name):
    poll = read(POLL.replace("1;60;one", f"1;60;{written}"))
    assert [one.name for one in poll.options] == [name, "two"]


def test_what_is_told_but_taken():
    codes = [one.code for one in read(POLL.replace("num_votes;3", "num_votes;4")).warnings]
    assert codes == ["vote_count_differs"]
    assert read(POLL.replace("num_votes;3\n", "")).warnings == ()
    assert [one.code for one in read(POLL.replace("b;2;", "a;2;")).warnings] == ["vote_voter_twice"]
    twice = read(POLL.replace("b;2;", "b;2,2;"))
    assert [one.code for one in twice.warnings] == ["vote_named_twice"]
    assert chosen(twice) == [["1", "2"], ["2"], []]


SCORED = META.replace("approval", "cumulative") + PROJECTS + "VOTES\nvoter_id;vote;points\n"


def test_points():
    poll = read(SCORED + "a;1,2;3,0\nb;2;2.5\nc;;\n")
    assert chosen(poll) == [["1"], ["2"], []]
    assert [float(point) for point in poll.points] == [3, 2.5]
    scoring = SCORED.replace("cumulative", "scoring")
    assert chosen(read(scoring + "a;1,2;3,-1\n")) == [["1"]]
    default = scoring.replace("num_votes;3", "default_score;1")
    poll = read(default + "a;1;3\nb;;\n")
    assert (chosen(poll), list(poll.points)) == ([["1", "2"], ["1", "2"]], [3, 1, 1, 1])


@pytest.mark.parametrize(
    ("vote", "code"),
    [
        ("a;1,2;3", "vote_points_count"),
        ("a;1;x", "vote_points_value"),
        ("a;1;nan", "vote_points_value"),
        ("a;1;-2", "vote_points_negative"),
        ("a;1,1;2,2", "vote_project_again"),
    ],
)
def test_points_refused(vote, code):
    with pytest.raises(BadInput) as refused:
        read(SCORED + vote + "\n")
    assert (refused.value.code, refused.value.row) == (code, 14 - 1)


def test_a_default_score_that_is_no_number_is_refused():
    with pytest.raises(BadInput) as refused:
        read(SCORED.replace("num_votes;3", "default_score;x") + "a;1;3\n")
    assert refused.value.facts["name"] == "default_score"


def test_ranks_are_borda_of_the_own_ballot():
    poll = read(POLL.replace("approval", "ordinal").replace("a;1,2;", "a;2,1;"))
    assert (chosen(poll), list(poll.points)) == ([["2", "1"], ["2"], []], [2, 1, 1])


def test_written_and_read_again(tmp_path):
    poll = read(POLL.replace("one", '"one; two"'))
    write(poll, {"2"}, "mes_cost", tmp_path / "out.pb")
    again = parse(fetch(tmp_path / "out.pb"))
    assert [(one.id, one.cost, one.name) for one in again.options] == [
        (one.id, one.cost, one.name) for one in poll.options
    ]
    assert [one.told["selected"] for one in again.options] == ["0", "1"]
    assert (again.rows, again.budget, again.meta["rule"]) == (poll.rows, poll.budget, "mes_cost")


@pytest.mark.skipif(not SHARED.is_dir(), reason="no real polls beside this checkout")
@pytest.mark.parametrize("file", sorted(SHARED.glob("*.pb")), ids=lambda file: file.stem[:40])
def test_real_polls_agree_with_their_own_counts(file):
    poll = parse(fetch(file))
    votes = dict.fromkeys((one.id for one in poll.options), 0)
    for ballot in chosen(poll):
        for name in ballot:
            votes[name] += 1
    told = {one.id: int(one.told.get("votes", votes[one.id])) for one in poll.options}
    twice = sum(one.facts["ballots"] for one in poll.warnings if one.code == "vote_named_twice")
    assert sum(told.values()) - sum(votes.values()) == twice
