"""What can be done with a proposal? Every change to one, with all it entails: number, history, notifications, announcements."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.cycles.models import Cycle, CycleArea
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals import permissions, policy
from medborgarbudget.domain.proposals.addresses import confirm_path, own_path, proposal_path, status_path
from medborgarbudget.domain.proposals.confirmation import is_too_late, token_for
from medborgarbudget.domain.proposals.content import (
    CONTACT_FIELDS,
    FIELDS,
    ProposalContent,
    cleaned,
    content_of,
    plain_line,
    plain_text,
)
from medborgarbudget.domain.proposals.events import ProposalStateChanged, ProposalSubmitted
from medborgarbudget.domain.proposals.models import (
    Channel,
    Comment,
    Flag,
    Following,
    Proposal,
    ProposalPicture,
    ProposalState,
    Stance,
    StatusChange,
    Support,
)
from medborgarbudget.domain.proposals.queries import followers
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import STOCKHOLM
from medborgarbudget.foundation.decisions import Refused, require
from medborgarbudget.foundation.events import publish
from medborgarbudget.foundation.files import Picture
from medborgarbudget.foundation.notifications import NotificationKind, notify, send_mail

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# --- writing and sending ---


@transaction.atomic
def save_draft(
    *, cycle: Cycle, author: Person | None, content: ProposalContent, now: datetime, proposal: Proposal | None = None
) -> Proposal:
    """Store what has been written so far; nobody else sees it. Without author, whoever calls keeps hold of the draft.

    Raises ValidationError for what could never be stored (too long, a point outside the area), Refused when the step is closed.
    """
    require(permissions.may_propose(author, cycle, now))
    content = cleaned(content, cycle, whole=False)
    if proposal is None:
        if author is None:
            _sweep(cycle, now)
        return _create(cycle, content, author=author, now=now, state=ProposalState.DRAFT)
    locked = _locked(proposal)
    if locked.state != ProposalState.DRAFT:
        raise Refused(_("Förslaget är redan inskickat."), conflict=True)
    return _write(proposal, locked, content, now)


def check(*, content: ProposalContent, cycle: Cycle) -> None:
    """Raise ValidationError for what a proposal with this content lacks to be sent; the sender is asked for later."""
    cleaned(content, cycle, whole=True)


@transaction.atomic
def submit(*, proposal: Proposal, now: datetime) -> Proposal:
    """Send a draft in. With an author it gets its number at once; without, a mail asks to confirm the address first.

    Sending twice is sending once. Raises ValidationError for what is missing.
    """
    locked = _locked(proposal)
    if locked.state != ProposalState.DRAFT:
        return _mirror(proposal, locked)
    require(permissions.may_propose(locked.author, locked.cycle, now))
    content = cleaned(content_of(locked), locked.cycle, whole=True)
    if locked.author is None and not content.contact_email:
        raise ValidationError({"contact_email": _("Ange din e-postadress så att vi kan svara dig.")})
    if locked.author is None and _waiting_at(content.contact_email, now) >= policy.MOST_UNCONFIRMED:
        raise ValidationError(
            {"contact_email": _("Flera förslag väntar redan på att bekräftas från den adressen. Öppna mejlen först.")}
        )
    _write(locked, locked, content, now)
    locked.submitted_at = now
    if locked.author is None:
        locked.state = ProposalState.UNCONFIRMED
        locked.save(update_fields=["state", "submitted_at"])
        _ask_to_confirm(locked)
    else:
        locked.save(update_fields=["submitted_at"])
        _take_in(locked, actor=locked.author, now=now)
    return _mirror(proposal, locked)


@transaction.atomic
def claim_draft(*, proposal: Proposal, person: Person) -> Proposal:
    """Whoever began to write without account has signed in: the draft is theirs from now on."""
    locked = _locked(proposal)
    if locked.state == ProposalState.DRAFT and locked.author is None:
        locked.author, locked.contact_email = person, ""
        locked.display_name = locked.display_name or person.name[:60]
        locked.save(update_fields=["author", "contact_email", "display_name"])
    return _mirror(proposal, locked)


@transaction.atomic
def reopen(*, proposal: Proposal, now: datetime) -> Proposal:
    """Take back what waits for a confirmation, to mend the address or ask for a new mail; the old link no longer works.

    Whoever calls knows that it is the one who wrote it.
    """
    locked = _locked(proposal)
    if locked.state == ProposalState.UNCONFIRMED:
        require(permissions.may_propose(None, locked.cycle, now))
        locked.state, locked.submitted_at = ProposalState.DRAFT, None
        locked.save(update_fields=["state", "submitted_at"])
    return _mirror(proposal, locked)


@transaction.atomic
def confirm_email(*, proposal: Proposal, person: Person, now: datetime) -> Proposal:
    """The address is shown to be `person`'s: the proposal is theirs and is taken in. Confirming twice is confirming once.

    Whoever sent in time may confirm after the step has closed, for `policy.CONFIRM_WITHIN`.
    """
    locked = _locked(proposal)
    if locked.state == ProposalState.DRAFT:
        raise Refused(_("Förslaget har öppnats igen sedan länken skickades. Använd den nyaste länken."), conflict=True)
    if locked.state != ProposalState.UNCONFIRMED:
        return _mirror(proposal, locked)
    if is_too_late(locked, now):
        raise Refused(
            _("Länken har slutat gälla. Skicka förslaget igen om tiden för förslag inte har gått ut."), conflict=True
        )
    locked.author = person
    # The account knows its own address; only an adult who answers for a child is kept beside it.
    if not locked.contact_name:
        locked.contact_email = ""
    locked.save(update_fields=["author", "contact_email"])
    _take_in(locked, actor=person, now=now)
    return _mirror(proposal, locked)


@transaction.atomic
def enter_for_somebody(
    *,
    cycle: Cycle,
    content: ProposalContent,
    channel: Channel,
    received_on: date,
    actor: Person,
    now: datetime,
    key: str = "",
) -> Proposal:
    """Staff register what came on paper, by phone or at a meeting; the day it came decides whether it came in time.

    `key` (from `new_key`) makes a form that is sent twice one proposal: the first is given back.
    """
    require(permissions.may_enter(actor, cycle, received_on, now))
    if channel == Channel.WEB:
        raise ValidationError({"channel": _("Välj hur förslaget kom in.")})
    content = cleaned(content, cycle, whole=True)
    Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    first = Proposal.objects.filter(cycle=cycle, status_key=key).first() if key else None
    if first is not None:
        return first
    proposal = _create(
        cycle, content, author=None, now=now, state=ProposalState.DRAFT, channel=channel, entered_by=actor, key=key
    )
    received = datetime.combine(received_on, time(12), tzinfo=STOCKHOLM)
    proposal.submitted_at = min(received, now)
    proposal.save(update_fields=["submitted_at"])
    _take_in(proposal, actor=actor, now=now)
    _record("proposal.enter", proposal, actor, now, changes={"channel": ["", channel.value]})
    return proposal


def new_key() -> str:
    """A secret that cannot be guessed, for a proposal's status page."""
    return secrets.token_urlsafe(32)


@transaction.atomic
def edit(*, proposal: Proposal, content: ProposalContent, actor: Person, now: datetime, reason: str = "") -> Proposal:
    """The author changes the text while it may be changed; staff do with a reason, which the author is told."""
    locked = _locked(proposal)
    reason = plain_text(reason)
    as_author = permissions.may_edit(actor, locked, now)
    if not as_author:
        as_staff = permissions.may_edit_as_staff(actor, locked, now)
        require(as_author if locked.author_id == actor.pk and not as_staff else as_staff)
        if not reason:
            raise ValidationError({"reason": _("Ange varför du ändrar förslaget.")})
    before = content_of(locked)
    content = cleaned(content, locked.cycle, whole=True, before=before)
    changes = {
        name: [_told(getattr(before, name)), _told(getattr(content, name))]
        for name in FIELDS
        if getattr(before, name) != getattr(content, name) and name not in CONTACT_FIELDS
    }
    if before == content:
        return _mirror(proposal, locked)
    _write(proposal, locked, content, now)
    _record("proposal.edit", proposal, actor, now, reason=reason, changes=changes)
    if not as_author and changes:
        with translation.override("sv"):
            _tell_author(proposal, _("Ditt förslag ”%(title)s” har ändrats") % {"title": proposal.title}, reason, now)
    return proposal


@transaction.atomic
def move_area(*, proposal: Proposal, cycle_area: CycleArea, actor: Person, now: datetime, reason: str) -> Proposal:
    """Staff put a proposal in another area of the cycle, wherever its point is."""
    locked = _locked(proposal)
    require(permissions.may_edit_as_staff(actor, locked, now))
    if cycle_area.cycle_id != locked.cycle_id:
        raise ValidationError({"cycle_area": _("Välj ett av omgångens områden.")})
    reason = plain_text(reason)
    if not reason:
        raise ValidationError({"reason": _("Ange varför förslaget flyttas.")})
    if locked.cycle_area_id == cycle_area.pk:
        return _mirror(proposal, locked)
    changes = {"cycle_area": [_told(locked.cycle_area), _told(cycle_area)]}
    Proposal.objects.filter(pk=locked.pk).update(cycle_area=cycle_area, changed_at=now)
    locked.cycle_area, locked.changed_at = cycle_area, now
    _record("proposal.move_area", locked, actor, now, reason=reason, changes=changes)
    with translation.override("sv"):
        _tell_author(
            locked, _("Ditt förslag ”%(title)s” hör nu till ett annat område") % {"title": locked.title}, reason, now
        )
    return _mirror(proposal, locked)


@transaction.atomic
def withdraw(*, proposal: Proposal, actor: Person, now: datetime, reason: str = "") -> Proposal:
    """The author takes a sent proposal back; followers are told."""
    locked = _locked(proposal)
    require(permissions.may_withdraw(actor, locked, now))
    _move(
        locked,
        ProposalState.WITHDRAWN,
        plain_text(reason) or _swedish(gettext_lazy("Förslagsställaren har dragit tillbaka förslaget.")),
        actor,
        now,
    )
    return _mirror(proposal, locked)


@transaction.atomic
def discard(*, proposal: Proposal) -> None:
    """Throw away a draft for good. Whoever calls knows that it is the person's own."""
    locked = _locked(proposal)
    if locked.state != ProposalState.DRAFT:
        raise Refused(_("Förslaget är redan inskickat och kan inte kastas. Du kan dra tillbaka det."), conflict=True)
    for picture in locked.pictures.all():
        _remove_files(picture)
    locked.delete()


@transaction.atomic
def add_picture(*, proposal: Proposal, picture: Picture, alt: str, now: datetime) -> ProposalPicture:
    """Add a picture that foundation.files has read. Raises ValidationError beyond `policy.MAX_PICTURES`."""
    locked = _locked(proposal)
    number = locked.pictures.count()
    if number >= policy.MAX_PICTURES:
        raise ValidationError(
            {"picture": _("Du kan ha högst %(most)d bilder. Ta bort en först.") % {"most": policy.MAX_PICTURES}}
        )
    last = locked.pictures.aggregate(last=Max("position"))["last"]
    added = ProposalPicture(
        proposal=locked,
        alt=plain_line(alt)[:200],
        position=0 if last is None else last + 1,
        added_at=now,
    )
    added.thumbnail.save(picture.thumbnail.name or "thumbnail.jpg", picture.thumbnail, save=False)
    added.image.save(picture.full.name or "picture.jpg", picture.full, save=False)
    added.save()
    return added


@transaction.atomic
def describe_picture(*, picture: ProposalPicture, alt: str) -> None:
    """Say what a picture shows, for those who do not see it."""
    ProposalPicture.objects.filter(pk=picture.pk).update(alt=plain_line(alt)[:200])


@transaction.atomic
def remove_picture(*, picture: ProposalPicture) -> None:
    """Take away a picture and its files."""
    _remove_files(picture)
    picture.delete()


@transaction.atomic
def note_export(*, cycle: Cycle, number: int, contact: bool, actor: Person, now: datetime) -> None:
    """Put on record that somebody took proposals out of the system, and whether with contact data."""
    audit.record(
        organisation_id=cycle.organisation_id,
        actor=actor,
        verb="proposals.export_contacts" if contact else "proposals.export",
        subject=cycle,
        now=now,
        changes={"proposals": [0, number]},
    )


# --- the state ---


@transaction.atomic
def change_state(
    *, proposal: Proposal, to: ProposalState, reason: str, actor: Person | None, now: datetime
) -> Proposal:
    """Move a proposal on, for the later steps of a cycle: history, announcement, proposer and followers told.

    To be where one already is changes nothing. Raises Refused for a move out of or into what only proposals decide.
    """
    reason = plain_text(reason)
    if not reason:
        raise ValidationError({"reason": _("Ange ett skäl. Det visas för alla.")})
    locked = _locked(proposal)
    if locked.state == to:
        return _mirror(proposal, locked)
    if not policy.may_become(locked.state, to):
        raise Refused(
            _("Förslaget %(reference)s är ”%(state)s” och kan inte bli ”%(to)s”.")
            % {
                "reference": locked.reference or locked.title,
                "state": locked.get_state_display(),
                "to": ProposalState(to).label,
            },
            conflict=True,
        )
    _move(locked, to, reason, actor, now)
    return _mirror(proposal, locked)


@transaction.atomic
def publish_proposal(*, proposal: Proposal, actor: Person, now: datetime) -> Proposal:
    """A moderator has looked at what was sent in and lets everybody see it."""
    require(permissions.may_moderate(actor, proposal.organisation, now))
    locked = _locked(proposal)
    if locked.state == ProposalState.PUBLISHED:
        return _mirror(proposal, locked)
    if locked.state != ProposalState.SUBMITTED:
        raise Refused(_("Förslaget väntar inte på granskning."), conflict=True)
    _move(locked, ProposalState.PUBLISHED, _swedish(gettext_lazy("Förslaget är granskat och publicerat.")), actor, now)
    _record("proposal.publish", locked, actor, now)
    return _mirror(proposal, locked)


@transaction.atomic
def hide(*, proposal: Proposal, ground: policy.HideGround, actor: Person, now: datetime, words: str = "") -> Proposal:
    """A moderator takes a proposal out of sight; it is kept, and its author is told why."""
    require(permissions.may_moderate(actor, proposal.organisation, now))
    reason = _ground(ground, words)
    locked = _locked(proposal)
    if locked.state == ProposalState.HIDDEN:
        return _mirror(proposal, locked)
    if locked.state in policy.NOT_SENT:
        raise Refused(_("Förslaget är inte inskickat."), conflict=True)
    _move(locked, ProposalState.HIDDEN, reason, actor, now)
    _record("proposal.hide", locked, actor, now, reason=reason)
    return _mirror(proposal, locked)


@transaction.atomic
def show_again(*, proposal: Proposal, actor: Person, now: datetime, reason: str) -> Proposal:
    """A hidden proposal comes back to the state it had."""
    require(permissions.may_moderate(actor, proposal.organisation, now))
    reason = plain_text(reason)
    if not reason:
        raise ValidationError({"reason": _("Ange varför förslaget visas igen.")})
    locked = _locked(proposal)
    if locked.state != ProposalState.HIDDEN:
        return _mirror(proposal, locked)
    hidden = StatusChange.objects.filter(proposal=locked, to_state=ProposalState.HIDDEN).order_by("-at", "-id").first()
    before = ProposalState(hidden.from_state) if hidden and hidden.from_state else ProposalState.PUBLISHED
    _move(locked, before, reason, actor, now)
    _record("proposal.show_again", locked, actor, now, reason=reason)
    return _mirror(proposal, locked)


# --- what others do with it ---


@transaction.atomic
def support(*, proposal: Proposal, person: Person, now: datetime) -> bool:
    """Stand behind a proposal. False if the person already does."""
    require(permissions.may_support(person, proposal, now))
    if not _create_once(Support, proposal=proposal, person=person, at=now):
        return False
    Proposal.objects.filter(pk=proposal.pk).update(support_count=F("support_count") + 1)
    proposal.refresh_from_db(fields=["support_count"])
    return True


@transaction.atomic
def take_back_support(*, proposal: Proposal, person: Person, now: datetime) -> bool:
    """No longer stand behind it, while support can be given. False if the person did not."""
    require(permissions.may_support(person, proposal, now))
    removed, _by_model = Support.objects.filter(proposal=proposal, person=person).delete()
    if not removed:
        return False
    Proposal.objects.filter(pk=proposal.pk).update(support_count=F("support_count") - 1)
    proposal.refresh_from_db(fields=["support_count"])
    return True


@transaction.atomic
def comment(
    *, proposal: Proposal, person: Person, stance: Stance, text: str, now: datetime, answer_to: Comment | None = None
) -> Comment:
    """Say something for or against, ask the proposer, or answer; answers have one level.

    The same words from the same person in the same place are one comment, however often they are sent.
    """
    locked = _locked(proposal)
    require(permissions.may_comment(person, locked, now))
    text = plain_text(text)
    if not text:
        raise ValidationError({"text": _("Skriv din kommentar.")})
    if len(text) > 1500:
        raise ValidationError(
            {
                "text": _("Kommentaren får vara högst %(limit)d tecken. Du har skrivit %(length)d.")
                % {"limit": 1500, "length": len(text)}
            }
        )
    if answer_to is not None:
        if answer_to.proposal_id != locked.pk or answer_to.hidden_at is not None:
            raise ValidationError({"text": _("Kommentaren som du svarar på finns inte längre.")})
        answer_to = answer_to.answer_to or answer_to
        stance = Stance(answer_to.stance)
    same = Comment.objects.filter(
        proposal=locked, author=person, answer_to=answer_to, stance=stance, text=text, hidden_at=None
    ).first()
    if same is not None:
        return same
    said = Comment.objects.create(
        proposal=locked,
        author=person,
        author_name=str(person)[:80],
        stance=stance,
        text=text,
        answer_to=answer_to,
        at=now,
    )
    Proposal.objects.filter(pk=locked.pk).update(comment_count=F("comment_count") + 1)
    proposal.refresh_from_db(fields=["comment_count"])
    _tell_of_comment(locked, said, person, now)
    return said


@transaction.atomic
def hide_comment(
    *, comment: Comment, ground: policy.HideGround, actor: Person, now: datetime, words: str = ""
) -> Comment:
    """A moderator takes a comment out of sight, its answers with it; its author is told why."""
    proposal = _locked(comment.proposal)
    require(permissions.may_moderate(actor, proposal.organisation, now))
    reason = _ground(ground, words)
    gone = Comment.objects.filter(proposal=proposal, hidden_at=None, pk=comment.pk) | Comment.objects.filter(
        proposal=proposal, hidden_at=None, answer_to_id=comment.pk
    )
    number = gone.update(hidden_at=now, hidden_reason=reason[:300])
    comment.refresh_from_db(fields=["hidden_at", "hidden_reason"])
    if number:
        Proposal.objects.filter(pk=proposal.pk).update(comment_count=F("comment_count") - number)
        _record("comment.hide", proposal, actor, now, reason=reason)
        if comment.author_id is not None:
            with translation.override("sv"):
                _tell(
                    [comment.author_id],
                    proposal,
                    NotificationKind.COMMENTS,
                    _("Din kommentar visas inte längre"),
                    reason,
                    now,
                )
    return comment


@transaction.atomic
def flag(*, proposal: Proposal, person: Person, reason: str, now: datetime, comment: Comment | None = None) -> Flag:
    """Tell moderators that a proposal or a comment breaks the rules. Telling twice is telling once."""
    require(permissions.may_flag(person, comment or proposal, now))
    if comment is not None and comment.proposal_id != proposal.pk:
        raise Refused(_("Kommentaren hör inte till förslaget."))
    reason = plain_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Ange vad som är fel.")})
    if len(reason) > 300:
        raise ValidationError(
            {
                "reason": _("Texten får vara högst %(limit)d tecken. Du har skrivit %(length)d.")
                % {"limit": 300, "length": len(reason)}
            }
        )
    _locked(proposal)
    same = Flag.objects.filter(proposal=proposal, comment=comment, person=person, settled_at=None).first()
    return same or Flag.objects.create(proposal=proposal, comment=comment, person=person, reason=reason, at=now)


@transaction.atomic
def settle_flag(
    *,
    flag: Flag,
    upheld: bool,
    actor: Person,
    now: datetime,
    ground: policy.HideGround = policy.HideGround.OTHER,
    words: str = "",
) -> Flag:
    """A moderator decides: upheld hides what was flagged, with the ground. All open flags on the same thing are settled together."""
    proposal = _locked(flag.proposal)
    require(permissions.may_moderate(actor, proposal.organisation, now))
    settled = Flag.objects.filter(proposal=proposal, comment=flag.comment, settled_at=None).update(
        settled_at=now, settled_by=actor, upheld=upheld
    )
    if settled:
        _record("flag.uphold" if upheld else "flag.dismiss", proposal, actor, now, reason=words)
        if upheld and flag.comment is not None:
            hide_comment(comment=flag.comment, ground=ground, actor=actor, now=now, words=words)
        elif upheld:
            hide(proposal=proposal, ground=ground, actor=actor, now=now, words=words)
    flag.refresh_from_db()
    return flag


@transaction.atomic
def follow(*, proposal: Proposal, person: Person, now: datetime) -> bool:
    """Want to hear what happens. False if the person already does."""
    require(permissions.may_follow(person, proposal, now))
    return _create_once(Following, proposal=proposal, person=person, since=now)


@transaction.atomic
def unfollow(*, proposal: Proposal, person: Person, now: datetime) -> bool:
    """No longer want to hear. False if the person did not."""
    removed, _by_model = Following.objects.filter(proposal=proposal, person=person).delete()
    return bool(removed)


@transaction.atomic
def forget(*, person: Person) -> None:
    """An account is closed: drafts go, and how to reach the person; what was published stays under the name shown there."""
    for draft in Proposal.objects.filter(author=person, state__in=policy.NOT_SENT):
        draft.state = ProposalState.DRAFT
        draft.save(update_fields=["state"])
        discard(proposal=draft)
    Proposal.objects.filter(author=person).update(contact_name="", contact_email="", contact_phone="")
    Following.objects.filter(person=person).delete()


# --- inside ---


def _create(
    cycle: Cycle,
    content: ProposalContent,
    *,
    author: Person | None,
    now: datetime,
    state: ProposalState,
    channel: Channel = Channel.WEB,
    entered_by: Person | None = None,
    key: str = "",
) -> Proposal:
    return Proposal.objects.create(
        organisation=cycle.organisation,
        cycle=cycle,
        author=author,
        state=state,
        channel=channel,
        entered_by=entered_by,
        status_key=key or new_key(),
        random_key=secrets.randbelow(2**31),
        created_at=now,
        changed_at=now,
        **{name: getattr(content, name) for name in FIELDS},
    )


def _locked(proposal: Proposal) -> Proposal:
    """The row as it is now, held until the transaction ends, so that two deeds at once follow one another."""
    return (
        Proposal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cycle", "organisation", "author")
        .get(pk=proposal.pk)
    )


def _write(target: Proposal, locked: Proposal, content: ProposalContent, now: datetime) -> Proposal:
    for name in FIELDS:
        setattr(locked, name, getattr(content, name))
    locked.changed_at = now
    locked.save(update_fields=[*FIELDS, "changed_at"])
    return _mirror(target, locked)


def _mirror(target: Proposal, locked: Proposal) -> Proposal:
    """Let the caller's object say what the row says."""
    if target is not locked:
        for column in Proposal._meta.concrete_fields:
            setattr(target, column.attname, getattr(locked, column.attname))
    return target


def _sweep(cycle: Cycle, now: datetime) -> None:
    """Throw away a few of what strangers have begun and left, so that neither texts nor addresses lie about; no job has to run."""
    left = Proposal.objects.filter(
        organisation_id=cycle.organisation_id,
        author=None,
        entered_by=None,
        state__in=policy.NOT_SENT,
        changed_at__lt=now - policy.ABANDONED_AFTER,
    )
    for old in left.select_for_update(no_key=True, skip_locked=True)[:5]:
        for picture in old.pictures.all():
            _remove_files(picture)
        old.delete()


def _waiting_at(email: str, now: datetime) -> int:
    """How many unconfirmed proposals have been sent from an address lately: nobody's mail is to be filled by somebody else."""
    return Proposal.objects.filter(
        state=ProposalState.UNCONFIRMED, contact_email__iexact=email, submitted_at__gt=now - policy.CONFIRM_WITHIN
    ).count()


def _take_in(proposal: Proposal, *, actor: Person | None, now: datetime) -> None:
    """Number and reference, first state, receipt. The cycle's row is held meanwhile, so numbers have neither gaps nor doubles."""
    Cycle.objects.select_for_update(no_key=True).get(pk=proposal.cycle_id)
    last = Proposal.objects.filter(cycle_id=proposal.cycle_id).aggregate(last=Max("number"))["last"] or 0
    proposal.number = last + 1
    proposal.reference = f"{proposal.cycle.reference_prefix}-{proposal.number:04d}"
    proposal.changed_at = now
    before = proposal.state
    proposal.state = policy.state_when_sent(proposal.cycle.moderation)
    proposal.save(update_fields=["number", "reference", "state", "changed_at"])
    waits = proposal.state == ProposalState.SUBMITTED
    with translation.override("sv"):
        reason = (
            _("Förslaget är inlämnat och granskas innan det syns för alla.")
            if waits
            else _("Förslaget är inlämnat och syns för alla.")
        )
    StatusChange.objects.create(
        proposal=proposal, from_state=before, to_state=proposal.state, reason=reason, at=now, by=actor
    )
    publish(ProposalSubmitted(proposal=proposal, now=now))
    _send_receipt(proposal, reason)


def _move(proposal: Proposal, to: ProposalState, reason: str, actor: Person | None, now: datetime) -> None:
    before = proposal.state
    Proposal.objects.filter(pk=proposal.pk).update(state=to, changed_at=now)
    proposal.state, proposal.changed_at = to, now
    StatusChange.objects.create(proposal=proposal, from_state=before, to_state=to, reason=reason, at=now, by=actor)
    publish(
        ProposalStateChanged(proposal=proposal, from_state=before, to_state=to, reason=reason, actor=actor, now=now)
    )
    with translation.override("sv"):
        state = ProposalState(to).label
        by_author = actor is not None and actor.pk == proposal.author_id
        if not by_author:
            subject = _("Ditt förslag ”%(title)s”: %(state)s") % {"title": proposal.title, "state": state}
            _tell_author(proposal, subject, reason, now)
        others = [pk for pk in followers(proposal) if pk not in {proposal.author_id, actor.pk if actor else None}]
        subject = _("Förslaget ”%(title)s”: %(state)s") % {"title": proposal.title, "state": state}
        # Those who follow are told that something hidden is gone, not what was wrong with it.
        told = _("Förslaget visas inte längre.") if to == ProposalState.HIDDEN else reason
        path = proposal_path(proposal) if proposal.is_public else f"/omgangar/{proposal.cycle.slug}/forslag/"
        notify(
            person_ids=others, organisation=proposal.organisation, kind=NotificationKind.FOLLOWED,
            subject=subject, body=told, link=path, now=now,
        )  # fmt: skip


def _tell_author(proposal: Proposal, subject: str, body: str, now: datetime) -> None:
    """One message: to the author's account, or to the address left with staff."""
    if proposal.author_id is not None:
        notify(
            person_ids=[proposal.author_id], organisation=proposal.organisation, kind=NotificationKind.OWN_PROPOSAL,
            subject=subject, body=body, link=own_path(proposal), now=now,
        )  # fmt: skip
    elif proposal.contact_email:
        _mail(proposal, proposal.contact_email, subject, body, status_path(proposal))


def _tell(
    person_ids: Iterable[int], proposal: Proposal, kind: NotificationKind, subject: str, body: str, now: datetime
) -> None:
    notify(
        person_ids=person_ids,
        organisation=proposal.organisation,
        kind=kind,
        subject=subject,
        body=body,
        link=own_path(proposal),
        now=now,
    )


def _tell_of_comment(proposal: Proposal, said: Comment, person: Person, now: datetime) -> None:
    with translation.override("sv"):
        asked = said.answer_to
        if asked is not None and asked.author_id not in {None, person.pk}:
            subject = _("Svar på din kommentar till ”%(title)s”") % {"title": proposal.title}
            _tell([asked.author_id], proposal, NotificationKind.COMMENTS, subject, said.text, now)
        if proposal.author_id not in {None, person.pk, asked.author_id if asked else None}:
            question = said.stance == Stance.QUESTION and asked is None
            subject = (
                _("En fråga om ditt förslag ”%(title)s”")
                if question
                else _("Ny kommentar till ditt förslag ”%(title)s”")
            )
            _tell(
                [proposal.author_id],
                proposal,
                NotificationKind.OWN_PROPOSAL,
                subject % {"title": proposal.title},
                said.text,
                now,
            )


def _send_receipt(proposal: Proposal, reason: str) -> None:
    """A mail with reference and status page; it cannot be turned off."""
    to = proposal.author.email if proposal.author is not None else proposal.contact_email
    if not to:
        return
    with translation.override("sv"):
        subject = _("Vi har tagit emot ditt förslag %(reference)s") % {"reference": proposal.reference}
        body = _("Tack för ditt förslag ”%(title)s”. Det har nummer %(reference)s.") % {
            "title": proposal.title,
            "reference": proposal.reference,
        }
        follow_up = _("På sidan för ditt förslag ser du vad som händer med det. Vi hör av oss vid varje steg.")
        _mail(
            proposal,
            to,
            subject,
            f"{body}\n\n{reason}\n\n{follow_up}",
            status_path(proposal),
            _("Se vad som händer med förslaget"),
        )


def _ask_to_confirm(proposal: Proposal) -> None:
    with translation.override("sv"):
        body = _(
            "Ditt förslag ”%(title)s” är sparat men inte inlämnat än. Bekräfta att det är du som har skickat det."
        ) % {"title": proposal.title}
        ignore = _("Länken gäller i tre dagar. Har du inte skrivit något förslag kan du strunta i det här mejlet.")
        _mail(
            proposal, proposal.contact_email, _("Bekräfta ditt förslag"), f"{body}\n\n{ignore}",
            confirm_path(proposal, token_for(proposal)), _("Bekräfta förslaget"),
        )  # fmt: skip


def _mail(proposal: Proposal, to: str, subject: str, body: str, path: str, link_text: str = "") -> None:
    organisation = proposal.organisation
    send_mail(
        to=to, organisation_name=organisation.name, subject=subject, body=body,
        url=organisation.base_url + path, url_text=link_text,
    )  # fmt: skip


def _create_once(model: type[Support] | type[Following], **values: Any) -> bool:
    """Create a row that the database lets exist once; False if it is there already, also when two come at the same moment."""
    try:
        with transaction.atomic():
            model.objects.create(**values)
    except IntegrityError:
        return False
    return True


def _ground(ground: policy.HideGround, words: str) -> str:
    words = plain_text(words)
    if ground == policy.HideGround.OTHER:
        if not words:
            raise ValidationError({"words": _("Skriv vad skälet är.")})
        return words
    return f"{_swedish(ground.label)} {words}".strip()


def _swedish(text: _StrPromise) -> str:
    """A sentence of ours as it is stored for everybody, whatever language the actor reads."""
    with translation.override("sv"):
        return str(text)


def _told(value: Any) -> Any:
    """A value as the audit record keeps it."""
    return value if isinstance(value, str | int | float) or value is None else str(value)


def _record(
    verb: str,
    proposal: Proposal,
    actor: Person | None,
    now: datetime,
    *,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    audit.record(
        organisation_id=proposal.organisation_id,
        actor=actor,
        verb=verb,
        subject=proposal,
        now=now,
        reason=reason,
        changes=changes,
    )


def _remove_files(picture: ProposalPicture) -> None:
    """When the deed is done, and not if it is undone."""
    files = [(field.storage, field.name) for field in (picture.image, picture.thumbnail) if field.name]

    def remove() -> None:
        for storage, name in files:
            storage.delete(name)

    transaction.on_commit(remove)
