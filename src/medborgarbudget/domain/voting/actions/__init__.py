"""What can be done with a vote? Prepare it, correct it, cast a ballot, let people in by code or letter, open the urn."""

from medborgarbudget.domain.voting.actions.assisting import begin_assisted, note_assisted_cast
from medborgarbudget.domain.voting.actions.casting import cast_ballot
from medborgarbudget.domain.voting.actions.correcting import add_notice, call_off, withdraw_option
from medborgarbudget.domain.voting.actions.letters import (
    addresses_left,
    ask_new_letter,
    check_letter,
    order_letters,
    order_roll_letters,
    order_slips,
    resume_letters,
    take_letters,
    take_slips_by_link,
    void_letter,
)
from medborgarbudget.domain.voting.actions.opening import open_urn
from medborgarbudget.domain.voting.actions.preparing import follow_steps, prepare_vote
from medborgarbudget.domain.voting.actions.sent_codes import SentCode, check_code, send_code

__all__ = [
    "SentCode",
    "add_notice",
    "addresses_left",
    "ask_new_letter",
    "begin_assisted",
    "call_off",
    "cast_ballot",
    "check_code",
    "check_letter",
    "follow_steps",
    "note_assisted_cast",
    "open_urn",
    "order_letters",
    "order_roll_letters",
    "order_slips",
    "prepare_vote",
    "resume_letters",
    "send_code",
    "take_letters",
    "take_slips_by_link",
    "void_letter",
    "withdraw_option",
]
