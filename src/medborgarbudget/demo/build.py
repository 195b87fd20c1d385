"""How is the demo built, and how is one of its organisations built anew at another step?"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction
from django_tasks_db.models import DBTaskResult

from medborgarbudget.demo import timeline
from medborgarbudget.demo.ballots import with_ballot
from medborgarbudget.demo.geography import Geography, invent
from medborgarbudget.demo.hub.build import build_hub
from medborgarbudget.demo.places import (
    GRANBY,
    HUB,
    MALARSKOG,
    OPERATOR,
    OPERATOR_DOMAIN,
    PASSWORD,
    PLACES,
    SOLVIK,
    TOTP_SECRET,
    DemoPlace,
    Player,
)
from medborgarbudget.demo.story import Cast, Script, Story, crowd_names, logo
from medborgarbudget.demo.timeline import Timeline
from medborgarbudget.design.theme import PRESETS
from medborgarbudget.domain.cycles.models import BallotKind, Moderation
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.organisations.models import Area, AreaKind, Organisation
from medborgarbudget.domain.people.models import Person, Role, RoleName
from medborgarbudget.domain.voting import append_only, witnessing
from medborgarbudget.domain.voting.models import Checkpoint
from medborgarbudget.foundation.notifications import Notification

Say = Callable[[str], None]

CROWD = {"solvik": 220, "granby": 110, "malarskog": 160}


def scripts(place: DemoPlace, year: int) -> list[tuple[Script, str]]:
    """The cycles of a place, each with the step it is usually seen at; the last is the present one."""
    if place is SOLVIK:
        return [
            (
                Script(
                    year=year - 1,
                    slug=str(year - 1),
                    prefix=f"SOL{(year - 1) % 100:02d}",
                    budget=3_000_000,
                    promise="Förslagen som vinner omröstningen byggs inom två år, om fullmäktige beslutar det.",
                    summary="Tre miljoner kronor till det som gör Solvik bättre att leva i. Du föreslår, du väljer.",
                    ideas=(*range(32), 49, 50, 51),
                    voters=4_217,
                    seed=2025,
                    ceiling=1_000_000,
                ),
                timeline.DELIVERY,
            ),
            (
                Script(
                    year=year,
                    slug=str(year),
                    prefix=f"SOL{year % 100:02d}",
                    budget=3_200_000,
                    promise="Förslagen som vinner omröstningen byggs inom två år, om fullmäktige beslutar det.",
                    summary="3,2 miljoner kronor till det som gör Solvik bättre att leva i. Nu röstar vi.",
                    ideas=(
                        32,
                        33,
                        34,
                        35,
                        36,
                        37,
                        39,
                        40,
                        41,
                        42,
                        43,
                        44,
                        45,
                        46,
                        48,
                        52,
                        54,
                        55,
                        56,
                        57,
                        58,
                        59,
                        60,
                        53,
                    ),
                    voters=3_900,
                    seed=2026,
                    ballot_kind=BallotKind.KNAPSACK,
                    max_choices=None,
                    ceiling=1_000_000,
                ),
                timeline.VOTING,
            ),
        ]
    if place is GRANBY:
        return [
            (
                Script(
                    year=year - 1,
                    slug=str(year - 1),
                    prefix=f"GRA{(year - 1) % 100:02d}",
                    budget=1_200_000,
                    promise="Vi prövar alla förslag, berättar vad vi kom fram till, och bygger det som ni röstar fram.",
                    summary="Granbys första medborgarbudget. Tre nyckelhållare höll urnan låst, och vem som helst kan granska räkningen.",
                    ideas=(4, 8, 13, 17, 21, 27, 31, 38, 47),
                    voters=173,
                    seed=12,
                    max_choices=3,
                    min_age=16,
                    ceiling=800_000,
                    standard=True,
                    who="Alla som är folkbokförda i kommunen",
                ),
                timeline.RESULT,
            ),
            (
                Script(
                    year=year,
                    slug=str(year),
                    prefix=f"GRA{year % 100:02d}",
                    budget=1_500_000,
                    promise="Vi prövar alla förslag, berättar vad vi kom fram till, och bygger det som ni röstar fram.",
                    summary="Granbys andra medborgarbudget. Vad behövs i din by? Lämna ditt förslag.",
                    ideas=(3, 9, 12, 15, 19, 22, 23, 24, 28, 30, 36, 39, 42, 45, 49, 52, 56, 58, 46, 14, 6, 10),
                    voters=1_640,
                    seed=11,
                    max_choices=3,
                    min_age=0,
                    ceiling=800_000,
                    moderation=Moderation.BEFORE,
                ),
                timeline.IDEAS,
            ),
        ]
    return [
        (
            Script(
                year=year,
                slug=str(year),
                prefix=f"MSK{year % 100:02d}",
                budget=6_000_000,
                promise="Det som vinner genomförs av regionen, eller tillsammans med din kommun.",
                summary="Sex miljoner kronor till hälsa, kultur och natur i hela regionen.",
                ideas=(1, 7, 12, 16, 20, 25, 26, 29, 30, 39, 47, 48, 52, 54, 55, 57, 40, 28, 51, 33, 61 - 1),
                voters=5_200,
                seed=5,
                max_choices=4,
                min_age=16,
                ceiling=800_000,
                pots_by_area=True,
                who="Alla som bor i regionen",
            ),
            timeline.ASSESSMENT,
        )
    ]


def build(now: datetime, say: Say) -> None:
    """Build everything into an empty database."""
    operator = _player(OPERATOR, OPERATOR_DOMAIN, now)
    operator.is_operator = True
    operator.save(update_fields=["is_operator"])
    _second_factor(operator)
    for place in PLACES:
        build_place(place, now, say)
    witness_logs(now)


def witness_logs(now: datetime) -> None:
    """Those that were not there when a log grew, the network's office among them, look at it and sign."""
    for checkpoint in Checkpoint.objects.select_related("vote__organisation").order_by("vote_id", "size"):
        witnessing.witness_checkpoint(vote=checkpoint.vote, checkpoint=checkpoint, now=now)


def is_built() -> bool:
    """Whether the demo's organisations are there."""
    return Organisation.objects.filter(slug__in=[place.slug for place in PLACES]).count() == len(PLACES)


@transaction.atomic
def build_place(place: DemoPlace, now: datetime, say: Say, step: str = "", ballot: str = "") -> None:
    """Build one organisation, its present cycle at `step` or at the step it is usually seen at, voting with its own kind of `ballot` or
    another. What it had before is forgotten.
    """
    ties = _ties_to(place.slug)
    forget(place.slug, check=False)
    say(f"{place.name} …")
    waiting = set(DBTaskResult.objects.values_list("pk", flat=True))
    told_before = Notification.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if place is HUB:
        organisation = _organisation(place, None, now)
        build_hub(organisation, _office(place, organisation, now), now)
    else:
        _tell_cycles(place, now, step, ballot)
    _tie_again(place.slug, ties)
    # Nobody wants a year of invented mail: what the past told is marked as read, and its mails are not sent.
    Notification.objects.filter(pk__gt=told_before).update(read_at=now)
    DBTaskResult.objects.filter(task_path__startswith="medborgarbudget.foundation.notifications.").exclude(
        pk__in=waiting
    ).delete()


def _tell_cycles(place: DemoPlace, now: datetime, step: str, ballot: str) -> None:
    map_ = invent(
        seed=place.seed,
        latitude=place.latitude,
        longitude=place.longitude,
        radius_km=place.radius_km,
        names=list(place.areas),
        coast=place.coast,
    )
    organisation = _organisation(place, map_, now)
    cast = _cast(place, organisation, now)
    cycles = scripts(place, now.year)
    for script, usual in cycles:
        script_ = with_ballot(script, ballot) if ballot and (script, usual) == cycles[-1] else script
        seen = step if step and (script, usual) == cycles[-1] else usual
        Story(organisation, place, map_, cast, script_).tell(Timeline.seen_at(seen, now))


def place_with_slug(slug: str) -> DemoPlace:
    """Raises KeyError with the known names."""
    known = {place.slug: place for place in (SOLVIK, GRANBY, MALARSKOG)}
    if slug not in known:
        raise KeyError(", ".join(known))
    return known[slug]


def forget(slug: str, *, check: bool = True) -> None:
    """Take away an organisation and all it owns, in the demo only: real organisations' votes and records are never deleted.

    `check=False` when the network's links to it and its people are tied again afterwards.
    """
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        return
    owned = {model: path for model in apps.get_models() if (path := _path_to_organisation(model)) is not None}
    with connection.constraint_checks_disabled(), _logs_can_go():
        _let_go(organisation, owned)
        # What is furthest from the organisation goes first, while the way there still stands.
        for model, path in sorted(owned.items(), key=lambda pair: -pair[1].count("__")):
            first, _, rest = path.partition("__")
            parent = cast(type[models.Model], model._meta.get_field(first).related_model)
            wanted = (
                {f"{first}__in": parent._base_manager.filter(**{rest: organisation.pk})}
                if rest
                else {first: organisation}
            )
            model._base_manager.filter(**wanted)._raw_delete("default")
        Notification.objects.filter(organisation_id=organisation.pk).delete()
        Organisation.objects.filter(pk=organisation.pk)._raw_delete("default")
        # Whoever speaks in the network stays, since what they said there stays.
        Member.objects.filter(tenant_id=organisation.pk).update(tenant=None)
        for person in Person.objects.filter(email__endswith=f"@{slug}.example", memberships=None):
            EmailAddress.objects.filter(user=person).delete()
            Authenticator.objects.filter(user=person).delete()
            Person.objects.filter(pk=person.pk)._raw_delete("default")
    if check:
        connection.check_constraints()


@contextmanager
def _logs_can_go() -> Iterator[None]:
    """Without what makes the database itself refuse to take away a vote's log; it is put back afterwards."""
    with connection.cursor() as cursor:
        for statement in append_only.DROP[connection.vendor]:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in append_only.CREATE[connection.vendor]:
            cursor.execute(statement)


@dataclass(frozen=True)
class Tie:
    """Rows of the network that name the organisation, or by `email` one of its people, in a field."""

    model: type[models.Model]
    field: str
    ids: list[int]
    email: str = ""


def _network_links() -> list[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every link from the network's rooms to something else."""
    return [
        (model, field)
        for model in apps.get_models()
        if model._meta.app_label.startswith("network_")
        for field in model._meta.concrete_fields
        if field.is_relation
    ]


def _ties_to(slug: str) -> list[Tie]:
    """What in other organisations' network names the organisation or its people, so that it can name those built in their place."""
    ties = []
    for model, field in _network_links():
        own = model._base_manager.exclude(**{f"{path}__slug": slug}) if (path := _path_to_organisation(model)) else None
        rows = model._base_manager.all() if own is None or field.name == path else own
        if field.related_model is Organisation and field.null:
            found = list(model._base_manager.filter(**{f"{field.name}__slug": slug}).values_list("pk", flat=True))
            ties.append(Tie(model, field.name, found))
        elif field.related_model is Person:
            for pk, email in rows.filter(**{f"{field.name}__email__endswith": f"@{slug}.example"}).values_list(
                "pk", f"{field.name}__email"
            ):
                ties.append(Tie(model, field.name, [pk], email))
    return ties


def _tie_again(slug: str, ties: list[Tie]) -> None:
    for tie in ties:
        target = Person.objects.get(email=tie.email) if tie.email else Organisation.objects.get(slug=slug)
        tie.model._base_manager.filter(pk__in=tie.ids).update(**{tie.field: target})
    connection.check_constraints()


def _let_go(organisation: Organisation, owned: dict[type[models.Model], str]) -> None:
    """What the network knows of the organisation and its cycles stays there, without leading to them any more."""
    for model, field in _network_links():
        target = cast(type[models.Model], field.related_model)
        if not field.null:
            continue
        if target is Organisation:
            model._base_manager.filter(**{field.name: organisation.pk}).update(**{field.name: None})
        elif target in owned:
            there = target._base_manager.filter(**{owned[target]: organisation.pk})
            rows = model._base_manager.filter(**{f"{field.name}__in": there})
            if model in owned:
                rows = rows.exclude(**{owned[model]: organisation.pk})
            rows.update(**{field.name: None})


def _path_to_organisation(model: type[models.Model], seen: tuple[type[models.Model], ...] = ()) -> str | None:
    """The lookup that leads from a model to its organisation by foreign keys, or None. The shortest one."""
    if model is Organisation or model in seen:
        return None
    best: str | None = None
    for field in model._meta.get_fields():
        target = getattr(field, "related_model", None)
        if (
            not (field.concrete and (field.many_to_one or field.one_to_one))
            or not isinstance(target, type)
            or target is Person
        ):
            continue
        if target is Organisation:
            return field.name
        deeper = _path_to_organisation(target, (*seen, model))
        if deeper is not None and (best is None or deeper.count("__") + 1 < best.count("__")):
            best = f"{field.name}__{deeper}"
    return best


def _organisation(place: DemoPlace, map_: Geography | None, now: datetime) -> Organisation:
    theme = PRESETS[place.theme]
    organisation = Organisation.objects.create(
        slug=place.slug,
        name=place.name,
        short_name=place.short_name,
        kind=place.kind,
        code=place.code,
        inhabitants=place.inhabitants or None,
        theme=asdict(theme),
        languages=["sv", "en", "fi"],
        contact_email=f"medborgarbudget@{place.slug}.example",
        contact_phone="0123-45 67 89",
        basemap=map_.basemap if map_ else {},
        created_at=now,
        changed_at=now,
    )
    organisation.logo.save("logo.png", logo(place.short_name[0], theme.accent_strong), save=True)
    for position, (name, inhabitants) in enumerate(place.areas.items() if map_ else ()):
        Area.objects.create(
            organisation=organisation,
            name=name,
            code=f"{position + 1:02d}",
            kind=AreaKind.PLACE,
            geometry=map_.areas[name],  # type: ignore[union-attr]
            inhabitants=inhabitants,
            position=position,
        )
    return organisation


def _office(place: DemoPlace, organisation: Organisation, now: datetime) -> dict[str, Person]:
    """The network's office, by first name in small letters."""
    office = {}
    for player in place.players:
        person = _player(player, place.slug, now)
        for role in player.roles:
            Role.objects.create(organisation=organisation, person=person, role=role, granted_at=now)
        if player.roles:
            _second_factor(person)
            office[player.key] = person
    return office


def _cast(place: DemoPlace, organisation: Organisation, now: datetime) -> Cast:
    people = {}
    for player in place.players:
        person = _player(player, place.slug, now)
        people[player] = person
        for role in player.roles:
            Role.objects.create(organisation=organisation, person=person, role=role, granted_at=now)
        if player.roles:
            _second_factor(person)

    def first(role: RoleName, *, but: Person | None = None) -> Person:
        return next(person for player, person in people.items() if role in player.roles and person != but)

    lead = first(RoleName.LEAD)
    assessor = first(RoleName.ASSESSOR)
    desk = next((person for player, person in people.items() if RoleName.DESK in player.roles), lead)
    chance = random.Random(place.seed)  # noqa: S311
    unusable = make_password(None)
    crowd = Person.objects.bulk_create(
        Person(email=f"invanare{number}@{place.slug}.example", name=name, password=unusable, date_joined=now)
        for number, name in enumerate(crowd_names(CROWD[place.slug], chance), start=1)
    )
    return Cast(
        lead=lead,
        second=first(RoleName.ASSESSOR, but=assessor) if _has_two(people) else lead,
        assessor=assessor,
        desk=desk,
        known=[person for player, person in people.items() if not player.roles],
        crowd=crowd,
    )


def _has_two(people: dict[Player, Person]) -> bool:
    return sum(RoleName.ASSESSOR in player.roles for player in people) > 1


def _player(player: Player, domain: str, now: datetime) -> Person:
    email = player.email(domain)
    person = Person.objects.filter(email=email).first() or Person.objects.create_user(
        email, PASSWORD, name=player.name, date_joined=now
    )
    EmailAddress.objects.update_or_create(user=person, email=email, defaults={"verified": True, "primary": True})
    return person


def _second_factor(person: Person) -> None:
    Authenticator.objects.filter(user=person).delete()
    TOTP.activate(person, TOTP_SECRET)
    RecoveryCodes.activate(person)
