"""What can be done with opened ballots? Count them, count again, compare rules, publish; and try a rule before it is decided on."""

from medborgarbudget.domain.counting.actions.comparing import compare_again
from medborgarbudget.domain.counting.actions.counting import count_vote, recount
from medborgarbudget.domain.counting.actions.publishing import publish_result
from medborgarbudget.domain.counting.actions.recording import record_export, record_look
from medborgarbudget.domain.counting.actions.simulating import (
    remove_simulation,
    simulate_file,
    simulate_invented,
    simulate_vote,
)

__all__ = [
    "compare_again",
    "count_vote",
    "publish_result",
    "record_export",
    "record_look",
    "recount",
    "remove_simulation",
    "simulate_file",
    "simulate_invented",
    "simulate_vote",
]
