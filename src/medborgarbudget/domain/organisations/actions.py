"""How is an organisation made and changed: its name and address, its look, its areas and its map?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.organisations import policy
from medborgarbudget.domain.organisations.models import Area, AreaKind, Organisation, OrganisationKind
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.files import AreaShape

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.core.files.base import ContentFile

SETTINGS = (
    "name",
    "short_name",
    "kind",
    "code",
    "inhabitants",
    "contact_email",
    "contact_phone",
    "languages",
    "host",
)
"""What `change_settings` takes."""


@transaction.atomic
def create_organisation(
    *, slug: str, name: str, short_name: str, kind: str, actor: AbstractBaseUser | None, now: datetime, **values: Any
) -> Organisation:
    """Make an organisation. `values` are other fields of SETTINGS. Raises ValidationError with the fields that are wrong."""
    organisation = Organisation(
        slug=slug,
        name=name,
        short_name=short_name,
        kind=kind,
        languages=["sv", "en", "fi"],
        created_at=now,
        changed_at=now,
    )
    _apply(organisation, values)
    if slug in policy.RESERVED_SLUGS:
        raise ValidationError({"slug": _("Adressnamnet används av tjänsten själv. Välj ett annat.")})
    _save_checked(organisation)
    audit.record(
        organisation_id=organisation.pk, actor=actor, verb="organisation.create", subject=organisation, now=now
    )
    return organisation


@transaction.atomic
def change_settings(
    *, organisation: Organisation, values: Mapping[str, Any], actor: AbstractBaseUser, now: datetime
) -> Organisation:
    """Change fields of SETTINGS. Raises ValidationError with the fields that are wrong; then nothing is changed."""
    fresh = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = {name: getattr(fresh, name) for name in SETTINGS}
    _apply(fresh, values)
    fresh.changed_at = now
    _save_checked(fresh)
    changes = {
        name: [before[name], getattr(fresh, name)]
        for name in SETTINGS
        if before[name] != getattr(fresh, name) and not name.startswith("contact_")
    }
    audit.record(
        organisation_id=fresh.pk, actor=actor, verb="organisation.change", subject=fresh, now=now, changes=changes
    )
    return fresh


@transaction.atomic
def change_look(
    *,
    organisation: Organisation,
    theme: Mapping[str, str],
    logo: ContentFile[bytes] | None,
    remove_logo: bool,
    actor: AbstractBaseUser,
    now: datetime,
) -> Organisation:
    """Change colours (checked by whoever asks, with design.theme) and the logo, a picture from foundation.files."""
    fresh = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changes: dict[str, Any] = {}
    if dict(theme) != fresh.theme:
        changes["theme"] = [fresh.theme, dict(theme)]
        fresh.theme = dict(theme)
    if logo is not None:
        changes["logo"] = [bool(fresh.logo), True]
        fresh.logo.save(str(logo.name), logo, save=False)
    elif remove_logo and fresh.logo:
        changes["logo"] = [True, False]
        fresh.logo = ""
    fresh.changed_at = now
    fresh.save()
    audit.record(
        organisation_id=fresh.pk, actor=actor, verb="organisation.look", subject=fresh, now=now, changes=changes
    )
    return fresh


@transaction.atomic
def save_area(
    *,
    organisation: Organisation,
    area: Area | None,
    name: str,
    code: str,
    kind: str,
    inhabitants: int | None,
    actor: AbstractBaseUser,
    now: datetime,
) -> Area:
    """Add an area (`area` None) or change one. Raises ValidationError with the fields that are wrong."""
    if area is None:
        if Area.objects.of(organisation).count() >= policy.MAX_AREAS:
            raise Refused(_("Det finns redan så många områden som får plats."))
        area = Area(organisation=organisation, position=_next_position(organisation))
        verb = "area.create"
    else:
        verb = "area.change"
    area.name, area.code, area.kind, area.inhabitants = name, code, kind, inhabitants
    _save_checked(area)
    audit.record(organisation_id=organisation.pk, actor=actor, verb=verb, subject=area, now=now)
    return area


@transaction.atomic
def remove_area(*, area: Area, actor: AbstractBaseUser, now: datetime) -> None:
    """Remove an area that nothing uses. Refused, naming the cycles, when something does."""
    audit.record(organisation_id=area.organisation_id, actor=actor, verb="area.remove", subject=area, now=now)
    try:
        area.delete()
    except models.ProtectedError as error:
        # Which cycles use it is read from what protects it: organisations come before cycles and know nothing of them.
        users = sorted({str(getattr(thing, "cycle", thing)) for thing in error.protected_objects})
        raise Refused(
            _("{area} används i {users} och kan därför inte tas bort.").format(area=area.name, users=", ".join(users))
        ) from error


def sorted_out(organisation: Organisation, shapes: Sequence[AreaShape]) -> tuple[list[AreaShape], list[AreaShape]]:
    """Which of a file's areas are new, and which change one there is (same code)?

    Raises ValidationError when a name belongs to another code, or there would be too many.
    """
    held = list(Area.objects.of(organisation).values_list("code", "name"))
    codes, names = {code for code, _name in held}, {name.casefold(): code for code, name in held}
    errors = [
        _("Område nr {number}: namnet {name} finns redan med koden {code}.").format(
            number=number, name=shape.name, code=names[shape.name.casefold()]
        )
        for number, shape in enumerate(shapes, 1)
        if names.get(shape.name.casefold(), shape.code) != shape.code
    ]
    new = [shape for shape in shapes if shape.code not in codes]
    if len(held) + len(new) > policy.MAX_AREAS:
        errors.append(_("Det skulle bli fler än {limit} områden.").format(limit=policy.MAX_AREAS))
    if errors:
        raise ValidationError(errors[:10])
    return new, [shape for shape in shapes if shape.code in codes]


@transaction.atomic
def store_areas(
    *, organisation: Organisation, shapes: Sequence[AreaShape], actor: AbstractBaseUser, now: datetime
) -> tuple[int, int]:
    """Store the areas of a file: (new, changed). All or none. Raises ValidationError as `sorted_out`."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    new, changed = sorted_out(organisation, shapes)
    position = _next_position(organisation)
    for number, shape in enumerate(new):
        Area.objects.create(
            organisation=organisation,
            name=shape.name,
            code=shape.code,
            kind=AreaKind.PLACE,
            geometry=shape.geometry,
            inhabitants=shape.inhabitants,
            position=position + number,
        )
    for shape in changed:
        area = Area.objects.of(organisation).get(code=shape.code)
        area.name, area.geometry = shape.name, shape.geometry
        area.inhabitants = shape.inhabitants if shape.inhabitants is not None else area.inhabitants
        area.save()
    audit.record(
        organisation_id=organisation.pk,
        actor=actor,
        verb="area.upload",
        subject=organisation,
        now=now,
        changes={"new": [0, len(new)], "changed": [0, len(changed)]},
    )
    return len(new), len(changed)


@transaction.atomic
def change_basemap(
    *, organisation: Organisation, basemap: Mapping[str, Any], actor: AbstractBaseUser, now: datetime
) -> Organisation:
    """Change the map under the areas to one from foundation.files.read_basemap; an empty mapping takes it away."""
    fresh = Organisation.objects.select_for_update().get(pk=organisation.pk)
    parts = [len(fresh.basemap.get("features", ())), len(basemap.get("features", ()))]
    fresh.basemap, fresh.changed_at = dict(basemap), now
    fresh.save()
    audit.record(
        organisation_id=fresh.pk,
        actor=actor,
        verb="organisation.basemap",
        subject=fresh,
        now=now,
        changes={"parts": parts},
    )
    return fresh


def _apply(organisation: Organisation, values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(SETTINGS)
    if unknown:
        raise TypeError(f"not settings: {sorted(unknown)}")
    for name, value in values.items():
        setattr(organisation, name, value)
    organisation.host = (organisation.host or "").strip().lower().rstrip(".") or None
    known = [code for code, _label in settings.LANGUAGES]
    organisation.languages = ["sv", *(code for code in known if code in organisation.languages and code != "sv")]


def _save_checked(thing: models.Model) -> None:
    errors: dict[str, Any] = {}
    try:
        thing.full_clean(validate_constraints=True)
    except ValidationError as error:
        errors = dict(error.message_dict)
    if isinstance(thing, Organisation):
        errors |= _organisation_errors(thing)
        if "__all__" in errors:
            errors["name"] = [_("Det finns redan en organisation med det namnet.")]
            del errors["__all__"]
    elif isinstance(thing, Area) and "__all__" in errors:
        del errors["__all__"]
        others = Area.objects.filter(organisation_id=thing.organisation_id).exclude(pk=thing.pk)
        if others.filter(name=thing.name).exists():
            errors["name"] = [_("Det finns redan ett område med det namnet.")]
        if others.filter(code=thing.code).exists():
            errors["code"] = [_("Det finns redan ett område med den koden.")]
    if errors:
        raise ValidationError(errors)
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise ValidationError(_("Någon annan sparade samma sak samtidigt. Ladda om sidan och försök igen.")) from error


def _organisation_errors(organisation: Organisation) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    host = organisation.host
    if host and (not policy.HOST.match(host) or host in settings.INSTALLATION_HOSTS):
        errors["host"] = [_("Ange ett helt värdnamn, till exempel budget.exempel.se.")]
    elif host and Organisation.objects.filter(host=host).exclude(pk=organisation.pk).exists():
        errors["host"] = [_("En annan organisation har redan det värdnamnet.")]
    if Organisation.objects.filter(slug=organisation.slug).exclude(pk=organisation.pk).exists():
        errors["slug"] = [_("Det finns redan en organisation med det adressnamnet.")]
    patterns = {
        OrganisationKind.MUNICIPALITY.value: (policy.MUNICIPALITY_CODE, _("Ange kommunkoden med fyra siffror.")),
        OrganisationKind.REGION.value: (policy.REGION_CODE, _("Ange länskoden med två siffror.")),
    }
    if organisation.code and organisation.kind in patterns:
        pattern, message = patterns[organisation.kind]
        if not pattern.match(organisation.code):
            errors["code"] = [message]
    return errors


def _next_position(organisation: Organisation) -> int:
    last = Area.objects.of(organisation).aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else last + 1
