"""What can be done with good examples? Send in, make of a finished cycle, edit, publish, decline, withdraw, check that they still hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle, Orientation
from medborgarbudget.domain.network.examples import permissions, policy
from medborgarbudget.domain.network.examples.figures import CycleFigures, figures_of
from medborgarbudget.domain.network.examples.models import (
    BallotUsed,
    Example,
    ExampleState,
    ExampleVersion,
    RuleUsed,
    TargetGroup,
    Theme,
)
from medborgarbudget.domain.network.examples.policy import CONTENT_FIELDS, FIGURE_FIELDS, ExampleContent
from medborgarbudget.domain.network.library.models import line_of
from medborgarbudget.domain.network.membership.models import BodyKind, Member
from medborgarbudget.domain.network.places import COUNTIES
from medborgarbudget.domain.network.search.events import Found, Lost, ToldAnew
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.organisations.queries import areas
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.content import plain_line, plain_text
from medborgarbudget.foundation import audit, events
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import Refused, require
from medborgarbudget.foundation.files import Picture

SEARCH_KIND = "example"
_LINES = {"title": 120, "summary": 400, "place": 100, "image_alt": 200}
_TEXTS = {"did": 5000, "result": 3000, "learnt": 3000, "advice": 2000}
_COUNTS = ("inhabitants", "proposals", "on_ballot", "winners", "voters", "deliveries", "delivered", "timed", "on_time")


# --- in ---


@transaction.atomic
def submit_example(
    *,
    network: Organisation,
    content: ExampleContent,
    member: Member | None,
    actor: Person,
    now: datetime,
    picture: Picture | None = None,
    invented: bool = False,
) -> Example:
    """A member, or the office, sends one in. It is read by the office before anybody else sees it. `invented` marks a demo's."""
    require(permissions.may_submit(actor, network, now))
    return _new(network, content, member, None, actor, now, picture, invented=invented)


@transaction.atomic
def make_of_cycle(
    *,
    cycle: Cycle,
    member: Member,
    content: ExampleContent,
    actor: Person,
    now: datetime,
    picture: Picture | None = None,
    invented: bool = False,
) -> Example:
    """A finished cycle becomes an example: the words are the lead's, the figures the cycle's own whatever `content` says of them."""
    if member.tenant_id != cycle.organisation_id:
        raise Refused(_("Omgången är en annan organisations."))
    require(permissions.may_make_of_cycle(actor, cycle, member, now))
    found = figures_of(cycle)
    if found is None:
        raise Refused(_("Omgångens resultat är inte publicerat än."))
    taken = Example.objects.of(member.organisation).filter(
        cycle=cycle, state__in=[ExampleState.SUBMITTED, ExampleState.PUBLISHED]
    )
    if taken.exists():
        raise Refused(_("Omgången är redan inskickad som gott exempel."), conflict=True)
    content = replace(content, **_figures(found))
    return _new(member.organisation, content, member, cycle, actor, now, picture, invented=invented)


def content_of_cycle(cycle: Cycle, member: Member, found: CycleFigures) -> ExampleContent:
    """What an example of the cycle says before anybody has written more: its name, promise and figures."""
    organisation = cycle.organisation
    summary = cycle.summary or cycle.promise
    latitude, longitude = _middle_of(organisation)
    did = _("Vi lovade: %(promise)s") % {"promise": cycle.promise}
    return ExampleContent(
        title=f"{organisation.short_name}: {cycle.name}"[:120],
        summary=summary[:400],
        did=did,
        body_kind=member.kind,
        place=member.name,
        county=member.code[:2] if member.code[:2] in COUNTIES else "",
        orientations=tuple(cycle.orientations) or (Orientation.TERRITORY,),
        latitude=latitude,
        longitude=longitude,
        contact=organisation.contact_email,
        link=f"{organisation.base_url}/omgangar/{cycle.slug}/",
        **_figures(found),
    )


def _middle_of(organisation: Organisation) -> tuple[float | None, float | None]:
    """Latitude and longitude in the middle of the organisation's drawn areas, for the map; None where none is drawn."""
    points = [point for area in areas(organisation) if area.geometry for point in _points(area.geometry["coordinates"])]
    if not points:
        return None, None
    longitudes, latitudes = zip(*points, strict=True)
    return (
        round((min(latitudes) + max(latitudes)) / 2, 4),
        round((min(longitudes) + max(longitudes)) / 2, 4),
    )


def _points(coordinates: list[Any]) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates[0], coordinates[1]
        return
    for part in coordinates:
        yield from _points(part)


def _figures(found: CycleFigures) -> dict[str, Any]:
    """The figures as an example holds them; a ballot or rule that it has no word for is "other"."""
    given = {name: getattr(found, name) for name in FIGURE_FIELDS}
    if given["ballot_kind"] and given["ballot_kind"] not in BallotUsed.values:
        given["ballot_kind"] = BallotUsed.OTHER.value
    if given["counting_rule"] and given["counting_rule"] not in RuleUsed.values:
        given["counting_rule"] = RuleUsed.OTHER.value
    return given


def _new(
    network: Organisation,
    content: ExampleContent,
    member: Member | None,
    cycle: Cycle | None,
    actor: Person,
    now: datetime,
    picture: Picture | None,
    *,
    invented: bool,
) -> Example:
    example = Example(
        organisation=network,
        member=member,
        cycle=cycle,
        submitted_by=actor,
        submitted_at=now,
        changed_at=now,
        invented=invented,
    )
    _fill(example, content, picture)
    example.slug = _free_slug(network, example.title)
    example.save()
    _keep_version(example, _("Inskickat"), actor, now)
    _record(example, actor, "example.submit", now)
    return example


# --- the office ---


@transaction.atomic
def edit_example(
    *,
    example: Example,
    content: ExampleContent,
    note: str,
    actor: Person,
    now: datetime,
    picture: Picture | None = None,
) -> Example:
    """Change what it says; every change is a version. Figures that come from a cycle stay the cycle's."""
    example = _locked(example)
    require(permissions.may_correct(actor, example, now))
    if example.cycle_id is not None:
        content = replace(content, **{name: getattr(example, name) for name in FIGURE_FIELDS})
    before = _snapshot(example)
    _fill(example, content, picture)
    if _snapshot(example) == before and picture is None:
        return example
    example.version += 1
    example.changed_at = now
    example.save()
    _keep_version(example, plain_line(note)[:200], actor, now)
    _record(example, actor, "example.edit", now, reason=note)
    _tell(example)
    return example


@transaction.atomic
def publish_example(*, example: Example, actor: Person, now: datetime) -> Example:
    """Everybody sees it from now on, and it counts as checked today."""
    example = _locked(example)
    require(permissions.may_edit(actor, example.organisation, now))
    if example.state == ExampleState.PUBLISHED:
        return example
    if example.cycle_id is not None:
        other = Example.objects.of(example.organisation).filter(
            cycle_id=example.cycle_id, state__in=[ExampleState.SUBMITTED, ExampleState.PUBLISHED]
        )
        if other.exclude(pk=example.pk).exists():
            raise Refused(_("Omgången har redan ett annat exempel."), conflict=True)
    example.state, example.declined_reason = ExampleState.PUBLISHED, ""
    example.published_at = example.published_at or now
    example.changed_at, example.checked_on, example.reminded_on = now, to_local(now).date(), None
    example.save()
    _record(example, actor, "example.publish", now)
    _tell(example)
    return example


@transaction.atomic
def decline_example(*, example: Example, reason: str, actor: Person, now: datetime) -> Example:
    """The office says no, or not yet, and why; the member reads it."""
    example = _locked(example)
    require(permissions.may_edit(actor, example.organisation, now))
    reason = plain_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Ange varför. Den som skickade in exemplet läser det.")})
    if example.state != ExampleState.SUBMITTED:
        raise Refused(_("Exemplet är redan behandlat."), conflict=True)
    example.state, example.declined_reason, example.changed_at = ExampleState.DECLINED, reason[:300], now
    example.save()
    _record(example, actor, "example.decline", now, reason=reason)
    return example


@transaction.atomic
def withdraw_example(*, example: Example, actor: Person, now: datetime) -> Example:
    """Take it away from everybody's eyes; the office can publish it again."""
    example = _locked(example)
    require(permissions.may_edit(actor, example.organisation, now))
    if example.state == ExampleState.WITHDRAWN:
        return example
    example.state, example.changed_at = ExampleState.WITHDRAWN, now
    example.save()
    events.publish(Lost(example.organisation, SEARCH_KIND, example.slug))
    _record(example, actor, "example.withdraw", now)
    return example


@transaction.atomic
def check_example(*, example: Example, actor: Person, now: datetime) -> Example:
    """Somebody at the office has looked, and it still holds."""
    example = _locked(example)
    require(permissions.may_edit(actor, example.organisation, now))
    example.checked_on, example.reminded_on = to_local(now).date(), None
    example.save(update_fields=["checked_on", "reminded_on"])
    _record(example, actor, "example.check", now)
    return example


@transaction.atomic
def fetch_figures(*, example: Example, actor: Person, now: datetime) -> Example:
    """Take the figures from the cycle again: what has been delivered since is in them."""
    example = _locked(example)
    require(permissions.may_edit(actor, example.organisation, now))
    cycle = example.cycle
    found = figures_of(cycle) if cycle is not None else None
    if found is None:
        raise Refused(_("Exemplet har ingen omgång att hämta siffror från."))
    before = _snapshot(example)
    for name, value in _figures(found).items():
        setattr(example, name, value)
    if _snapshot(example) != before:
        example.version += 1
        example.changed_at = now
        example.save()
        _keep_version(example, _("Nya siffror från omgången"), actor, now)
        _tell(example)
    _record(example, actor, "example.figures", now)
    return example


def tell_anew(event: ToldAnew) -> None:
    """The index is being built anew."""
    rows = Example.objects.of(event.network).filter(state=ExampleState.PUBLISHED).select_related("organisation")
    for example in rows:
        _tell(example)


# --- shared ---


def _fill(example: Example, content: ExampleContent, picture: Picture | None) -> None:
    """Put the content in, cleaned; raises ValidationError at the fields that are wrong."""
    wrong: dict[str, str] = {}
    values: dict[str, Any] = {name: getattr(content, name) for name in CONTENT_FIELDS if name != "orientations"}
    for name, most in _LINES.items():
        values[name] = plain_line(values[name])[:most]
    for name, most in _TEXTS.items():
        values[name] = plain_text(values[name])[:most]
    needed = {
        "title": _("Ange en rubrik."),
        "summary": _("Ange vad exemplet handlar om, i ett par meningar."),
        "did": _("Ange hur ni gjorde."),
        "place": _("Ange kommunens eller regionens namn."),
    }
    wrong |= {name: sentence for name, sentence in needed.items() if not values[name]}
    orientations = [each for each in Orientation.values if each in content.orientations]
    if not orientations:
        wrong["orientations"] = _("Välj minst en inriktning.")
    choices: dict[str, tuple[Collection[str], str]] = {
        "body_kind": (BodyKind.values, _("Välj kommun eller region.")),
        "theme": (Theme.values, _("Välj tema bland alternativen.")),
        "target_group": (TargetGroup.values, _("Välj målgrupp bland alternativen.")),
        "ballot_kind": (["", *BallotUsed.values], _("Välj valsedel bland alternativen.")),
        "counting_rule": (["", *RuleUsed.values], _("Välj räknesätt bland alternativen.")),
        "county": (["", *COUNTIES], _("Välj län bland alternativen.")),
    }
    wrong |= {name: sentence for name, (known, sentence) in choices.items() if values[name] not in known}
    if not policy.FIRST_YEAR <= content.year <= policy.LAST_YEAR:
        wrong["year"] = _("Ange ett år från %(first)d.") % {"first": policy.FIRST_YEAR}
    if content.money <= 0:
        wrong["money"] = _("Ange hur mycket pengar det handlade om, minst 1 kr.")
    for name in _COUNTS:
        if values[name] is not None and not 0 <= values[name] < 2**31:
            wrong[name] = _("Ange ett antal, minst 0.")
    for part, whole, sentence in (
        ("winners", "on_ballot", _("Vinnarna kan inte vara fler än förslagen i omröstningen.")),
        ("delivered", "deliveries", _("Det som är genomfört kan inte vara fler än det som beslutades.")),
        ("on_time", "timed", _("Det som blev klart i tid kan inte vara fler än det som är klart.")),
        ("voters", "inhabitants", _("De röstande kan inte vara fler än invånarna.")),
    ):
        if values[part] is not None and values[whole] is not None and values[part] > values[whole]:
            wrong.setdefault(part, sentence)
    if values["voters"] is not None and values["voters"] < policy.SMALLEST_CELL:
        values["voters"] = None
    if (values["latitude"] is None) != (values["longitude"] is None):
        wrong["latitude"] = _("Ange både latitud och longitud, eller ingen av dem.")
    values["link"], values["contact"] = content.link.strip(), content.contact.strip()
    for name, validate, sentence in (
        ("link", URLValidator(schemes=["https", "http"]), _("Ange en webbadress som https://exempel.se.")),
        ("contact", validate_email, _("Ange en e-postadress som namn@exempel.se.")),
    ):
        if values[name] and name not in wrong:
            try:
                validate(values[name])
            except ValidationError:
                # An installation that is tried out on one's own machine has an address without a domain.
                if not (name == "link" and example.cycle_id is not None):
                    wrong[name] = sentence
    if (picture is not None or example.image) and not values["image_alt"]:
        wrong["image_alt"] = _("Beskriv vad bilden visar, för den som inte ser den.")
    if wrong:
        raise ValidationError(wrong)
    for name, value in values.items():
        setattr(example, name, value)
    example.orientation_line = line_of(orientations)
    if picture is not None:
        example.thumbnail.save(picture.thumbnail.name or "thumbnail.jpg", picture.thumbnail, save=False)
        example.image.save(picture.full.name or "picture.jpg", picture.full, save=False)


def _free_slug(network: Organisation, title: str) -> str:
    plain = title.casefold().translate(str.maketrans("åäöé", "aaoe"))
    wanted = slugify(plain)[:60].strip("-") or "exempel"
    taken = set(Example.objects.of(network).filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(s for s in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)


def _snapshot(example: Example) -> dict[str, Any]:
    given = {name: getattr(example, name) for name in CONTENT_FIELDS if name != "orientations"}
    return {**given, "orientations": example.orientations}


def _keep_version(example: Example, note: str, actor: Person, now: datetime) -> None:
    ExampleVersion.objects.create(
        example=example, number=example.version, content=_snapshot(example), note=note, at=now, by=actor
    )


def _tell(example: Example) -> None:
    if example.state != ExampleState.PUBLISHED:
        return
    words = (
        example.summary,
        example.place,
        COUNTIES.get(example.county, ""),
        example.did,
        example.result,
        example.learnt,
        example.advice,
    )
    events.publish(
        Found(
            network=example.organisation,
            kind=SEARCH_KIND,
            key=example.slug,
            title=example.title,
            text="\n".join(each for each in words if each),
            url_name="network:example",
            url_kwargs={"example": example.slug},
            at=example.published_at or example.changed_at,
        )
    )


def _locked(example: Example) -> Example:
    return Example.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=example.pk)


def _record(example: Example, actor: Person, verb: str, now: datetime, *, reason: str = "") -> None:
    audit.record(
        organisation_id=example.organisation_id, actor=actor, verb=verb, subject=example, now=now, reason=reason
    )
