"""When does an envelope leave its slot without being replaced? As a control that its voter asks for, or made void."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import receipts
from medborgarbudget.domain.voting.actions.letters import holder_of
from medborgarbudget.domain.voting.identity import Voter, letter_voter, slot_of
from medborgarbudget.domain.voting.models import BallotLog, BallotSlot, CastAttempt, CodeLetter, SetAside, Vote
from medborgarbudget.domain.voting.permissions import may_cast, may_set_aside
from medborgarbudget.domain.voting.policy import RANK, Channel, replaces
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused, require

Fate = BallotLog.Fate


@transaction.atomic
def make_control(*, vote: Vote, attempt_key: str) -> bytes:
    """Turn the envelope that this submit led to into a control: not counted, opened in public at the end. Gives its leaf.

    Only whoever cast it knows the key of the submit. The voter's place is empty after that: they have to vote again. The same
    request again gives the same answer.
    """
    arrived = database_now()
    locked = _locked(vote)
    leaf = CastAttempt.objects.filter(vote=vote, key=attempt_key).values_list("leaf", flat=True).first()
    if leaf is None:
        raise Refused(_("Kontrollen går bara att göra från kvittot, samma dag som du röstade."))
    if SetAside.objects.filter(vote=vote, leaf=leaf, fate=Fate.CONTROL).exists():
        return bytes(leaf)
    require(may_cast(locked, arrived))
    if not _set_aside(vote, bytes(leaf), Fate.CONTROL):
        raise Refused(_("Rösten är redan ersatt av en senare röst och kan inte bli en kontroll."))
    return bytes(leaf)


@transaction.atomic
def void_ballot(
    *,
    vote: Vote,
    reason: str,
    actor: Person,
    now: datetime,
    second: Person | None = None,
    letter: str = "",
    receipt: str = "",
) -> bool:
    """Make void the ballot that was cast with a letter, or that a receipt speaks of. False when there is none.

    Whoever has the place can vote again while the vote is open. Raises ValidationError.
    """
    vote = _locked(vote)
    require(may_set_aside(actor, vote, database_now()))
    if not reason.strip():
        raise ValidationError({"reason": _("Ange varför rösten är ogiltig.")})
    leaf = leaf_to_void(vote, letter=letter, receipt=receipt)
    done = leaf is not None and _set_aside(vote, leaf, Fate.VOID)
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.void_slot",
        subject=vote,
        now=now,
        reason=reason.strip(),
        changes={
            "letter" if letter else "receipt": [None, letter or receipts.short_code(leaf or b"").strip()],
            "ballots": [1 if done else 0, 0],
            "second": [None, str(second) if second is not None else None],
        },
    )
    return done


def leaf_to_void(vote: Vote, *, letter: str = "", receipt: str = "") -> bytes | None:
    """The leaf that now stands in the letter's place, or that the receipt speaks of. Raises ValidationError when there is no such letter or code."""
    if letter:
        sent = CodeLetter.objects.filter(vote=vote, number=letter).select_related("batch__cycle_area__area").first()
        if sent is None:
            raise ValidationError({"letter": _("Det finns inget brev med det numret i omröstningen.")})
        theirs = Voter(Channel.LETTER, bytes(sent.person_ref).hex()) if sent.person_ref is not None else None
        slot = slot_of(vote, holder_of(vote, sent) or theirs or letter_voter(vote, letter))
        # In the same place may lie a ballot that its voter cast with an e-ID since: that one stands.
        by_letter = BallotSlot.objects.filter(vote=vote, slot=slot, channel__in=(Channel.LETTER, Channel.SCHOOL))
        held = by_letter.exclude(envelope=b"").values_list("leaf", flat=True).first()
        return bytes(held) if held is not None else None
    beginning = receipts.beginning_of(receipt)
    if beginning is None:
        raise ValidationError({"receipt": _("Ange kvittots kod med 16 tecken.")})
    found = BallotLog.objects.filter(vote=vote, leaf__gte=beginning, leaf__lte=beginning + b"\xff" * 22).first()
    if found is None:
        raise ValidationError({"receipt": _("Det finns ingen röst med den koden i omröstningen.")})
    return bytes(found.leaf)


@transaction.atomic
def give_place_to_paper(*, vote: Vote, voter: Voter, arrived: datetime) -> bool:
    """The voter gets a paper ballot under supervision: their place is taken for good, and an envelope already there is void.

    True when there was one. `arrived` is a moment of the database's clock. In the caller's transaction; the paper part says who may do this.
    """
    vote = _locked(vote)
    require(may_cast(vote, arrived))
    slot = slot_of(vote, voter)
    held = BallotSlot.objects.select_for_update().filter(vote=vote, slot=slot).first()
    if held is not None and held.rank >= RANK[Channel.PAPER]:
        raise Refused(_("Personen har redan fått en valsedel. Lämna inte ut en till."))
    had = held is not None and _empty(vote, held, Fate.PAPER)
    BallotSlot.objects.create(
        vote=vote, slot=slot, envelope=b"", leaf=b"", channel=Channel.PAPER.value, rank=RANK[Channel.PAPER]
    )
    return had


@transaction.atomic
def give_place_to_post(*, vote: Vote, voter: Voter, arrived: datetime) -> Channel | None:
    """A posted form takes the voter's place if it is empty or holds a vote that it may replace, which is then void. Else: what holds the place.

    `arrived` is a moment of the database's clock. In the caller's transaction; the paper part says who may do this.
    """
    vote = _locked(vote)
    require(may_cast(vote, arrived))
    slot = slot_of(vote, voter)
    held = BallotSlot.objects.select_for_update().filter(vote=vote, slot=slot).first()
    if held is not None:
        if not replaces(Channel(held.channel), Channel.POSTED):
            return Channel(held.channel)
        _empty(vote, held, Fate.POSTED)
    BallotSlot.objects.create(
        vote=vote, slot=slot, envelope=b"", leaf=b"", channel=Channel.POSTED.value, rank=RANK[Channel.POSTED]
    )
    return None


def _locked(vote: Vote) -> Vote:
    return Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=vote.pk)


def _empty(vote: Vote, held: BallotSlot, fate: BallotLog.Fate) -> bool:
    """Take what is in a slot out of it, by hand over: an envelope is set aside; a posted form has none, and stays where it is, unopened."""
    if held.leaf:
        return _set_aside(vote, bytes(held.leaf), fate)
    return bool(BallotSlot.objects.filter(vote=vote, slot=held.slot).delete()[0])


def _set_aside(vote: Vote, leaf: bytes, fate: BallotLog.Fate) -> bool:
    """Take the envelope out of its slot. False when the leaf is in no slot any longer."""
    table = BallotSlot._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE vote_id = %s AND leaf = %s RETURNING envelope", [vote.pk, leaf])  # noqa: S608
        row = cursor.fetchone()
    if row is None:
        return False
    envelope = bytes(row[0]) if fate == Fate.CONTROL else b""
    SetAside.objects.create(vote=vote, leaf=leaf, fate=fate, envelope=envelope)
    return True
