"""How does a Standard vote get its three key holders, and how does everybody know that their keys work before a single ballot is sealed?"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import receipts, urn
from medborgarbudget.domain.voting.actions.opening import check_pair, keep_statements
from medborgarbudget.domain.voting.definition import Choice
from medborgarbudget.domain.voting.models import KeyHolder, OpeningStatement, Rehearsal, Vote, VoteState
from medborgarbudget.domain.voting.permissions import may_change_holders, may_lead_vote
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.domain.voting.rehearsal import marked
from medborgarbudget.domain.voting.seal import seal
from medborgarbudget.domain.voting.urn import Opened
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused, require

HOLDERS = 3
REHEARSAL_BALLOTS = 12


@transaction.atomic
def register_holder(
    *, vote: Vote, place: int, name: str, public_line: str, read_aloud: str, actor: Person, now: datetime
) -> KeyHolder:
    """Take the public half of a key, if it is the one whose fingerprint its holder read aloud. Raises ValidationError.

    The first time only: a holder who is there already is changed by two people, with `change_holder`.
    """
    vote = _locked(vote)
    require(may_change_holders(actor, vote, database_now()))
    public = check_holder(vote, place=place, name=name, public_line=public_line, read_aloud=read_aloud)
    if KeyHolder.objects.filter(vote=vote, place=place, replaced_at=None).exists():
        raise Refused(_("Platsen har redan en nyckelhållare. Den byts av två personer."), conflict=True)
    return _place(vote, place, name, public, actor=actor, now=now, replaced=None, second=None, reason="")


@transaction.atomic
def change_holder(
    *, vote: Vote, place: int, name: str, public_line: str, actor: Person, second: Person, reason: str, now: datetime
) -> KeyHolder:
    """Somebody else holds the key of this place from now on. The rehearsal is done anew, and two people approve anew that the vote opens."""
    vote = _locked(vote)
    require(may_change_holders(actor, vote, database_now()))
    public = check_holder(vote, place=place, name=name, public_line=public_line, read_aloud=None)
    replaced = KeyHolder.objects.filter(vote=vote, place=place, replaced_at=None).first()
    if replaced is not None:
        replaced.replaced_at = now
        replaced.save(update_fields=["replaced_at"])
    vote.state, vote.released_at = VoteState.DRAFT, None
    vote.save(update_fields=["state", "released_at"])
    return _place(vote, place, name, public, actor=actor, now=now, replaced=replaced, second=second, reason=reason)


def check_holder(vote: Vote, *, place: int, name: str, public_line: str, read_aloud: str | None) -> bytes:
    """The public half, when everything about the holder is right. Raises ValidationError, field by field."""
    errors: dict[str, str] = {}
    public = urn.read_public(public_line)
    if place not in range(1, HOLDERS + 1):
        errors["place"] = _("Välj plats 1, 2 eller 3.")
    if not name.strip():
        errors["name"] = _("Ange nyckelhållarens namn.")
    if public is None:
        errors["public_line"] = _("Ange den öppna halvan. Den är en rad som börjar med mb1-.")
    elif KeyHolder.objects.filter(vote=vote, public_key=public).exists():
        errors["public_line"] = _("Den nyckeln är redan registrerad. Varje nyckelhållare gör en egen.")
    elif read_aloud is not None and receipts.read_signs(read_aloud) != receipts.read_signs(urn.fingerprint(public)):
        errors["read_aloud"] = _(
            "Fingeravtrycket hör inte till den öppna halvan. Be nyckelhållaren läsa upp det igen, och skicka halvan igen om det inte hjälper."
        )
    if errors or public is None:
        raise ValidationError(errors)
    return public


def _place(
    vote: Vote,
    place: int,
    name: str,
    public: bytes,
    *,
    actor: Person,
    now: datetime,
    replaced: KeyHolder | None,
    second: Person | None,
    reason: str,
) -> KeyHolder:
    holder = KeyHolder.objects.create(
        vote=vote, place=place, name=name.strip()[:120], public_key=public, registered_at=now, registered_by=actor
    )
    there = urn.holders_of(vote)
    vote.public_key = (
        b"".join(bytes(one.public_key)[: urn.SEALING_LENGTH] for one in there) if len(there) == HOLDERS else b""
    )
    vote.save(update_fields=["public_key"])
    Rehearsal.objects.filter(vote=vote).delete()
    OpeningStatement.objects.filter(vote=vote, rehearsal=True).delete()
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.change_key_holder" if replaced is not None else "vote.register_key_holder",
        subject=vote,
        now=now,
        reason=reason,
        changes={
            "holder": [replaced.name if replaced is not None else None, holder.name],
            "key": [
                urn.fingerprint(bytes(replaced.public_key)) if replaced is not None else None,
                urn.fingerprint(public),
            ],
            "second": [None, str(second) if second is not None else None],
        },
    )
    return holder


@transaction.atomic
def start_rehearsal(*, vote: Vote, actor: Person, now: datetime) -> Rehearsal:
    """Make an urn of invented ballots, sealed as real ones but bound to being a rehearsal. The same one until a holder is changed."""
    vote = _locked(vote)
    require(may_change_holders(actor, vote, database_now()))
    if len(urn.holders_of(vote)) < HOLDERS:
        raise Refused(_("Registrera alla tre nyckelhållare först."))
    there = Rehearsal.objects.filter(vote=vote).first()
    if there is not None:
        return there
    definition = definition_of(vote)
    drawn: list[tuple[str, list[Choice]]] = []
    for _number in range(REHEARSAL_BALLOTS):
        style = secrets.choice(definition.styles).code
        drawn.append((style, marked(definition, [secrets.choice(definition.options_of(style)).number])))
    envelopes = [seal(vote, definition, style, choices, rehearsal=True) for style, choices in drawn]
    ballots = [{"style": style, "choices": choices} for style, choices in drawn]
    content = "".join(urn.urn_lines(vote, envelopes, [], rehearsal=True))
    return Rehearsal.objects.create(
        vote=vote,
        content=content,
        urn_hash=urn.hash_of([content]),
        expected=Opened(ballots, []).plaintext_hash(vote.urn_salt),
        made_at=now,
    )


@transaction.atomic
def hand_in_rehearsal(*, vote: Vote, files: Sequence[bytes], actor: Person, now: datetime) -> None:
    """Two holders have opened the rehearsal urn: right, or told what was wrong. Raises ValidationError."""
    vote = _locked(vote)
    require(may_change_holders(actor, vote, database_now()))
    rehearsal = Rehearsal.objects.filter(vote=vote).first()
    if rehearsal is None:
        raise Refused(_("Gör en övningsurna först."))
    handed = check_pair(vote, files, urn_hash=rehearsal.urn_hash, rehearsal=True)
    if handed[0].plaintexts != rehearsal.expected:
        raise ValidationError(_("Övningen gav inte de röster som låg i urnan. Gör om den."))
    keep_statements(vote, handed, rehearsal=True, now=now)
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.rehearse",
        subject=vote,
        now=now,
        changes={"holder": [None, [one.by.name for one in handed]]},
    )


@transaction.atomic
def note_destroyed_key(*, vote: Vote, certificate: bytes, actor: Person, now: datetime) -> KeyHolder:
    """A holder has destroyed their key and hands in the certificate that it signed first. Raises ValidationError."""
    require(may_lead_vote(actor, vote.cycle))
    vote = _locked(vote)
    if vote.state not in {VoteState.OPENED, VoteState.PUBLISHED}:
        raise Refused(_("Nycklarna förstörs när urnan har öppnats, inte före."))
    try:
        data = json.loads(certificate)
        text, signed = str(data["statement"]), base64.b64decode(data["signature"], validate=True)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValidationError(_("Filen är inget intyg från programmet för nyckelhållare.")) from error
    for holder in urn.holders_of(vote):
        if text != f"medborgarbudget destroyed 1\nkey {urn.fingerprint(bytes(holder.public_key))}\n":
            continue
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes(holder.public_key)[urn.SEALING_LENGTH :])
            key.verify(signed, text.encode())
        except InvalidSignature:
            break
        if holder.destroyed_at is None:
            holder.destroyed_at, holder.destroyed_signature = now, str(data["signature"])
            holder.save(update_fields=["destroyed_at", "destroyed_signature"])
            audit.record(
                organisation_id=vote.organisation_id,
                actor=actor,
                verb="vote.key_destroyed",
                subject=vote,
                now=now,
                changes={"holder": [holder.name, None]},
            )
        return holder
    raise ValidationError(_("Intyget är inte underskrivet av någon av omröstningens nyckelhållare."))


def _locked(vote: Vote) -> Vote:
    return Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=vote.pk)
