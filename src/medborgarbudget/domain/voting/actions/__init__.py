"""What can be done with a vote? Prepare it, give it key holders, release it, correct it, cast a ballot, let people in, open the urn."""

from medborgarbudget.domain.voting.actions.assisting import begin_assisted, note_assisted_cast, review_help
from medborgarbudget.domain.voting.actions.casting import cast_ballot
from medborgarbudget.domain.voting.actions.ceremony import (
    change_holder,
    hand_in_rehearsal,
    note_destroyed_key,
    register_holder,
    start_rehearsal,
)
from medborgarbudget.domain.voting.actions.correcting import add_notice, call_off, withdraw_option
from medborgarbudget.domain.voting.actions.letters import (
    addresses_left,
    ask_new_letter,
    ask_roll_letters,
    check_letter,
    offered_roll_letters,
    order_letters,
    order_roll_letters,
    order_slips,
    resume_letters,
    take_letters,
    take_slips_by_link,
    void_letter,
)
from medborgarbudget.domain.voting.actions.opening import hand_in_opening, open_urn
from medborgarbudget.domain.voting.actions.posting import check_slip, offer_forms
from medborgarbudget.domain.voting.actions.preparing import follow_steps, prepare_vote
from medborgarbudget.domain.voting.actions.releasing import extend_vote, release_vote
from medborgarbudget.domain.voting.actions.sent_codes import SentCode, check_code, send_code
from medborgarbudget.domain.voting.actions.setting_aside import (
    give_place_to_paper,
    give_place_to_post,
    make_control,
    void_ballot,
)

__all__ = [
    "SentCode",
    "add_notice",
    "addresses_left",
    "ask_new_letter",
    "ask_roll_letters",
    "begin_assisted",
    "call_off",
    "cast_ballot",
    "change_holder",
    "check_code",
    "check_letter",
    "check_slip",
    "extend_vote",
    "follow_steps",
    "give_place_to_paper",
    "give_place_to_post",
    "hand_in_opening",
    "hand_in_rehearsal",
    "make_control",
    "note_assisted_cast",
    "note_destroyed_key",
    "offer_forms",
    "offered_roll_letters",
    "open_urn",
    "order_letters",
    "order_roll_letters",
    "order_slips",
    "prepare_vote",
    "register_holder",
    "release_vote",
    "resume_letters",
    "review_help",
    "send_code",
    "start_rehearsal",
    "take_letters",
    "take_slips_by_link",
    "void_ballot",
    "void_letter",
    "withdraw_option",
]
