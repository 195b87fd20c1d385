"""Do ballots on paper count once, as they stand, after two have read them and two others approved, and never beside another vote?"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from medborgarbudget.domain.counting.actions import count_vote
from medborgarbudget.domain.counting.channels import turnout_by_channel
from medborgarbudget.domain.cycles.models import Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.paper import actions, permissions, policy, queries
from medborgarbudget.domain.paper.models import Exchange, HandOut, PaperBallot, PaperBatch
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting import actions as voting
from medborgarbudget.domain.voting import queries as votes
from medborgarbudget.domain.voting.identity import email_voter
from medborgarbudget.domain.voting.models import BallotLog, BallotSlot, OpenedBallot, Vote
from medborgarbudget.domain.voting.queries import Standing, definition_of
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import database_now, to_local
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import NOW
from tests.support.cycles import make_cycle
from tests.support.paper import a_box, a_desk, approve, key, open_box, read_and_approved, staff
from tests.support.voting import cast, close, open_vote, prepared_vote

pytestmark = pytest.mark.django_db
KEY = "en-nyckel-som-ar-lang-nog"


@pytest.fixture
def vote(lund: Organisation, doris: Person) -> Vote:
    return open_vote(make_cycle(lund, database_now(), open_deeds=[Deed.VOTE]), actor=doris)


def hand_out(vote: Vote, name: str, **more: Any) -> actions.HandedOut:
    desk = vote.desks.first() or a_desk(vote)
    values = {"way": "email", "query": f"{name}@example.org", "reason": "Står här", "key": f"{KEY}-{name}"}
    return actions.hand_out(desk=desk, actor=staff(vote, RoleName.DESK), now=database_now(), **{**values, **more})


# --- the desk ---


@pytest.mark.writes
def test_paper_voids_the_earlier_vote_and_lets_none_in_after(vote: Vote, doris: Person) -> None:
    receipt = cast(vote, "asta", [1, 2])
    cast(vote, "bo", [1])
    hand_out(vote, "asta")
    with pytest.raises(Refused, match="redan röstat"):
        cast(vote, "asta", [3])
    slot = BallotSlot.objects.get(vote=vote, channel="paper")
    assert bytes(slot.envelope) == bytes(slot.leaf) == b""
    assert votes.standing_of(vote, receipt.code)[0] is Standing.IN_THE_LOG
    assert votes.turnout(vote).received == 1

    vote = close(vote)
    read_and_approved(vote, ["4"])
    opened = voting.open_urn(vote=vote, actor=doris, now=database_now())
    assert sorted(ballot.choices for ballot in votes.opened_ballots(opened)) == [[1], [4]]
    assert (opened.received_count, opened.tally["channels"]) == (2, {"email": 1, "paper": 1})
    assert votes.standing_of(opened, receipt.code)[0] is Standing.PAPER
    assert not BallotSlot.objects.filter(vote=vote).exists()
    assert BallotLog.objects.filter(vote=vote, fate=BallotLog.Fate.COUNTED).count() == 1


def test_the_desk_is_told_yes_or_no_and_the_log_tells_nobody_who_it_was(vote: Vote, lund: Organisation) -> None:
    desk, clerk = a_desk(vote), staff(vote, RoleName.DESK)
    cast(vote, "asta", [1])
    ask = {"desk": desk, "way": "email", "reason": "Visade legitimation", "actor": clerk, "now": NOW}
    assert actions.look_up(query="asta@example.org", **ask) == queries.Standing(has_voted=True, has_paper=False)
    assert actions.look_up(query="bo@example.org", **ask) == queries.Standing(has_voted=False, has_paper=False)
    hand_out(vote, "bo")
    assert actions.look_up(query="Bo@Example.org", **ask) == queries.Standing(has_voted=True, has_paper=True)
    with pytest.raises(ValidationError, match="e-postadress"):
        actions.look_up(query="bo", **ask)
    with pytest.raises(ValidationError, match="varför"):
        actions.look_up(query="bo@example.org", **{**ask, "reason": " "})
    with pytest.raises(ValidationError, match="hur du söker"):
        actions.look_up(query="123456789", **{**ask, "way": "letter"})
    told = [
        entry for entry in audit.entries(lund.pk, kinds=["paper"]) if entry.verb in {"paper.look_up", "paper.hand_out"}
    ]
    assert len(told) == 4
    assert "example.org" not in " ".join(f"{entry.reason}{entry.changes}{entry.subject_name}" for entry in told)


@pytest.mark.writes
def test_a_repeated_hand_out_is_one_and_another_for_the_same_person_is_refused(vote: Vote) -> None:
    assert not hand_out(vote, "asta").again
    assert hand_out(vote, "asta").again
    with pytest.raises(Refused, match="redan fått"):
        hand_out(vote, "asta", key="en-helt-annan-lang-nyckel")
    with pytest.raises(Refused, match="Ladda om"):
        hand_out(vote, "bo", key="kort")
    assert HandOut.objects.filter(vote=vote).count() == BallotSlot.objects.filter(vote=vote).count() == 1


def test_nothing_is_handed_out_before_opening_or_after_closing(lund: Organisation, doris: Person, asta: Person) -> None:
    cycle = make_cycle(lund, database_now() + timedelta(days=40), open_deeds=[Deed.VOTE])
    vote = prepared_vote(cycle, actor=doris)
    with pytest.raises(Refused, match="öppnar"):
        hand_out(vote, "asta")
    vote = close(vote)
    with pytest.raises(Refused, match="stängde"):
        hand_out(vote, "asta")
    assert not permissions.may_hand_out(asta, vote, database_now())
    assert not BallotSlot.objects.filter(vote=vote).exists()


# --- the box ---


@pytest.mark.writes
def test_a_box_goes_from_seal_to_urn_and_its_ballots_are_counted(vote: Vote, doris: Person) -> None:
    for number in range(12):
        cast(vote, f"v{number}", [1])
    vote = close(vote)
    batch = read_and_approved(vote, ["3"] * 10 + ["1 2 3 4", "", "3 4"])
    numbers = queries.numbers_of(batch)
    assert (numbers.ballots, numbers.invalid, dict(numbers.by_reason)) == (13, 2, {"too_many": 1, "empty": 1})
    kept = PaperBallot.objects.get(batch=batch, number=11).final
    assert kept == {"style": "", "choices": [1, 2, 3, 4], "invalid": "too_many"}

    opened = voting.open_urn(vote=vote, actor=doris, now=database_now())
    assert opened.tally["channels"] == {"email": 12, "paper": 11}
    stored = list(OpenedBallot.objects.filter(vote=vote).values_list("choices", flat=True))
    assert sorted(map(repr, stored)) == sorted(["[1]"] * 12 + ["[3]"] * 10 + ["[3, 4]"])
    assert [(each.channel, each.voters) for each in turnout_by_channel(opened)] == [("email", 12), ("paper", 11)]
    opened.tally["channels"] = {"email": 12, "letter": 40, "paper": 3}
    assert [(each.channel, each.voters) for each in turnout_by_channel(opened)] == [
        ("letter", None),
        ("email", None),
        ("paper", None),
    ]
    (kept_count,) = count_vote(vote=opened, actor=doris, now=database_now())
    assert kept_count.ballots == 23 and kept_count.story.of(3).votes == 11


def test_no_box_is_opened_while_the_vote_is_open(vote: Vote) -> None:
    batch = a_box(vote, check_ins=3)
    with pytest.raises(Refused, match="när omröstningen har stängt"):
        open_box(batch, 3)
    with pytest.raises(Refused, match="Öppna lådan först"):
        key(batch, staff(vote, RoleName.DESK), ["1"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"seal_number": " "}, "seal_number"),
        ({"seal_number": "A 17"}, "seal_number"),
        ({"check_ins": -1}, "check_ins"),
        ({"check_ins": 20_001}, "check_ins"),
        ({"day": NOW.date() - timedelta(days=4000)}, "day"),
    ],
)
def test_a_box_that_cannot_be_right_is_refused_at_its_field(vote: Vote, change: dict[str, Any], field: str) -> None:
    first = a_box(vote, check_ins=3, seal="A 17")
    values = {"desk": first.desk, "day": first.day, "seal_number": "A 18", "check_ins": 3, **change}
    with pytest.raises(ValidationError) as error:
        actions.register_batch(actor=staff(vote, RoleName.DESK), now=NOW, **values)
    assert list(error.value.message_dict) == [field]
    assert PaperBatch.objects.filter(vote=vote).count() == 1


@pytest.mark.writes
def test_c104_two_read_blind_and_only_the_differing_go_to_a_third(vote: Vote) -> None:
    vote = close(vote)
    batch = open_box(a_box(vote, check_ins=20), 20)
    one, two, third = (staff(vote, RoleName.DESK) for _ in range(3))
    lines = [f"{1 + number % 4}" for number in range(20)]
    key(batch, one, lines)
    other = [*lines]
    other[3], other[9], other[15] = "1 2", "", "4 1"
    key(batch, two, other)
    batch.refresh_from_db()
    assert [paper.number for paper in queries.differing(batch)] == [4, 10, 16]
    assert not permissions.may_approve(staff(vote, RoleName.LEAD), batch, NOW)
    for clerk in (one, two):
        with pytest.raises(Refused, match="själv läst in"):
            actions.settle(batch=batch, number=4, style="", line="1", seen="", actor=clerk, now=NOW)
    with pytest.raises(Refused, match="inte läst olika"):
        actions.settle(batch=batch, number=5, style="", line="1", seen="", actor=third, now=NOW)
    for number, line in ((4, "1 2"), (10, ""), (16, "4")):
        actions.settle(batch=batch, number=number, style="", line=line, seen="", actor=third, now=NOW)
    assert not queries.differing(batch)
    assert PaperBallot.objects.get(batch=batch, number=4).final["choices"] == [1, 2]
    with pytest.raises(Refused, match="Två andra"):
        key(batch, staff(vote, RoleName.DESK), ["1"])
    assert approve(batch).state == "approved"


def test_the_order_in_which_choices_are_typed_makes_no_difference(vote: Vote) -> None:
    vote = close(vote)
    batch = open_box(a_box(vote, check_ins=1), 1)
    key(batch, staff(vote, RoleName.DESK), ["3 1"])
    key(batch, staff(vote, RoleName.DESK), ["001, 0003"])
    assert not queries.differing(batch)


def test_c105_whoever_read_a_batch_does_not_approve_it(vote: Vote) -> None:
    vote = close(vote)
    batch = open_box(a_box(vote, check_ins=1), 1)
    clerk, second = staff(vote, RoleName.LEAD), staff(vote, RoleName.LEAD)
    key(batch, clerk, ["1"])
    key(batch, clerk, ["2"])
    batch.refresh_from_db()
    assert batch.second_clerk_id is None and PaperBallot.objects.get(batch=batch).second is None
    key(batch, second, ["2"])
    with pytest.raises(Refused, match="själv läst"):
        approve(batch, asker=clerk)
    batch.refresh_from_db()
    assert batch.state == "keying"
    two_people.waiting(vote.organisation).delete()
    with pytest.raises(Refused, match="själv läst"):
        approve(batch, confirmer=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperBatch.objects.filter(pk=batch.pk).update(second_clerk=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperBatch.objects.filter(pk=batch.pk).update(state="approved")


def test_c106_more_ballots_than_people_must_be_explained(vote: Vote) -> None:
    vote = close(vote)
    batch = open_box(a_box(vote, check_ins=1), 2)
    for _ in range(2):
        key(batch, staff(vote, RoleName.DESK), ["1", "2"])
    with pytest.raises(Refused, match="Skriv en förklaring"):
        approve(batch)
    two_people.waiting(vote.organisation).delete()
    clerk = staff(vote, RoleName.DESK)
    with pytest.raises(ValidationError):
        actions.explain(batch=batch, explanation=" ", actor=clerk, now=NOW)
    actions.explain(batch=batch, explanation="En person prickades inte av.", actor=clerk, now=NOW)
    approve(batch)
    (line,) = queries.reconciliation(vote)
    assert (line.check_ins, line.ballots, line.explained, line.agrees) == (1, 2, "En person prickades inte av.", False)


def exchange(vote: Vote, name: str, **more: Any) -> Exchange:
    values = {
        "way": "email",
        "query": f"{name}@example.org",
        "reason": "Kryssade fel",
        "key": secrets.token_urlsafe(24),
    }
    desk, clerk = more.pop("desk", None) or vote.desks.get(), staff(vote, RoleName.DESK)
    return actions.exchange(desk=desk, actor=clerk, now=database_now(), **{**values, **more})


@pytest.mark.writes
def test_a_spoiled_ballot_is_exchanged_with_a_reason_for_somebody_who_has_one_and_leaves_one_place(vote: Vote) -> None:
    hand_out(vote, "asta")
    with pytest.raises(ValidationError, match="inte fått någon valsedel"):
        exchange(vote, "bo")
    cast(vote, "bo", [1])
    with pytest.raises(ValidationError, match="inte fått någon valsedel"):
        exchange(vote, "bo")
    with pytest.raises(ValidationError):
        exchange(vote, "asta", reason=" ")
    with pytest.raises(Refused, match="Ladda om"):
        exchange(vote, "asta", key="kort")
    with pytest.raises(Refused, match="i disken"):
        actions.exchange(
            desk=vote.desks.get(), way="email", query="asta@example.org", reason="x", key=KEY,
            actor=staff(vote, RoleName.AUDITOR), now=NOW,
        )  # fmt: skip
    first = exchange(vote, "asta", key=KEY)
    assert exchange(vote, "asta", key=KEY) == first
    exchange(vote, "asta")
    assert Exchange.objects.count() == 2 and HandOut.objects.count() == 1
    assert BallotSlot.objects.filter(vote=vote, channel="paper").count() == 1
    entry = audit.AuditEntry.objects.filter(verb="paper.exchange").first()
    assert entry is not None and entry.reason == "Kryssade fel" and "asta" not in str(entry.changes)
    vote = close(vote)
    with pytest.raises(Refused, match="Lämna inte ut fler"):
        exchange(vote, "asta")
    with pytest.raises(IntegrityError), transaction.atomic():
        Exchange.objects.create(
            organisation=vote.organisation, vote=vote, desk=vote.desks.get(), day=NOW.date(), reason="", key="x" * 20
        )


@pytest.mark.parametrize(("spoiled", "agrees"), [(2, True), (1, False), (3, False)])
def test_as_many_spoiled_ballots_come_in_as_were_exchanged_or_it_is_explained(
    vote: Vote, spoiled: int, agrees: bool
) -> None:
    for name in ("asta", "bo"):
        hand_out(vote, name)
        exchange(vote, name)
    today = to_local(database_now()).date()
    vote = close(vote)
    batch = open_box(a_box(vote, check_ins=2, spoiled=spoiled, day=today), 2)
    assert queries.exchanged_and_spoiled(batch) == (2, spoiled)
    for _ in range(2):
        key(batch, staff(vote, RoleName.DESK), ["1", "2"])
    if not agrees:
        with pytest.raises(Refused, match=f"byttes 2 valsedlar den dagen, men {spoiled} förstörda"):
            approve(batch)
        two_people.waiting(vote.organisation).delete()
        clerk = staff(vote, RoleName.DESK)
        actions.explain(batch=batch, explanation="Kuvertet räknades fel.", actor=clerk, now=NOW)
    approve(batch)
    (line,) = queries.reconciliation(vote)
    assert (line.handed_out, line.exchanged, line.spoiled, line.agrees) == (2, 2, spoiled, agrees)
    assert line.explained == ("" if agrees else "Kuvertet räknades fel.")


def test_the_urn_waits_for_every_box(vote: Vote, doris: Person) -> None:
    cast(vote, "asta", [1])
    vote = close(vote)
    batch = open_box(a_box(vote, check_ins=1), 1)
    with pytest.raises(Refused, match="inte godkänd"):
        voting.open_urn(vote=vote, actor=doris, now=NOW)
    for _ in range(2):
        key(batch, staff(vote, RoleName.DESK), ["2"])
    approve(batch)
    assert voting.open_urn(vote=vote, actor=doris, now=NOW).received_count == 2
    with pytest.raises(Refused, match="Urnan är öppnad"):
        a_box(vote, check_ins=1)


@pytest.mark.writes
def test_after_approval_only_a_counter_batch_corrects(vote: Vote, doris: Person) -> None:
    vote = close(vote)
    batch = read_and_approved(vote, ["1", "2"])
    with pytest.raises(Refused, match="godkänd"):
        key(batch, staff(vote, RoleName.DESK), ["3"])
    with pytest.raises(Refused):
        actions.correct(batch=batch, reason="Fel låda", actor=staff(vote, RoleName.DESK), now=NOW)
    new = actions.correct(batch=batch, reason="En valsedel låg kvar i lådan.", actor=doris, now=NOW)
    with pytest.raises(Refused, match="rättas redan"):
        actions.correct(batch=batch, reason="Igen", actor=doris, now=NOW)
    assert len(queries.approved_ballots(vote)) == 2
    new = open_box(new, 3)
    for _ in range(2):
        key(new, staff(vote, RoleName.DESK), ["1", "2", "4"])
    actions.explain(batch=new, explanation="Den tredje prickades av på fel lista.", actor=doris, now=NOW)
    approve(new)
    assert sorted(choices for _style, choices in queries.approved_ballots(vote)) == [[1], [2], [4]]
    assert PaperBatch.objects.filter(vote=vote).count() == 2


@pytest.mark.writes
def test_rows_from_a_spreadsheet_are_taken_in_all_or_none(vote: Vote) -> None:
    vote = close(vote)
    batch = open_box(a_box(vote, check_ins=4), 4)
    one, two = staff(vote, RoleName.DESK), staff(vote, RoleName.DESK)
    with pytest.raises(ValidationError) as error:
        actions.key_rows(batch=batch, rows="1;3\nx;1\n2;99\n9;1", actor=one, now=NOW)
    assert [text[:6] for text in error.value.message_dict["rows"]] == ["Rad 2:", "Rad 3:", "Rad 4:"]
    assert not PaperBallot.objects.filter(batch=batch, first__isnull=False).exists()
    with pytest.raises(ValidationError, match="minst en rad"):
        actions.key_rows(batch=batch, rows=" \n", actor=one, now=NOW)
    assert actions.key_rows(batch=batch, rows="1;3 1\n2\t4\n3;\n4;1;Går inte att läsa", actor=one, now=NOW) == 4
    key(batch, two, ["1 3", "4", ""])
    actions.key_ballot(batch=batch, number=4, style="", line="1", seen="unreadable", actor=two, now=NOW)
    numbers = queries.numbers_of(batch)
    assert (numbers.unread, numbers.differing, dict(numbers.by_reason)) == (0, 0, {"empty": 1, "unreadable": 1})


def test_rows_name_their_area_where_there_are_several(lund: Organisation, doris: Person) -> None:
    cycle = make_cycle(lund, database_now(), open_deeds=[Deed.VOTE], areas=["Norr", "Söder"], pots=[600_000, 600_000])
    vote = close(open_vote(cycle, actor=doris))
    batch = open_box(a_box(vote, check_ins=2), 2)
    clerk = staff(vote, RoleName.DESK)
    with pytest.raises(ValidationError, match="finns inte"):
        actions.key_rows(batch=batch, rows="1;Väster;1", actor=clerk, now=NOW)
    with pytest.raises(ValidationError, match="finns inte på den valsedeln"):
        actions.key_rows(batch=batch, rows="1;Norr;5", actor=clerk, now=NOW)
    actions.key_rows(batch=batch, rows="1;norr;1 2\n2;SÖDER;5", actor=clerk, now=NOW)
    assert [paper.first["style"] for paper in batch.papers.all()] == ["norr", "söder"]


# --- reading lines ---


@pytest.mark.parametrize(
    ("kind", "settings", "line", "choices", "invalid"),
    [
        ("up_to_k", {}, "1 3", [1, 3], ""),
        ("one", {"max_choices": None}, "1 3", [1, 3], "too_many"),
        ("points", {"max_choices": None, "points_total": 5}, "1=3 2:2", [(1, 3), (2, 2)], ""),
        ("points", {"max_choices": None, "points_total": 5}, "1 = 3, 2 = 4", [(1, 3), (2, 4)], "too_many_points"),
        ("ranking", {}, "4 2 1", [(4, 1), (2, 2), (1, 3)], ""),
        ("ranking", {}, "4=1 2=1", [(4, 1), (2, 1)], "same_place"),
        ("ranking", {}, "4=1 2=3", [(4, 1), (2, 3)], "gap"),
        ("grades", {"max_choices": None}, "1=4 2=0", [(1, 4), (2, 0)], ""),
        ("grades", {"max_choices": None}, "1=7", [(1, 7)], "value"),
        ("plus_minus", {"max_choices": None}, "1=+1 2=-1 3=−1", [(1, 1), (2, -1), (3, -1)], ""),
        ("star", {"max_choices": None}, "1=5", [(1, 5)], ""),
        ("knapsack", {"max_choices": None}, "1 2 3 4", [1, 2, 3, 4], ""),
    ],
)
def test_a_clerks_line_says_what_stands_on_the_paper(
    lund: Organisation, doris: Person, kind: str, settings: dict[str, Any], line: str, choices: list[Any], invalid: str
) -> None:
    rule = {
        "points": "points",
        "ranking": "points",
        "grades": "majority-judgement",
        "plus_minus": "plus-minus",
        "star": "star",
    }
    rules = {"ballot_kind": kind, "counting_rule": rule.get(kind, "greedy"), **settings}
    vote = prepared_vote(make_cycle(lund, database_now(), open_deeds=[Deed.VOTE], rules=rules), actor=doris)
    definition = definition_of(vote)
    assert policy.read_line(definition, "", line) == choices
    assert policy.entry_of(definition, "", choices)["invalid"] == invalid
    for wrong in ("x", "99", "1 1", "1 2 2"):
        with pytest.raises(ValidationError):
            policy.read_line(definition, "", wrong)


def test_what_the_clerk_sees_on_the_paper_stands_before_what_the_rules_say(vote: Vote) -> None:
    entry = policy.entry_of(definition_of(vote), "", [1, 2, 3, 4], "marked")
    assert entry == {"style": "", "choices": [1, 2, 3, 4], "invalid": "marked"}


# --- the sample ---


@pytest.mark.parametrize(("ballots", "size"), [(0, 0), (7, 7), (20, 20), (21, 20), (400, 20), (401, 21), (2000, 100)])
def test_the_sample_is_five_in_a_hundred_and_twenty_at_least(ballots: int, size: int) -> None:
    names = [f"1/{number}" for number in range(ballots)]
    assert policy.sample_size(ballots) == len(policy.drawn("seed", names)) == size
    assert policy.drawn("seed", names) == policy.drawn("seed", reversed(names))
    assert ballots < 100 or policy.drawn("seed", names) != policy.drawn("another", names)


@pytest.mark.writes
def test_the_auditor_draws_once_and_reads_without_seeing(vote: Vote, doris: Person) -> None:
    vote = close(vote)
    read_and_approved(vote, [str(1 + number % 4) for number in range(30)])
    auditor = staff(vote, RoleName.AUDITOR)
    with pytest.raises(Refused, match="granskaren"):
        actions.draw_sample(vote=vote, actor=doris, now=NOW)
    sample = actions.draw_sample(vote=vote, actor=auditor, now=NOW)
    assert actions.draw_sample(vote=vote, actor=auditor, now=NOW) == sample
    readings = queries.readings_of(sample)
    assert len(readings) == 20 and sample.of == 30
    kept = readings[0].paper.final["choices"]
    assert actions.read_sample(reading=readings[0], style="", line=str(kept[0]), seen="", actor=auditor, now=NOW).same
    wrong = str(1 + kept[0] % 4) if readings[1].paper.final["choices"] != [1 + kept[0] % 4] else "1 2"
    assert actions.read_sample(reading=readings[1], style="", line=wrong, seen="", actor=auditor, now=NOW).same is False
    with pytest.raises(Refused, match="redan läst"):
        actions.read_sample(reading=readings[0], style="", line="2", seen="", actor=auditor, now=NOW)
    assert [entry.verb for entry in audit.entries(vote.organisation_id, kinds=["paper"])].count(
        "paper.sample_differs"
    ) == 1


def test_no_sample_before_every_box_is_approved(vote: Vote) -> None:
    vote = close(vote)
    auditor = staff(vote, RoleName.AUDITOR)
    with pytest.raises(Refused, match="inga valsedlar"):
        actions.draw_sample(vote=vote, actor=auditor, now=NOW)
    a_box(vote, check_ins=1)
    with pytest.raises(Refused, match="inte godkänd"):
        actions.draw_sample(vote=vote, actor=auditor, now=NOW)


def test_another_organisations_staff_does_nothing_here(vote: Vote, egil: Person) -> None:
    batch = a_box(vote, check_ins=1)
    now = database_now()
    for verdict in (
        permissions.may_hand_out(egil, vote, now),
        permissions.may_register_batch(egil, vote, now),
        permissions.may_open_box(egil, batch, now),
        permissions.may_key(egil, batch),
        permissions.may_settle(egil, batch),
        permissions.may_approve(egil, batch, now),
        permissions.may_correct(egil, batch, now),
        permissions.may_read_sample(egil, vote),
    ):
        assert not verdict and verdict.reason


def test_a_letter_is_found_by_its_number_and_only_in_its_vote(lund: Organisation, doris: Person) -> None:
    from medborgarbudget.domain.voting.identity import letter_voter

    rules = {"identities": ["code_letter"]}
    vote = open_vote(make_cycle(lund, database_now(), open_deeds=[Deed.VOTE], rules=rules), actor=doris)
    (batch,) = voting.order_letters(vote=vote, wanted=1, area=None, request_key="a", actor=doris, now=database_now())
    number = batch.letters.get().number
    hand_out(vote, "brev", way="letter", query=f" {number[:3]} {number[3:6]} {number[6:]} ")
    assert queries.standing_of(vote, letter_voter(vote, number)).has_paper
    with pytest.raises(ValidationError, match="ingen sådan väljare"):
        hand_out(vote, "annat", way="letter", query="123456789" if number != "123456789" else "123456780")
    with pytest.raises(ValidationError, match="hur du söker"):
        hand_out(vote, "mejl")
    assert email_voter(vote, "a@b.se").reference != letter_voter(vote, number).reference
