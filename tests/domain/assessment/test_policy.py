"""What is missing before an outcome can be proposed?"""

from __future__ import annotations

from datetime import date

import pytest

from medborgarbudget.domain.assessment.policy import Findings, link_works_until, wrong_with
from medborgarbudget.domain.assessment.template import DEFAULT_CRITERIA

YES = {1: "yes", 2: "yes"}
QUESTIONS = {1: "Är det vårt?", 2: "Är det lagligt?"}
LONG = "Marken ägs av någon annan än kommunen."


@pytest.mark.parametrize(
    ("findings", "fields"),
    [
        (Findings(), {"met_1", "met_2", "outcome"}),
        (Findings(outcome="maybe", met=YES), {"outcome"}),
        (Findings(outcome="accepted", met=YES), {"cost", "running_cost"}),
        (Findings(outcome="accepted", met=YES, cost=0, running_cost=0), {"cost"}),
        (Findings(outcome="accepted", met=YES, cost=-5, running_cost=-1), {"cost", "running_cost"}),
        (Findings(outcome="accepted", met=YES, cost=400_001, running_cost=0), {"cost"}),
        (Findings(outcome="accepted", met=YES, cost=400_000, running_cost=0), set()),
        (Findings(outcome="accepted", met={1: "yes", 2: "no"}, cost=1, running_cost=0), {"met_2"}),
        (Findings(outcome="accepted", met={1: "yes", 2: "unclear"}, cost=1, running_cost=0), {"met_2"}),
        (Findings(outcome="refused", met=YES, reason=LONG), {"outcome"}),
        (Findings(outcome="refused", met={1: "no", 2: "yes"}), {"reason"}),
        (Findings(outcome="refused", met={1: "no", 2: "yes"}, reason="Nej."), {"reason"}),
        (Findings(outcome="refused", met={1: "no", 2: "unclear"}, reason=LONG), set()),
        (Findings(outcome="refused", met={1: "no", 2: "yes"}, reason=LONG, cost=900_000), set()),
        (Findings(outcome="refused", met={1: "no"}, reason=LONG), {"met_2"}),
        (Findings(outcome="refused", met={1: "no", 2: "perhaps"}, reason=LONG), {"met_2"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(findings: Findings, fields: set[str]) -> None:
    assert set(wrong_with(findings, QUESTIONS, 400_000)) == fields


def test_without_a_ceiling_any_cost_goes() -> None:
    assert wrong_with(Findings(outcome="accepted", met=YES, cost=90_000_000, running_cost=5), QUESTIONS, None) == {}


def test_a_cycle_without_criteria_can_refuse_with_a_reason_alone() -> None:
    assert wrong_with(Findings(outcome="refused", reason=LONG), {}, None) == {}


def test_a_link_works_a_week_after_its_deadline() -> None:
    assert link_works_until(date(2027, 3, 10)) == date(2027, 3, 17)


def test_the_usual_criteria_fit_their_columns_and_have_codes_of_their_own() -> None:
    assert len({row.code for row in DEFAULT_CRITERIA}) == len(DEFAULT_CRITERIA)
    for row in DEFAULT_CRITERIA:
        assert len(row.code) <= 20 and len(row.question) <= 200 and len(row.refusal_text) <= 400


def test_each_unanswered_question_is_named_so_that_the_summary_can_be_read_alone() -> None:
    wrong = wrong_with(Findings(outcome="accepted", met={1: "no"}, cost=1, running_cost=0), QUESTIONS, None)
    assert "Är det vårt?" in wrong["met_1"] and "Är det lagligt?" in wrong["met_2"]
