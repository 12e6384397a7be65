"""Home of reading ballots: lists of project ids with their points, checked, as one sparse matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from xiaowei.connectors.pabulib.numbers import read_points
from xiaowei.connectors.pabulib.poll import SCORING, Ints
from xiaowei.domain.errors import BadInput
from xiaowei.domain.voting import APPROVAL, CHOOSE_ONE, CUMULATIVE, ORDINAL

MOST_DEFAULTS = 10**8
"""So many scores of projects that nobody named are filled in at most."""


@dataclass(frozen=True, slots=True)
class Said:
    """Ballots as texts: their voters, project ids parted by commas, and as many points if any."""

    kind: str
    lines: Sequence[int]
    voters: Sequence[str]
    votes: Sequence[str]
    points: Sequence[str]
    default: str = ""


@dataclass(frozen=True, slots=True)
class Ballots:
    """Ballots as indices of projects, by voter."""

    begins: Ints
    choices: Ints
    points: Ints | list[Fraction]
    warnings: tuple[BadInput, ...]


def read_ballots(said: Said, ids: Sequence[str]) -> Ballots:
    """Return the ballots; every row counts as a voter, blank ones too.

    Approval and choose-1 give 1 point; ordinal gives as many points as the ballot names projects to the
    first, one less to each that follows (Borda, as Pabulib scores it); cumulative and scoring tell points.
    An approval named twice on one ballot counts once. Points of 0, and below where scores may be
    negative, are no support.

    :raises BadInput: `vote_unknown_project`, `vote_project_again`, `vote_choose_one`, `vote_points_count`,
        `vote_points_value`, `vote_points_negative`, `vote_meta_value`
    """
    sizes, choices = _choices(said, ids)
    owners = np.repeat(np.arange(len(sizes)), sizes)
    warnings = list(_doubled_voters(said.voters))
    again = _again(owners, choices)
    if said.kind == APPROVAL and len(again):
        warnings.append(BadInput("vote_named_twice", ballots=len(np.unique(owners[again]))))
        owners, choices = np.delete(owners, again), np.delete(choices, again)
    elif len(again):
        line, value = said.lines[owners[again[0]]], ids[choices[again[0]]]
        raise BadInput("vote_project_again", row=line, value=value)
    if said.kind == CHOOSE_ONE and (sizes > 1).any():
        at = int(np.argmax(sizes > 1))
        raise BadInput("vote_choose_one", row=said.lines[at], value=said.votes[at][:40])
    points: Ints | list[Fraction] = np.ones(len(choices), np.int64)
    if said.kind == ORDINAL:
        ends = sizes.cumsum()
        points = ends[owners] - np.arange(len(owners))
    elif said.kind in {CUMULATIVE, SCORING}:
        owners, choices, points = _scored(said, ids, sizes, owners, choices)
    begins = np.concatenate([[0], np.bincount(owners, minlength=len(sizes)).cumsum()])
    return Ballots(begins.astype(np.int64), choices, points, tuple(warnings))


def _choices(said: Said, ids: Sequence[str]) -> tuple[Ints, Ints]:
    """Return how many projects each ballot names, and which."""
    index = {name: at for at, name in enumerate(ids)}
    sizes = np.array([vote.count(",") + 1 if vote else 0 for vote in said.votes], np.int64)
    names = ",".join(filter(None, said.votes)).split(",") if sizes.any() else []
    try:
        return sizes, np.array([index[name] for name in names], np.int64)
    except KeyError:
        return _choices_by_line(said, index)


def _choices_by_line(said: Said, index: dict[str, int]) -> tuple[Ints, Ints]:
    """Return the same where there are blanks or empty places between commas, or an unknown project."""
    sizes: list[int] = []
    found: list[int] = []
    for line, vote in zip(said.lines, said.votes, strict=True):
        names = [name.strip() for name in vote.split(",") if name.strip()]
        for name in names:
            if name not in index:
                raise BadInput("vote_unknown_project", row=line, value=name)
        sizes.append(len(names))
        found.extend(index[name] for name in names)
    return np.array(sizes, np.int64), np.array(found, np.int64)


def _doubled_voters(voters: Sequence[str]) -> tuple[BadInput, ...]:
    doubled = len(voters) - len(set(voters))
    return (BadInput("vote_voter_twice", count=doubled),) if doubled else ()


def _again(owners: Ints, choices: Ints) -> Ints:
    """Return the entries that name a project their ballot named before."""
    order = np.lexsort((choices, owners))
    same = (np.diff(owners[order]) == 0) & (np.diff(choices[order]) == 0)
    return np.asarray(order[1:][same], np.int64)


def _scored(
    said: Said, ids: Sequence[str], sizes: Ints, owners: Ints, choices: Ints
) -> tuple[Ints, Ints, Ints | list[Fraction]]:
    """Return who gave points above 0 to which project."""
    points = _points(said, sizes)
    default, voters, width = read_points(said.default or "0"), len(sizes), len(ids)
    if default is None or (default > 0 and voters * width > MOST_DEFAULTS):
        raise BadInput("vote_meta_value", name="default_score", value=said.default, wanted="0")
    if default > 0:
        known = np.zeros(voters * width, bool)
        known[owners * width + choices] = True
        rest = np.flatnonzero(~known)
        owners = np.concatenate([owners, rest // width])
        choices = np.concatenate([choices, rest % width])
        order = np.argsort(owners, kind="stable")
        owners, choices = owners[order], choices[order]
        points = [*points, *[default] * len(rest)]
        points = [points[at] for at in order]
    above = np.array([point > 0 for point in points], bool)
    if all(point.denominator == 1 for point in points):
        whole = np.array([int(point) for point in points], np.int64)
        return owners[above], choices[above], whole[above]
    return owners[above], choices[above], [point for point in points if point > 0]


def _points(said: Said, sizes: Ints) -> list[Fraction]:
    known: dict[str, Fraction | None] = {}
    found: list[Fraction] = []
    for line, told, size in zip(said.lines, said.points, sizes.tolist(), strict=True):
        texts = [text for text in told.split(",") if text.strip()]
        if len(texts) != size:
            raise BadInput("vote_points_count", row=line, points=len(texts), projects=size)
        for text in texts:
            if text not in known:
                known[text] = read_points(text)
            point = known[text]
            if point is None:
                raise BadInput("vote_points_value", row=line, value=text)
            if point < 0 and said.kind == CUMULATIVE:
                raise BadInput("vote_points_negative", row=line, value=text)
            found.append(point)
    return found
