"""Which elections do the tests draw? Small ones, with many ties and near ties."""

from __future__ import annotations

from hypothesis import strategies as st

from pbcount import Election, Project

COSTS = st.one_of(st.integers(1, 12), st.sampled_from([0, 1, 5, 10, 10, 20, 30, 60, 99, 100, 101]))


@st.composite
def approval_elections(draw: st.DrawFn, most_projects: int = 6, most_voters: int = 9) -> Election:
    count = draw(st.integers(1, most_projects))
    names = draw(st.permutations([f"p{number}" for number in range(count)]))
    projects = [Project(name, draw(COSTS), withdrawn=draw(st.integers(0, 19)) == 0) for name in names]
    ballots = draw(st.lists(st.sets(st.sampled_from(names)), max_size=most_voters))
    return Election.from_approvals(projects, draw(st.integers(0, 150)), ballots)


@st.composite
def point_elections(draw: st.DrawFn) -> Election:
    count = draw(st.integers(1, 5))
    names = [f"p{number}" for number in range(count)]
    projects = [Project(name, draw(COSTS)) for name in names]
    ballot = st.dictionaries(st.sampled_from(names), st.integers(0, 4))
    return Election.from_points(projects, draw(st.integers(0, 150)), draw(st.lists(ballot, max_size=7)))
