"""Count participatory budgeting elections: exact, deterministic, explained. See README.md in this folder."""

from pbcount.counting import count
from pbcount.election import Ballots, Election, ElectionError, Project
from pbcount.explain import Counterfactual, Explanation, explain
from pbcount.irresolute import all_outcomes
from pbcount.levels import count_levels
from pbcount.outcome import Outcome, Step
from pbcount.pots import PotsOutcome, count_pots
from pbcount.spec import OptionsError, RuleSpec
from pbcount.ties import Tie

__all__ = [
    "Ballots",
    "Counterfactual",
    "Election",
    "ElectionError",
    "Explanation",
    "OptionsError",
    "Outcome",
    "PotsOutcome",
    "Project",
    "RuleSpec",
    "Step",
    "Tie",
    "all_outcomes",
    "count",
    "count_levels",
    "count_pots",
    "explain",
]
