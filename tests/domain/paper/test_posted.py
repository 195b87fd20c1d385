"""Does a form that comes by post count if its letter's place is empty or holds an older code vote, and is it listed otherwise, never lost?"""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from medborgarbudget.domain.cycles.models import CycleArea
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.paper import actions, permissions, queries
from medborgarbudget.domain.paper.causes import Cause
from medborgarbudget.domain.paper.models import Desk, EnvelopeState, PaperBallot, PostedEnvelope
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting import actions as voting
from medborgarbudget.domain.voting import policy
from medborgarbudget.domain.voting import queries as votes
from medborgarbudget.domain.voting.actions import letters
from medborgarbudget.domain.voting.identity import Voter, letter_voter
from medborgarbudget.domain.voting.models import BallotSlot, CodeLetter, LetterState, OpenedBallot, Vote
from medborgarbudget.domain.voting.permissions import may_open_urn
from medborgarbudget.domain.voting.policy import Channel
from medborgarbudget.domain.voting.printing import LetterToPrint
from medborgarbudget.domain.voting.queries import Standing
from medborgarbudget.domain.voting.slips import last_post_day, slip_code
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import database_now, to_local
from medborgarbudget.foundation.decisions import Refused
from tests.domain.people.test_roles_at_once import at_once
from tests.support.paper import a_box, read_and_approved, staff
from tests.support.posted import counted, letters_of, post, posting_vote, sort, web_vote, yesterday
from tests.support.rolls import confirm, second_person
from tests.support.voting import close, set_times

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote(lund: Organisation, doris: Person) -> Vote:
    return posting_vote(lund, doris)


def slot_by(vote: Vote, letter: LetterToPrint, channel: Channel, choices: list[int]) -> None:
    """The holder of the letter votes in another way that leads to the same place, as a roll would have it."""
    reference = letter_voter(vote, letter.number).reference
    voter = Voter(channel, reference)
    voting.cast_ballot(vote=vote, style="", choices=choices, voter=voter, attempt_key=secrets.token_urlsafe(24))


# --- the place ---


@pytest.mark.writes
def test_a_posted_form_goes_from_the_slip_to_the_urn_and_voids_the_older_web_vote(vote: Vote, doris: Person) -> None:
    first, second, third = letters_of(vote, doris, 3)
    receipt = web_vote(vote, first, [1])
    envelope = post(vote, first)
    assert (envelope.state, envelope.cause, envelope.number) == (EnvelopeState.HELD, "", 1)
    assert post(vote, second).number == 2
    web_vote(vote, third, [2])
    assert votes.standing_of(vote, receipt.code)[0] is Standing.IN_THE_LOG, "nothing is told while the vote is open"
    assert sorted(BallotSlot.objects.filter(vote=vote).values_list("channel", flat=True)) == [
        "letter",
        "posted",
        "posted",
    ]

    vote = close(vote)
    assert "2 kuvert" in may_open_urn(doris, vote, database_now()).reason
    (box,) = sort(vote)
    assert (box.check_ins, box.desk.posted, box.style) == (2, True, "")
    assert "Posten" in may_open_urn(doris, vote, database_now()).reason
    counted(box, ["3", "4 1"])
    opened = voting.open_urn(vote=vote, actor=doris, now=database_now())
    assert opened.tally["channels"] == {"letter": 1, "posted": 2} and opened.tally["paper"] == 2
    assert opened.received_count == 3 and opened.tally["by_style"] == {"": 3}
    assert sorted(OpenedBallot.objects.filter(vote=vote).values_list("choices", "on_paper")) == [
        ([1, 4], True),
        ([2], False),
        ([3], True),
    ]
    assert votes.standing_of(opened, receipt.code)[0] is Standing.POSTED
    assert not PostedEnvelope.objects.exclude(mark=None).exists(), "with the slots goes what leads to them"


@pytest.mark.parametrize("held", [None, *(each for each in Channel if each not in policy.BY_PAPER)])
def test_what_holds_the_place_decides_as_the_published_table_says(vote: Vote, doris: Person, held: Channel) -> None:
    (letter,) = letters_of(vote, doris, 1)
    if held is not None:
        slot_by(vote, letter, held, [1])
    envelope = post(vote, letter)
    takes = held is None or policy.replaces(held, Channel.POSTED)
    assert takes is (held not in {Channel.EID, Channel.ASSISTED})
    assert envelope.cause == ("" if takes else Cause.STRONGER) and (envelope.mark is not None) is takes
    channel = BallotSlot.objects.get(vote=vote).channel
    assert channel == (Channel.POSTED if takes else held)


@pytest.mark.parametrize("later", [each for each in Channel if each not in policy.BY_PAPER])
def test_a_later_vote_takes_the_place_back_and_the_envelope_stays_shut(
    vote: Vote, doris: Person, later: Channel
) -> None:
    first, second = letters_of(vote, doris, 2)
    envelope = post(vote, first)
    post(vote, second)
    takes = policy.replaces(Channel.POSTED, later)
    try:
        slot_by(vote, first, later, [2])
        assert takes
    except Refused:
        assert not takes
    (box,) = sort(close(vote))
    envelope.refresh_from_db()
    assert box.check_ins == (1 if takes else 2)
    assert (envelope.state, envelope.cause) == (
        (EnvelopeState.LISTED, Cause.LATER) if takes else (EnvelopeState.BOXED, "")
    )


@pytest.mark.writes
def test_paper_on_the_spot_beats_a_posted_form_before_and_after(vote: Vote, doris: Person) -> None:
    first, second, third = letters_of(vote, doris, 3)
    desk = a_box(vote, check_ins=2).desk

    def hand_out(letter: LetterToPrint) -> object:
        return actions.hand_out(
            desk=desk, way="letter", query=letter.number, reason="Står här", key=secrets.token_urlsafe(24),
            actor=staff(vote, RoleName.DESK), now=database_now(),
        )  # fmt: skip

    posted, kept = post(vote, first), post(vote, third)
    hand_out(first)
    hand_out(second)
    assert post(vote, second).cause == Cause.PAPER
    assert BallotSlot.objects.filter(vote=vote, channel="posted").count() == 1, "another's place is not touched"
    (box,) = sort(close(vote))
    posted.refresh_from_db()
    kept.refresh_from_db()
    assert (posted.cause, kept.state, box.check_ins) == (Cause.PAPER, EnvelopeState.BOXED, 1)


def test_nothing_takes_the_place_of_an_envelope_that_has_been_sorted(vote: Vote, doris: Person) -> None:
    (letter,) = letters_of(vote, doris, 1)
    post(vote, letter)
    arrived = database_now()
    sort(close(vote))
    voter = Voter(Channel.EID, letter_voter(vote, letter.number).reference)
    set_times(vote, vote.opens_at, arrived + timedelta(minutes=1))
    with pytest.raises(Refused, match="redan röstat"):
        voting.cast_ballot(vote=vote, style="", choices=[1], voter=voter, attempt_key="k" * 24, arrived=arrived)
    with pytest.raises(Refused, match="redan fått"):
        voting.give_place_to_paper(vote=vote, voter=voter, arrived=arrived)


# --- what is listed ---


def test_each_envelope_that_is_not_opened_is_listed_with_its_cause(vote: Vote, doris: Person) -> None:
    good, void, new, gone = letters_of(vote, doris, 4)
    assert post(vote, good).cause == ""
    assert post(vote, good).cause == Cause.SECOND
    voting.void_letter(vote=vote, number=void.number, reason="Kom i retur", actor=doris, now=database_now())
    assert post(vote, void).cause == Cause.VOID
    deed = voting.ask_new_letter(
        vote=vote, number=new.number, person="", reason="Borta", actor=doris, now=database_now()
    )
    confirm(deed, second_person(vote.cycle))
    with pytest.raises(ValidationError, match="hör inte ihop"):
        post(vote, new)
    assert post(vote, new, seen=Cause.WRONG, network="10.9.9.9").cause == Cause.REISSUED
    assert post(vote, void, seen=Cause.WRONG).cause == Cause.VOID
    assert post(vote, gone, seen=Cause.WRONG).cause == Cause.WRONG
    assert post(vote, None, seen=Cause.NO_SLIP).cause == Cause.NO_SLIP
    assert post(vote, None, seen=Cause.WRONG, slip="oläsligt").cause == Cause.WRONG
    assert post(vote, gone, seen=Cause.NO_INNER).cause == Cause.NO_INNER
    numbers = queries.posted_numbers(vote)
    assert (numbers.held, numbers.listed, numbers.received) == (1, 8, 9)
    assert numbers.by_cause[Cause.VOID] == numbers.by_cause[Cause.WRONG] == 2
    assert [each.number for each in queries.last_envelopes(vote)] == list(range(9, 0, -1))


def test_an_envelope_after_the_last_day_or_registered_after_closing_is_listed(vote: Vote, doris: Person) -> None:
    in_time, late, unregistered = letters_of(vote, doris, 3)
    now = database_now()
    today = to_local(now).date()
    ends = now + timedelta(hours=1)
    vote = set_times(vote, vote.opens_at, ends)
    assert last_post_day(vote) == to_local(ends).date() - timedelta(days=1)
    before = last_post_day(vote)
    assert post(vote, in_time, day=min(before, today)).cause == ""
    if today > before:
        assert post(vote, late, day=today).cause == Cause.LATE
    vote = close(vote)
    assert post(vote, unregistered, day=to_local(vote.opens_at).date()).cause == Cause.UNREGISTERED
    assert post(vote, late, day=today).cause == Cause.LATE
    assert BallotSlot.objects.filter(vote=vote).count() == 1


def test_a_form_refused_is_not_listed_and_says_why_at_the_field(vote: Vote, doris: Person, asta: Person) -> None:
    (letter,) = letters_of(vote, doris, 1)
    for change, field in (
        ({"slip": "12345"}, "slip"),
        ({"slip": f"{letter.number}-{letter.secret}"}, "slip"),
        ({"slip": f"{letter.number}-ABCD"}, "slip"),
        ({"seen": "whatever"}, "seen"),
        ({"seen": Cause.LATER}, "seen"),
        ({"day": to_local(database_now()).date() + timedelta(days=1)}, "day"),
        ({"day": to_local(vote.opens_at).date() - timedelta(days=1)}, "day"),
    ):
        with pytest.raises(ValidationError) as error:
            post(vote, letter, **change)
        assert list(error.value.error_dict) == [field]
    with pytest.raises(Refused, match="Ladda om"):
        post(vote, letter, key="kort")
    with pytest.raises(Refused, match="arbetar i disken"):
        post(vote, letter, clerk=asta)
    assert not PostedEnvelope.objects.exists() and not BallotSlot.objects.exists()


def test_wrong_slips_wait_and_the_right_one_goes_in_from_elsewhere(vote: Vote, doris: Person) -> None:
    letter, other = letters_of(vote, doris, 2)
    wrong = f"{letter.number}-{other.slip}"
    for _try in range(policy.LETTER_FREE_TRIES):
        with pytest.raises(ValidationError, match="hör inte ihop"):
            post(vote, letter, slip=wrong)
    with pytest.raises(ValidationError, match="Vänta"):
        post(vote, letter)
    assert post(vote, letter, network="10.7.7.7").cause == ""


def test_the_slip_shows_the_letter_and_lets_nobody_vote(vote: Vote, doris: Person) -> None:
    (letter,) = letters_of(vote, doris, 1)
    assert letter.slip == slip_code(letter.secret) != letter.secret and len(letter.slip) == 12
    kept = CodeLetter.objects.get(number=letter.number)
    assert letter.slip not in kept.slip_hash and kept.slip_hash.startswith("$argon2id$")
    with pytest.raises(ValidationError, match="hör inte ihop"):
        voting.check_letter(vote=vote, number=letter.number, code=letter.slip, network="10.0.0.1", now=database_now())


def test_a_letter_has_a_form_only_where_it_is_known_which_ballot_goes_with_it(
    lund: Organisation, doris: Person
) -> None:
    vote = posting_vote(lund, doris, areas=["Norr", "Söder"], pots=[900_000, 900_000])
    north = CycleArea.objects.get(cycle=vote.cycle, area__name="Norr")
    (bound,) = letters_of(vote, doris, 1, area=north)
    (free,) = letters_of(vote, doris, 1)
    assert bound.slip and not free.slip
    assert CodeLetter.objects.get(number=free.number).slip_hash == ""
    voting.offer_forms(vote=vote, return_address="", actor=doris, now=database_now())
    vote.refresh_from_db()
    (plain,) = letters_of(vote, doris, 1, area=north)
    assert not plain.slip and queries.takes_posted(vote), "those already sent may still come back"
    assert post(vote, bound).style == north.area.code
    with pytest.raises(ValidationError, match="högst 5 rader"):
        voting.offer_forms(vote=vote, return_address="a\n" * 6, actor=doris, now=database_now())
    with pytest.raises(Refused, match="Bara projektansvarig"):
        voting.offer_forms(vote=vote, return_address="a", actor=staff(vote, RoleName.DESK), now=database_now())
    soon = set_times(vote, vote.opens_at, to_local(database_now()).replace(hour=23, minute=59))
    with pytest.raises(Refused, match="dagen före"):
        voting.offer_forms(vote=soon, return_address="a", actor=doris, now=database_now())


def test_a_ballot_of_another_area_in_the_box_does_not_count(lund: Organisation, doris: Person) -> None:
    vote = posting_vote(lund, doris, areas=["Norr", "Söder"], pots=[900_000, 900_000])
    north, south = CycleArea.objects.filter(cycle=vote.cycle).order_by("area__name")
    for area in (north, north, south):
        (letter,) = letters_of(vote, doris, 1, area=area)
        post(vote, letter)
    vote = close(vote)
    boxes = {box.style: box for box in sort(vote)}
    assert {style: box.check_ins for style, box in boxes.items()} == {north.area.code: 2, south.area.code: 1}
    definition = votes.definition_of(vote)
    pot = definition.styles_by_code[south.area.code].pots[0]
    number = next(option.number for option in definition.options if option.pot == pot)
    counted(boxes[north.area.code], [str(number)] * 2, style=south.area.code)
    counted(boxes[south.area.code], [str(number)])
    finals = PaperBallot.objects.filter(batch=boxes[north.area.code]).values_list("final__invalid", flat=True)
    assert list(finals) == ["foreign", "foreign"]
    opened = voting.open_urn(vote=vote, actor=doris, now=database_now())
    assert opened.tally["channels"] == {"posted": 1} and opened.tally["by_style"] == {south.area.code: 1}


# --- once, and nobody named ---


@pytest.mark.writes
def test_a_repeated_registration_is_one_and_the_database_holds_one_per_place(vote: Vote, doris: Person) -> None:
    letter, other = letters_of(vote, doris, 2)
    once = post(vote, letter, key="k" * 24)
    assert post(vote, other, key="k" * 24) == once
    assert PostedEnvelope.objects.count() == BallotSlot.objects.count() == 1
    again = {"organisation": vote.organisation, "vote": vote, "day": once.day, "number": 9, "key": "x" * 24}
    for broken in (
        {"state": "held", "mark": once.mark},
        {"state": "held"},
        {"state": "listed"},
        {"state": "boxed", "cause": Cause.LATE},
        {"state": "listed", "cause": Cause.LATE, "number": 1},
        {"state": "listed", "cause": Cause.LATE, "key": "k" * 24},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PostedEnvelope.objects.create(**{**again, **broken})


def test_neither_the_envelope_nor_the_log_of_deeds_names_anybody(vote: Vote, doris: Person, lund: Organisation) -> None:
    (letter,) = letters_of(vote, doris, 1)
    envelope = post(vote, letter)
    slot = BallotSlot.objects.get(vote=vote)
    kept = CodeLetter.objects.get(number=letter.number)
    assert bytes(envelope.mark or b"") not in {bytes(slot.slot), bytes(kept.person_ref or b"")}
    told = [entry for entry in audit.entries(lund.pk, kinds=["paper"]) if entry.verb == "paper.register_posted"]
    (entry,) = told
    said = f"{entry.reason}{entry.changes}{entry.subject_name}{envelope.__dict__}"
    assert letter.number not in said and letter.slip not in said
    assert kept.state == LetterState.ISSUED


def test_sorting_waits_until_nothing_more_can_come_in(vote: Vote, doris: Person) -> None:
    (letter,) = letters_of(vote, doris, 1)
    assert "inga kuvert" in permissions.may_sort_posted(doris, close(vote), database_now()).reason
    vote = set_times(vote, vote.opens_at, database_now() + timedelta(days=3))
    post(vote, letter, day=yesterday())
    with pytest.raises(Refused, match="sorteras när"):
        sort(vote)
    vote = set_times(vote, vote.opens_at, database_now() - timedelta(seconds=30))
    with pytest.raises(Refused, match="två minuter"):
        sort(vote)
    (box,) = sort(close(vote))
    with pytest.raises(Refused, match="inga kuvert att sortera"):
        sort(vote)
    with pytest.raises(Refused, match="när kuverten sorteras"):
        a_box(vote, check_ins=1, desk=Desk.objects.get(pk=box.desk_id))
    assert box.desk not in queries.desks(vote) and not queries.reconciliation(vote)


def test_desk_and_post_are_told_apart_and_counted_together(vote: Vote, doris: Person) -> None:
    for letter in letters_of(vote, doris, 3):
        post(vote, letter)
    vote = close(vote)
    (box,) = sort(vote)
    counted(box, ["1", "1 2 3 4", "2"])
    read_and_approved(vote, ["3", "", "4"])
    assert queries.invalid_by_reason(vote, posted=True) == {"too_many": 1}
    assert queries.invalid_by_reason(vote) == {"empty": 1}
    opened = voting.open_urn(vote=vote, actor=doris, now=database_now())
    assert opened.tally["channels"] == {"paper": 2, "posted": 2} and opened.tally["paper"] == 4


@pytest.mark.writes
@pytest.mark.django_db(transaction=True)
def test_of_post_web_and_e_id_at_once_exactly_one_counts(lund: Organisation, doris: Person) -> None:
    vote = posting_vote(lund, doris)
    coming = letters_of(vote, doris, 5)
    clerks = [staff(vote, RoleName.DESK) for _each in range(3)]
    for letter in coming:
        results = at_once(
            lambda letter=letter: post(vote, letter, clerk=clerks[0]),
            lambda letter=letter: post(vote, letter, clerk=clerks[1], network="10.3.3.3"),
            lambda letter=letter: web_vote(vote, letter, [1]),
            lambda letter=letter: letters.matches(None, letter.secret) or slot_by(vote, letter, Channel.EID, [2]),
        )
        assert all(not isinstance(each, BaseException) or isinstance(each, Refused) for each in results), results
        envelopes = [each for each in results if isinstance(each, PostedEnvelope)]
        assert len(envelopes) == 2 and sum(each.cause == "" for each in envelopes) <= 1
    assert BallotSlot.objects.filter(vote=vote).count() == len(coming)
    assert set(BallotSlot.objects.filter(vote=vote).values_list("channel", flat=True)) == {"eid"}
    numbers = queries.posted_numbers(vote)
    assert numbers.received == PostedEnvelope.objects.count() == 2 * len(coming)
    print(f"\n{connection.vendor}: {len(coming)} places fought for by post twice, web and e-ID: {numbers}")

    more = letters_of(vote, doris, 4)
    for letter in more:
        at_once(
            lambda letter=letter: post(vote, letter, clerk=clerks[0]),
            lambda letter=letter: web_vote(vote, letter, [1]),
            lambda letter=letter: post(vote, letter, clerk=clerks[2], network="10.4.4.4"),
        )
    vote = close(vote)
    boxes = sort(vote)
    in_box = sum(box.check_ins for box in boxes)
    for box in boxes:
        counted(box, ["3"] * box.check_ins)
    opened = voting.open_urn(vote=vote, actor=doris, now=database_now())
    assert opened.received_count == len(coming) + len(more)
    assert opened.tally["paper"] == in_box
    print(f"{connection.vendor}: {len(more)} places fought for by post twice and web: {opened.tally['channels']}")
