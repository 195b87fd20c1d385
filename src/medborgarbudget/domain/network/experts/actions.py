"""What can be done with experts and requests for help? Keep the directory; ask, pass on, answer, tell what came of it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from medborgarbudget.domain.network.experts import permissions, policy
from medborgarbudget.domain.network.experts.models import (
    Expert,
    ExpertKind,
    HelpNote,
    HelpRequest,
    Outcome,
    RequestState,
    Topic,
)
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.network.pages.content import checked_text
from medborgarbudget.domain.network.search.events import Found, Lost
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, Role, RoleName
from medborgarbudget.domain.proposals.content import plain_line, plain_text
from medborgarbudget.foundation import audit, events
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import require
from medborgarbudget.foundation.notifications import NotificationKind, notify


@dataclass(frozen=True)
class ExpertContent:
    """What is told of an expert."""

    name: str
    kind: str
    summary: str
    affiliation: str = ""
    country: str = ""
    languages: Sequence[str] = ()
    topics: Sequence[str] = ()
    text: str = ""
    website: str = ""
    email: str = ""
    is_partner: bool = False
    shown: bool = field(default=True)


# --- the directory ---


@transaction.atomic
def create_expert(*, network: Organisation, content: ExpertContent, actor: Person, now: datetime) -> Expert:
    """Add somebody to the directory."""
    require(permissions.may_keep(actor, network, now))
    values = _checked(content)
    expert = Expert(organisation=network, slug=_free_slug(network, content.name), created_at=now)
    return _store(expert, values, actor, now, "expert.create")


@transaction.atomic
def change_expert(*, expert: Expert, content: ExpertContent, actor: Person, now: datetime) -> Expert:
    """Change what is told; saving notes that somebody has looked it through."""
    require(permissions.may_keep(actor, expert.organisation, now))
    return _store(expert, _checked(content), actor, now, "expert.change")


def _store(expert: Expert, values: dict[str, Any], actor: Person, now: datetime, verb: str) -> Expert:
    shown = values.pop("shown")
    for name, value in values.items():
        setattr(expert, name, value)
    expert.published_at = (expert.published_at or now) if shown else None
    expert.checked_at = now
    expert.save()
    _record(expert, actor, verb, now)
    if shown:
        topics = ", ".join(str(Topic(topic).label) for topic in expert.topics)
        events.publish(
            Found(
                network=expert.organisation,
                kind="expert",
                key=str(expert.pk),
                title=expert.name,
                text=f"{expert.affiliation}\n{expert.country}\n{expert.summary}\n{topics}\n{expert.text}",
                url_name="network:expert",
                url_kwargs={"slug": expert.slug},
                at=now,
            )
        )
    else:
        events.publish(Lost(network=expert.organisation, kind="expert", key=str(expert.pk)))
    return expert


def _checked(content: ExpertContent) -> dict[str, Any]:
    values = asdict(content)
    wrong: dict[str, str] = {}
    for name, most in (("name", 120), ("summary", 300), ("affiliation", 150), ("country", 60)):
        values[name] = plain_line(values[name])
        if len(values[name]) > most:
            wrong[name] = _("Texten får vara högst %(most)d tecken.") % {"most": most}
    if not values["name"]:
        wrong["name"] = _("Ange namnet.")
    if not values["summary"]:
        wrong["summary"] = _("Ange en kort presentation.")
    if values["kind"] not in ExpertKind.values:
        wrong["kind"] = _("Välj bland alternativen.")
    known = dict(policy.LANGUAGES)
    values["languages"] = [code for code in known if code in values["languages"]]
    values["topics"] = [topic for topic in Topic.values if topic in values["topics"]]
    if not values["topics"]:
        wrong["topics"] = _("Välj minst ett ämne.")
    website = values["website"].strip()
    if website and not website.startswith(("https://", "http://")):
        wrong["website"] = _("Ange en webbadress som https://exempel.se.")
    values["website"] = website
    if wrong:
        raise ValidationError(wrong)
    values["text"] = checked_text(values["text"], "text", most=4000)
    return values


def _free_slug(network: Organisation, name: str) -> str:
    base = slugify(name.lower().translate(str.maketrans("åäöé", "aaoe")))[:50].strip("-") or "expert"
    if base in {"fragor", "ny", "fraga"}:
        base = f"{base}-expert"
    taken = set(Expert.objects.of(network).filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if slug not in taken)


# --- requests ---


@transaction.atomic
def ask(
    *,
    network: Organisation,
    member: Member,
    asker: Person,
    expert: Expert | None,
    topic: str,
    text: str,
    wanted_by: date | None,
    key: str,
    now: datetime,
) -> HelpRequest:
    """A member asks for help. The office hears of it. The same form sent twice is one request."""
    require(permissions.may_ask(member, now))
    text = plain_text(text)
    if topic not in Topic.values:
        raise ValidationError({"topic": _("Välj vad det gäller.")})
    if not text:
        raise ValidationError({"text": _("Ange vad ni vill ha hjälp med.")})
    if wanted_by is not None and wanted_by < to_local(now).date():
        raise ValidationError({"wanted_by": _("Ange en dag som inte har varit.")})
    key = plain_line(key)[:32] or secrets.token_hex(16)
    kept = HelpRequest.objects.filter(member=member, key=key).first()
    if kept is not None:
        return kept
    try:
        with transaction.atomic():
            made = HelpRequest.objects.create(
                organisation=network,
                expert=expert,
                member=member,
                asker=asker,
                topic=topic,
                text=text[:2000],
                wanted_by=wanted_by,
                key=key,
                created_at=now,
                changed_at=now,
            )
    except IntegrityError:
        return HelpRequest.objects.get(member=member, key=key)
    office = Role.objects.of(network).filter(ended_at=None, role__in=[RoleName.ADMINISTRATOR, RoleName.LEAD])
    with override("sv"):
        notify(
            person_ids=office.values_list("person_id", flat=True),
            organisation=network,
            kind=NotificationKind.STAFF,
            subject=_("%(member)s ber om hjälp") % {"member": member},
            body=text,
            link=f"/kansli/experter/fragor/{made.pk}/",
            now=now,
        )
    return made


@transaction.atomic
def handle(
    *,
    request: HelpRequest,
    state: str,
    text: str,
    for_member: bool,
    expert: Expert | None,
    assigned_to: Person | None,
    actor: Person,
    now: datetime,
) -> HelpRequest:
    """The office takes a request further, with a note for itself or for the member, who then hears of it."""
    request = (
        HelpRequest.objects.select_for_update(of=("self",)).select_related("organisation", "member").get(pk=request.pk)
    )
    require(permissions.may_handle(actor, request, now))
    if state not in policy.states_after(request.state):
        raise ValidationError({"state": _("Välj bland alternativen.")})
    text = plain_text(text)
    changed = state != request.state
    if state == RequestState.DECLINED and changed and not (text and for_member):
        raise ValidationError(
            {"text": _("Ange varför det inte gick. Medlemmen läser det, så kryssa i att hen ska se det.")}
        )
    if not changed and not text and expert == request.expert and assigned_to == request.assigned_to:
        raise ValidationError({"text": _("Ange vad som har hänt.")})
    before = request.state
    request.state, request.expert, request.assigned_to, request.changed_at = state, expert, assigned_to, now
    request.save()
    if changed or text:
        HelpNote.objects.create(
            request=request, state=state, text=text[:2000], for_member=for_member or changed, at=now, by=actor
        )
    audit.record(
        organisation_id=request.organisation_id,
        actor=actor,
        verb="expert.handle",
        subject=request,
        now=now,
        changes={"state": [before, state]},
    )
    if changed or (for_member and text):
        with override("sv"):
            notify(
                person_ids=[request.asker_id],
                organisation=request.organisation,
                kind=NotificationKind.NETWORK,
                subject=_("Er fråga om hjälp: %(state)s") % {"state": str(RequestState(state).label).lower()},
                body=text if for_member and text else _("Läs mer på sidan om er fråga."),
                link=f"/experter/fragor/{request.pk}/",
                now=now,
            )
    return request


@transaction.atomic
def tell_outcome(
    *, request: HelpRequest, member: Member, outcome: str, text: str, actor: Person, now: datetime
) -> HelpRequest:
    """The member tells what the help led to; that closes the request."""
    request = HelpRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    require(permissions.may_tell_outcome(member, request, now))
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Välj om det hjälpte.")})
    request.outcome, request.outcome_text = outcome, plain_line(text)[:600]
    if request.state in policy.OPEN:
        request.state = RequestState.CLOSED
        HelpNote.objects.create(
            request=request, state=request.state, text=request.outcome_text, for_member=True, at=now, by=actor
        )
    request.changed_at = now
    request.save()
    return request


def _record(expert: Expert, actor: Person, verb: str, now: datetime) -> None:
    audit.record(organisation_id=expert.organisation_id, actor=actor, verb=verb, subject=expert, now=now)
