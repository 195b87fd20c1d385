"""Greedy without skipping: take projects from the most wanted down and stop at the first that does not fit.

The rule of Wrocław and Gdynia. Projects withdrawn after printing are passed over without stopping.
"""

from __future__ import annotations

from pbcount.rules.contest import Choice, Contest
from pbcount.rules.greedy import keys, walk


def choose(contest: Contest) -> Choice:
    return walk(contest, keys(contest), stop=True)
