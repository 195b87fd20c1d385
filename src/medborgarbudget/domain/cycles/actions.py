"""What is done to a cycle: begun, copied, planned, published, put away; its money, rules and decisions written down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles import permissions, policy, queries, readiness
from medborgarbudget.domain.cycles import steps as clockwork
from medborgarbudget.domain.cycles import template as templates
from medborgarbudget.domain.cycles.events import CycleCreated, DecisionRegistered, StepsChanged, TermsChanged
from medborgarbudget.domain.cycles.models import (
    Cycle,
    CycleArea,
    Decision,
    DecisionKind,
    Deed,
    Moderation,
    Orientation,
    ParticipationLevel,
    Pot,
    PotKind,
    RuleSheet,
    Step,
    Theme,
)
from medborgarbudget.domain.cycles.policy import PotPlan, RuleValues, StepPlan
from medborgarbudget.domain.organisations.models import SLUG, Area, Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import Refused, require
from medborgarbudget.foundation.events import publish
from medborgarbudget.foundation.money import MAX_KRONOR

FACTS = (
    "name",
    "year",
    "slug",
    "summary",
    "promise",
    "level",
    "orientations",
    "moderation",
    "proposal_min_age",
    "reference_prefix",
)
"""What `change_cycle` changes."""


RESERVED = frozenset({"ny", "forhandsvisa"})
"""Addresses that staff's pages use beside the cycles' own."""

MOST_THEMES = 30


# --- begin ---


@transaction.atomic
def create_from_template(
    *,
    organisation: Organisation,
    actor: Person,
    now: datetime,
    name: str,
    year: int,
    template: str = "eight",
    budget: int = 0,
    slug: str = "",
    reference_prefix: str = "",
    promise: str = "",
    summary: str = "",
    level: str = ParticipationLevel.INFLUENCE,
    orientations: Sequence[str] = (Orientation.TERRITORY,),
) -> Cycle:
    """A draft with the template's steps without dates, its usual themes, one pot with all the money and a first rule sheet.

    `slug` and `reference_prefix` are made from year and organisation when not given. Raises ValidationError by field.
    """
    require(permissions.may_create(actor, organisation, now))
    cycle = _new_cycle(
        organisation,
        now,
        name=name,
        year=year,
        slug=slug,
        reference_prefix=reference_prefix,
        budget=budget,
        promise=promise,
        summary=summary,
        level=level,
        orientations=list(orientations),
    )
    # What is copied from the template is content of the organisation, and its first language is Swedish.
    with translation.override("sv"):
        Step.objects.bulk_create(
            Step(
                cycle=cycle,
                name=str(each.name),
                description=str(each.description),
                deeds=[deed.value for deed in each.deeds],
                position=place,
            )
            for place, each in enumerate(templates.template(template).steps)
        )
        Theme.objects.bulk_create(
            Theme(cycle=cycle, name=str(theme), icon=icon, position=place)
            for place, (theme, icon) in enumerate(templates.THEMES)
        )
        if budget:
            Pot.objects.create(cycle=cycle, name=_("Hela potten"), fixed_amount=budget, amount=budget)
        RuleSheet.objects.create(
            cycle=cycle,
            version=1,
            tie_to_place=_("Du som bor, går i skola eller arbetar i %(place)s") % {"place": organisation.short_name},
            max_choices=3,
            identities=["email_code"],
            created_at=now,
            created_by=actor,
        )
    _record(cycle, actor, "cycle.create", now, changes={"template": [None, template]})
    publish(CycleCreated(cycle, None, actor, now))
    return cycle


@transaction.atomic
def copy_cycle(
    *,
    source: Cycle,
    actor: Person,
    now: datetime,
    name: str,
    year: int,
    with_dates: bool = True,
    budget: int | None = None,
    slug: str = "",
    reference_prefix: str = "",
) -> Cycle:
    """A draft with the source's set-up: steps, areas, pots, themes and rules; nothing that anybody proposed, voted or decided.

    Dates are moved to the same weekdays that many years later, or left out.
    """
    require(permissions.may_create(actor, source.organisation, now))
    cycle = _new_cycle(
        source.organisation,
        now,
        name=name,
        year=year,
        slug=slug,
        reference_prefix=reference_prefix,
        budget=source.budget if budget is None else budget,
        promise=source.promise,
        summary=source.summary,
        level=source.level,
        orientations=list(source.orientations),
        moderation=source.moderation,
        proposal_min_age=source.proposal_min_age,
        copied_from=source,
    )
    years = year - source.year
    moved = with_dates and years > 0
    Step.objects.bulk_create(
        Step(
            cycle=cycle,
            name=step.name,
            description=step.description,
            deeds=list(step.deeds),
            position=step.position,
            opens_at=policy.years_later(step.opens_at, years) if moved else None,
            closes_at=policy.years_later(step.closes_at, years) if moved else None,
        )
        for step in clockwork.steps_of(source)
    )
    taken_over = {
        area.pk: CycleArea.objects.create(cycle=cycle, area=area.area, inhabitants=area.inhabitants)
        for area in queries.areas(source)
    }
    Theme.objects.bulk_create(
        Theme(cycle=cycle, name=theme.name, icon=theme.icon, position=theme.position)
        for theme in queries.themes(source)
    )
    for pot in queries.pots(source):
        Pot.objects.create(
            cycle=cycle,
            cycle_area=taken_over[pot.cycle_area_id] if pot.cycle_area_id else None,
            name=pot.name,
            kind=pot.kind,
            fixed_amount=pot.fixed_amount,
            per_inhabitant=pot.per_inhabitant,
            cap=pot.cap,
            amount=pot.amount,
            position=pot.position,
        )
    sheet = RuleSheet.objects.filter(cycle=source).order_by("-version").first()
    if sheet is not None:
        values = asdict(readiness.values_of(sheet))
        values["age_on"] = sheet.age_on and _later_day(sheet.age_on, years)
        values["identities"], values["groups"] = list(sheet.identities), list(sheet.groups)
        RuleSheet.objects.create(cycle=cycle, version=1, created_at=now, created_by=actor, **values)
    _record(cycle, actor, "cycle.copy", now, changes={"copied_from": [None, source.slug]})
    publish(CycleCreated(cycle, source, actor, now))
    return cycle


def _later_day(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _new_cycle(organisation: Organisation, now: datetime, *, slug: str, reference_prefix: str, **values: Any) -> Cycle:
    year = values["year"]
    cycle = Cycle(
        organisation=organisation,
        slug=slug or _free(organisation, "slug", str(year)),
        reference_prefix=reference_prefix or _free(organisation, "reference_prefix", _prefix(organisation, year)),
        created_at=now,
        changed_at=now,
        **values,
    )
    _check_facts(cycle)
    if not 0 <= cycle.budget <= MAX_KRONOR:
        raise ValidationError({"budget": _("Beloppet är orimligt.")})
    try:
        with transaction.atomic():
            cycle.save()
    except IntegrityError as clash:
        raise ValidationError({"name": _("Det finns redan en omgång med det namnet.")}) from clash
    return cycle


def _prefix(organisation: Organisation, year: int) -> str:
    return f"{slugify(organisation.short_name).replace('-', '')[:3] or 'mb'}{year % 100:02d}".upper()


def _free(organisation: Organisation, field: str, wanted: str) -> str:
    """The wanted value, or with a number after it when another cycle of the organisation has it."""
    taken = set(Cycle.objects.of(organisation).filter(**{f"{field}__startswith": wanted}).values_list(field, flat=True))
    number = 2
    free = wanted
    while free in taken:
        free = f"{wanted}-{number}" if field == "slug" else f"{wanted}{chr(ord('A') + number - 2)}"
        number += 1
    return free


def _check_facts(cycle: Cycle) -> None:
    faults: dict[str, str] = {}
    cycle.name = cycle.name.strip()
    others = Cycle.objects.of(cycle.organisation).exclude(pk=cycle.pk)
    if not cycle.name:
        faults["name"] = _("Ange omgångens namn.")
    elif len(cycle.name) > 120:
        faults["name"] = _("Namnet får vara högst 120 tecken.")
    elif others.filter(name=cycle.name).exists():
        faults["name"] = _("Det finns redan en omgång med det namnet.")
    if not 2000 <= cycle.year <= 2100:
        faults["year"] = _("Ange ett år mellan 2000 och 2100.")
    try:
        SLUG(cycle.slug)
    except ValidationError as wrong:
        faults["slug"] = wrong.messages[0]
    else:
        if cycle.slug in RESERVED:
            faults["slug"] = _("Välj en annan adress, den används av tjänsten själv.")
        elif others.filter(slug=cycle.slug).exists():
            faults["slug"] = _("En annan omgång har redan den adressen.")
    if not re.fullmatch(r"[A-ZÅÄÖ0-9]{2,12}", cycle.reference_prefix):
        faults["reference_prefix"] = _("Använd 2–12 stora bokstäver och siffror, till exempel LUN27.")
    elif others.filter(reference_prefix=cycle.reference_prefix).exists():
        faults["reference_prefix"] = _("En annan omgång har redan den början.")
    for field, most in (("summary", 300), ("promise", 300)):
        if len(getattr(cycle, field)) > most:
            faults[field] = _("Texten får vara högst %(most)d tecken.") % {"most": most}
    if cycle.level not in ParticipationLevel.values:
        faults["level"] = _("Välj ett steg på delaktighetstrappan.")
    if not set(cycle.orientations) <= set(Orientation.values):
        faults["orientations"] = _("Välj inriktning bland alternativen.")
    if cycle.moderation not in Moderation.values:
        faults["moderation"] = _("Välj hur förslag granskas.")
    if not 0 <= cycle.proposal_min_age <= policy.MAX_AGE:
        faults["proposal_min_age"] = _("Åldern ska vara mellan 0 och %(most)d år.") % {"most": policy.MAX_AGE}
    if faults:
        raise ValidationError(faults)


# --- the cycle as a whole ---


@transaction.atomic
def change_cycle(*, cycle: Cycle, actor: Person, now: datetime, reason: str = "", **facts: Any) -> Cycle:
    """Change what the cycle says about itself; `facts` are among FACTS. Address and proposals' prefix stay once it is published."""
    cycle = _locked(cycle)
    require(permissions.may_change(actor, cycle, now))
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"not facts of a cycle: {sorted(unknown)}")
    changes = {
        field: [getattr(cycle, field), value] for field, value in facts.items() if getattr(cycle, field) != value
    }
    if not changes:
        return cycle
    fixed = {"slug": _("Adressen"), "reference_prefix": _("Början på förslagens nummer")}
    faults = {
        field: _("%(what)s kan inte ändras när omgången är publicerad.") % {"what": what}
        for field, what in fixed.items()
        if field in changes and cycle.published_at is not None
    }
    if faults:
        raise ValidationError(faults)
    _need_reason(cycle, now, reason)
    for field, value in facts.items():
        setattr(cycle, field, value)
    cycle.changed_at = now
    _check_facts(cycle)
    if cycle.published_at is not None and not cycle.promise.strip():
        raise ValidationError({"promise": _("En publicerad omgång måste ha ett löfte.")})
    cycle.save()
    _record(cycle, actor, "cycle.change", now, reason=reason, changes=changes)
    return cycle


@transaction.atomic
def change_cycle_and_themes(
    *,
    cycle: Cycle,
    facts: Mapping[str, Any],
    themes: Sequence[tuple[str, str]],
    actor: Person,
    now: datetime,
    reason: str = "",
) -> Cycle:
    """Both or neither, as one form sends them."""
    changed = change_cycle(cycle=cycle, actor=actor, now=now, reason=reason, **facts)
    return save_themes(cycle=changed, themes=themes, actor=actor, now=now, reason=reason)


@transaction.atomic
def publish_cycle(*, cycle: Cycle, actor: Person, now: datetime) -> Cycle:
    """Show the cycle to everybody, for good: it never becomes a draft again. Refused with a list of what is missing."""
    cycle = _locked(cycle)
    if cycle.published_at is not None:
        return cycle
    require(permissions.may_publish(actor, cycle, now))
    missing = readiness.gaps_that_stop(cycle, now)
    if missing:
        raise Refused(_("Omgången kan inte publiceras än. %(gaps)s") % {"gaps": " ".join(gap.text for gap in missing)})
    cycle.published_at = cycle.changed_at = now
    cycle.save(update_fields=["published_at", "changed_at"])
    _record(cycle, actor, "cycle.publish", now)
    publish(StepsChanged(cycle, now))
    return cycle


@transaction.atomic
def archive_cycle(*, cycle: Cycle, actor: Person, now: datetime, reason: str = "") -> Cycle:
    """Put the cycle away: everything stays readable, nothing more can be sent in or changed."""
    cycle = _locked(cycle)
    if cycle.archived_at is not None:
        return cycle
    require(permissions.may_archive(actor, cycle, now))
    cycle.archived_at = cycle.changed_at = now
    cycle.save(update_fields=["archived_at", "changed_at"])
    _record(cycle, actor, "cycle.archive", now, reason=reason)
    publish(StepsChanged(cycle, now))
    return cycle


# --- steps ---


class StepsError(ValidationError):
    """The steps cannot stand as they are; `faults` names place and field of each."""

    def __init__(self, faults: Sequence[policy.Fault]) -> None:
        super().__init__([fault.text for fault in faults])
        self.faults = list(faults)


@transaction.atomic
def save_steps(*, cycle: Cycle, steps: Sequence[StepPlan], actor: Person, now: datetime, reason: str = "") -> Cycle:
    """Make the cycle's steps these, in this order: those with an id are changed, others are new, stored ones left out are removed.

    Raises StepsError; Refused when the voting's steps would change after it has opened.
    """
    cycle = _locked(cycle)
    require(permissions.may_change(actor, cycle, now))
    stored = {step.pk: step for step in cycle.steps.all()}
    plans = [_tidy(plan) for plan in steps]
    if any(plan.id is not None and plan.id not in stored for plan in plans):
        raise Refused(_("Stegen har ändrats av någon annan. Ladda om sidan och gör om ändringen."), conflict=True)
    before = [_tidy(readiness.plan_of(step)) for step in stored.values()]
    if plans == before:
        return cycle
    faults = policy.step_faults(plans)
    if faults:
        raise StepsError(faults)
    if not plans:
        raise ValidationError(_("En omgång måste ha minst ett steg."))
    _refuse_moving_an_opened_vote(cycle, before, plans, now)
    if cycle.published_at is not None and not clockwork.voting_has_opened(cycle, now):
        _refuse_opening_a_vote_backwards(plans, now)
    _need_reason(cycle, now, reason)
    kept = {plan.id for plan in plans}
    Step.objects.filter(cycle=cycle).exclude(pk__in=[pk for pk in kept if pk is not None]).delete()
    for place, plan in enumerate(plans):
        step = stored[plan.id] if plan.id is not None else Step(cycle=cycle)
        step.name, step.description, step.deeds = plan.name, plan.description, list(plan.deeds)
        step.opens_at, step.closes_at, step.position = plan.opens_at, plan.closes_at, place
        step.save()
    _touch(cycle, now)
    cycle = queries.cycle_of(cycle.organisation, cycle.slug)
    _record(cycle, actor, "cycle.steps", now, reason=reason, changes={"steps": [_in_words(before), _in_words(plans)]})
    publish(StepsChanged(cycle, now))
    return cycle


def _tidy(plan: StepPlan) -> StepPlan:
    return StepPlan(
        id=plan.id,
        name=plan.name.strip()[:80],
        description=plan.description.strip()[:400],
        deeds=policy.in_order(plan.deeds),
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
    )


def _refuse_moving_an_opened_vote(
    cycle: Cycle, before: Sequence[StepPlan], after: Sequence[StepPlan], now: datetime
) -> None:
    if not clockwork.voting_has_opened(cycle, now):
        return
    was = sorted(_times(plan) for plan in before if Deed.VOTE in plan.deeds and plan.opens_at)
    will_be = sorted(_times(plan) for plan in after if Deed.VOTE in plan.deeds and plan.opens_at)
    if was != will_be:
        raise Refused(_("Omröstningens tider är låsta sedan den öppnade. Övriga steg kan fortfarande ändras."))


def _refuse_opening_a_vote_backwards(plans: Sequence[StepPlan], now: datetime) -> None:
    late = [
        policy.Fault(place, "opens_at", _("Omröstningen kan inte öppna vid en tid som har passerat."))
        for place, plan in enumerate(plans)
        if Deed.VOTE in plan.deeds and plan.opens_at is not None and plan.opens_at <= now
    ]
    if late:
        raise StepsError(late)


def _times(plan: StepPlan) -> tuple[str, str]:
    return str(plan.opens_at), str(plan.closes_at)


def _in_words(plans: Iterable[StepPlan]) -> list[dict[str, Any]]:
    return [
        {
            "name": plan.name,
            "deeds": list(plan.deeds),
            "opens_at": plan.opens_at.isoformat() if plan.opens_at else None,
            "closes_at": plan.closes_at.isoformat() if plan.closes_at else None,
        }
        for plan in plans
    ]


# --- areas, themes, money ---


@transaction.atomic
def choose_areas(
    *,
    cycle: Cycle,
    areas: Sequence[Area],
    actor: Person,
    now: datetime,
    inhabitants: Mapping[int, int | None] | None = None,
    reason: str = "",
) -> Cycle:
    """Divide the cycle into these areas. `inhabitants` maps an area's id to the number to plan with; the area's own otherwise.

    An area that already has a pot or proposals cannot be taken away. Pots that depend on inhabitants are computed anew.
    """
    cycle = _locked(cycle)
    require(permissions.may_change_terms(actor, cycle, now))
    if any(area.organisation_id != cycle.organisation_id for area in areas):
        raise ValidationError({"areas": _("Välj bland organisationens egna områden.")})
    held = {each.area_id: each for each in queries.areas(cycle)}
    before = {each.area.name: each.inhabitants for each in held.values()}
    wanted = {area.pk: area for area in areas}
    numbers = inhabitants or {}
    for area_id, cycle_area in held.items():
        if area_id not in wanted:
            try:
                cycle_area.delete()
            except ProtectedError as used:
                raise ValidationError(
                    {
                        "areas": _("”%(area)s” kan inte tas bort, för området har en pott eller förslag.")
                        % {"area": cycle_area.area.name}
                    }
                ) from used
    for area in areas:
        number = numbers.get(area.pk, held[area.pk].inhabitants if area.pk in held else area.inhabitants)
        CycleArea.objects.update_or_create(cycle=cycle, area=area, defaults={"inhabitants": number})
    after = {each.area.name: each.inhabitants for each in queries.areas(cycle)}
    if before == after:
        return cycle
    _need_reason(cycle, now, reason)
    _compute_pots(cycle)
    _touch(cycle, now)
    _record(cycle, actor, "cycle.areas", now, reason=reason, changes={"areas": [before, after]})
    publish(TermsChanged(cycle, now))
    return cycle


@transaction.atomic
def save_themes(
    *, cycle: Cycle, themes: Sequence[tuple[str, str]], actor: Person, now: datetime, reason: str = ""
) -> Cycle:
    """Make the cycle's themes these (name, icon), in this order. One that proposals have cannot be taken away."""
    cycle = _locked(cycle)
    require(permissions.may_change(actor, cycle, now))
    names = [name.strip() for name, _icon in themes]
    if any(not name or len(name) > 60 for name in names):
        raise ValidationError({"themes": _("Varje tema ska ha ett namn på högst 60 tecken.")})
    if len(names) > MOST_THEMES:
        raise ValidationError({"themes": _("En omgång kan ha högst %(most)d teman.") % {"most": MOST_THEMES}})
    if len(set(names)) < len(names):
        raise ValidationError({"themes": _("Två teman kan inte ha samma namn.")})
    held = {theme.name: theme for theme in queries.themes(cycle)}
    if list(held) == names and all(held[name.strip()].icon == icon for name, icon in themes):
        return cycle
    _need_reason(cycle, now, reason)
    for name, theme in held.items():
        if name not in names:
            try:
                theme.delete()
            except ProtectedError as used:
                raise ValidationError(
                    {"themes": _("”%(theme)s” kan inte tas bort, för det finns förslag i temat.") % {"theme": name}}
                ) from used
    for place, (name, icon) in enumerate(themes):
        Theme.objects.update_or_create(cycle=cycle, name=name.strip(), defaults={"icon": icon, "position": place})
    _touch(cycle, now)
    _record(cycle, actor, "cycle.themes", now, reason=reason, changes={"themes": [list(held), names]})
    return cycle


@transaction.atomic
def set_budget(*, cycle: Cycle, budget: int, actor: Person, now: datetime, reason: str = "") -> Cycle:
    """How much money the whole cycle has. Pots that share it by population are computed anew."""
    cycle = _locked(cycle)
    require(permissions.may_change_terms(actor, cycle, now))
    if not 0 <= budget <= MAX_KRONOR:
        raise ValidationError({"budget": _("Beloppet är orimligt.")})
    if budget == cycle.budget:
        return cycle
    _need_reason(cycle, now, reason)
    before, cycle.budget = cycle.budget, budget
    cycle.save(update_fields=["budget"])
    _compute_pots(cycle)
    _touch(cycle, now)
    _record(cycle, actor, "cycle.budget", now, reason=reason, changes={"budget": [before, budget]})
    publish(TermsChanged(cycle, now))
    return cycle


@transaction.atomic
def save_pot(
    *,
    cycle: Cycle,
    actor: Person,
    now: datetime,
    name: str,
    kind: str = PotKind.FIXED,
    fixed_amount: int | None = None,
    per_inhabitant: int | None = None,
    cap: int | None = None,
    cycle_area: CycleArea | None = None,
    pot: Pot | None = None,
    reason: str = "",
) -> Pot:
    """A new pot, or `pot` changed. All amounts of the cycle are computed anew; together they may not be more than its money."""
    cycle = _locked(cycle)
    require(permissions.may_change_terms(actor, cycle, now))
    if pot is not None and pot.cycle_id != cycle.pk:
        raise Pot.DoesNotExist
    if cycle_area is not None and cycle_area.cycle_id != cycle.pk:
        raise ValidationError({"cycle_area": _("Välj ett av omgångens områden.")})
    others = Pot.objects.filter(cycle=cycle).exclude(pk=pot.pk if pot else 0)
    faults: dict[str, str] = {}
    name = name.strip()
    if not name or len(name) > 100:
        faults["name"] = _("Ange ett namn på potten, högst 100 tecken.")
    elif others.filter(name=name).exists():
        faults["name"] = _("En annan pott har redan det namnet.")
    if kind not in PotKind.values:
        faults["kind"] = _("Välj hur beloppet bestäms.")
    if cap is not None and cap <= 0:
        faults["cap"] = _("Taket måste vara större än noll.")
    if others.filter(cycle_area=cycle_area).exists():
        faults["cycle_area"] = (
            _("Området har redan en pott.") if cycle_area else _("Det finns redan en pott för hela omgången.")
        )
    if faults:
        raise ValidationError(faults)
    _need_reason(cycle, now, reason)
    before = _pot_in_words(pot) if pot is not None else None
    pot = pot or Pot(cycle=cycle, position=others.count())
    pot.name, pot.kind, pot.cycle_area = name, kind, cycle_area
    pot.fixed_amount = fixed_amount if kind == PotKind.FIXED else None
    pot.per_inhabitant = per_inhabitant if kind == PotKind.PER_INHABITANT else None
    pot.cap = cap if kind == PotKind.PER_INHABITANT else None
    pot.amount = pot.amount or 0
    pot.save()
    _compute_pots(cycle)
    pot.refresh_from_db()
    _touch(cycle, now)
    _record(cycle, actor, "cycle.pot", now, reason=reason, changes={"pot": [before, _pot_in_words(pot)]})
    publish(TermsChanged(cycle, now))
    return pot


@transaction.atomic
def share_by_population(*, cycle: Cycle, actor: Person, now: datetime, reason: str = "") -> None:
    """In place of all pots, one for each area with its share of the cycle's money by inhabitants."""
    cycle = _locked(cycle)
    require(permissions.may_change_terms(actor, cycle, now))
    areas = list(queries.areas(cycle))
    if not areas:
        raise Refused(_("Välj områden först."))
    _need_reason(cycle, now, reason)
    before = [_pot_in_words(pot) for pot in queries.pots(cycle)]
    try:
        Pot.objects.filter(cycle=cycle).delete()
    except ProtectedError as used:
        raise Refused(_("Potterna används och kan inte bytas ut.")) from used
    for place, area in enumerate(areas):
        Pot.objects.create(
            cycle=cycle, cycle_area=area, name=str(area)[:100], kind=PotKind.POPULATION_SHARE, amount=0, position=place
        )
    _compute_pots(cycle)
    _touch(cycle, now)
    after = [_pot_in_words(pot) for pot in queries.pots(cycle)]
    _record(cycle, actor, "cycle.pots", now, reason=reason, changes={"pots": [before, after]})
    publish(TermsChanged(cycle, now))


@transaction.atomic
def remove_pot(*, pot: Pot, actor: Person, now: datetime, reason: str = "") -> None:
    """Take a pot away. The others are computed anew."""
    cycle = _locked(pot.cycle)
    require(permissions.may_change_terms(actor, cycle, now))
    _need_reason(cycle, now, reason)
    before = _pot_in_words(pot)
    try:
        pot.delete()
    except ProtectedError as used:
        raise Refused(_("Potten används och kan inte tas bort.")) from used
    _compute_pots(cycle)
    _touch(cycle, now)
    _record(cycle, actor, "cycle.pot", now, reason=reason, changes={"pot": [before, None]})
    publish(TermsChanged(cycle, now))


def _pot_in_words(pot: Pot) -> dict[str, Any]:
    return {
        "name": pot.name,
        "kind": pot.kind,
        "area": str(pot.cycle_area) if pot.cycle_area_id else None,
        "amount": pot.amount,
    }


def _compute_pots(cycle: Cycle) -> None:
    pots = list(queries.pots(cycle))
    plans = [
        PotPlan(
            name=pot.name,
            kind=pot.kind,
            fixed_amount=pot.fixed_amount,
            per_inhabitant=pot.per_inhabitant,
            cap=pot.cap,
            inhabitants=pot.cycle_area.inhabitants if pot.cycle_area else cycle.organisation.inhabitants,
        )
        for pot in pots
    ]
    for pot, amount in zip(pots, policy.pot_amounts(plans, cycle.budget), strict=True):
        if pot.amount != amount:
            pot.amount = amount
            pot.save(update_fields=["amount"])


# --- rules ---


@transaction.atomic
def change_rules(*, cycle: Cycle, values: RuleValues, actor: Person, now: datetime, reason: str = "") -> RuleSheet:
    """Write the rules down as a new version; a draft's one version is simply changed. Refused from when voting opens.

    Raises ValidationError by field when the rules cannot be followed.
    """
    cycle = _locked(cycle)
    require(permissions.may_change_terms(actor, cycle, now))
    values = policy.settled(values)
    faults = policy.rule_faults(values, [pot.amount for pot in queries.pots(cycle)], cycle.organisation.inhabitants)
    if faults:
        raise ValidationError(faults)
    latest = RuleSheet.objects.filter(cycle=cycle).order_by("-version").first()
    before = readiness.values_of(latest) if latest is not None else None
    if latest is not None and before == values:
        return latest
    _need_reason(cycle, now, reason)
    fields = {**asdict(values), "identities": list(values.identities), "groups": list(values.groups)}
    if latest is not None and cycle.published_at is None:
        sheet = latest
        for field, value in fields.items():
            setattr(sheet, field, value)
        sheet.created_at, sheet.created_by = now, actor
        sheet.save()
    else:
        sheet = RuleSheet.objects.create(
            cycle=cycle,
            version=latest.version + 1 if latest is not None else 1,
            created_at=now,
            created_by=actor,
            reason=reason.strip()[:300],
            **fields,
        )
    was = asdict(before) if before is not None else {}
    changes = {
        field: [_plain(was.get(field)), _plain(value)]
        for field, value in asdict(values).items()
        if was.get(field) != value
    }
    _touch(cycle, now)
    _record(cycle, actor, "cycle.rules", now, reason=reason, changes={"version": sheet.version, **changes})
    publish(TermsChanged(cycle, now))
    return sheet


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


# --- decisions ---


@transaction.atomic
def register_decision(
    *,
    cycle: Cycle,
    kind: str,
    body: str,
    decided_on: date,
    paragraph: str,
    diary_number: str,
    actor: Person,
    now: datetime,
    link: str = "",
    summary: str = "",
) -> Decision:
    """Write an elected body's decision into the register. The same decision twice is one decision: the first is returned."""
    cycle = _locked(cycle)
    require(permissions.may_register_decision(actor, cycle, now))
    values = _decision_values(
        kind=kind,
        body=body,
        decided_on=decided_on,
        paragraph=paragraph,
        diary_number=diary_number,
        link=link,
        summary=summary,
        now=now,
    )
    same = ("kind", "body", "decided_on", "paragraph", "diary_number")
    first = Decision.objects.filter(cycle=cycle, **{field: values[field] for field in same}).first()
    if first is not None:
        return first
    decision = Decision.objects.create(cycle=cycle, registered_at=now, registered_by=actor, **values)
    audit.record(
        organisation_id=cycle.organisation_id,
        actor=actor,
        verb="decision.register",
        subject=decision,
        now=now,
        changes={field: [None, _plain(value)] for field, value in values.items() if value},
    )
    publish(DecisionRegistered(decision, actor, now))
    return decision


@transaction.atomic
def correct_decision(*, decision: Decision, actor: Person, now: datetime, reason: str, **values: Any) -> Decision:
    """Put right what was registered wrongly; the old words stay in the log with the reason."""
    require(permissions.may_register_decision(actor, decision.cycle, now))
    if not reason.strip():
        raise ValidationError({"reason": _("Ange varför beslutet rättas.")})
    fields = ("kind", "body", "decided_on", "paragraph", "diary_number", "link", "summary")
    held = {field: getattr(decision, field) for field in fields}
    checked = _decision_values(**{**held, **values}, now=now)
    changes = {
        field: [_plain(getattr(decision, field)), _plain(value)]
        for field, value in checked.items()
        if getattr(decision, field) != value
    }
    if not changes:
        return decision
    for field, value in checked.items():
        setattr(decision, field, value)
    decision.save()
    audit.record(
        organisation_id=decision.cycle.organisation_id,
        actor=actor,
        verb="decision.correct",
        subject=decision,
        now=now,
        reason=reason.strip(),
        changes=changes,
    )
    return decision


def _decision_values(
    *, kind: str, body: str, decided_on: date, paragraph: str, diary_number: str, link: str, summary: str, now: datetime
) -> dict[str, Any]:
    faults: dict[str, str] = {}
    if kind not in DecisionKind.values:
        faults["kind"] = _("Välj slag av beslut.")
    texts = {
        "body": (body.strip(), 100, _("Ange vem som beslutade, till exempel kommunstyrelsen.")),
        "paragraph": (paragraph.strip().removeprefix("§").strip(), 20, _("Ange beslutets paragraf.")),
        "diary_number": (diary_number.strip(), 40, _("Ange ärendets diarienummer.")),
    }
    for field, (text, most, needed) in texts.items():
        if not text:
            faults[field] = needed
        elif len(text) > most:
            faults[field] = _("Texten får vara högst %(most)d tecken.") % {"most": most}
    if decided_on > to_local(now).date():
        faults["decided_on"] = _("Beslutet kan inte ha fattats efter i dag.")
    link = link.strip()
    if link and not re.fullmatch(r"https://[^\s\"'<>]+\.[^\s\"'<>]+", link):
        faults["link"] = _("Ange en länk som börjar med https://.")
    elif len(link) > 400:
        faults["link"] = _("Länken får vara högst 400 tecken.")
    if len(summary) > 2000:
        faults["summary"] = _("Texten får vara högst %(most)d tecken.") % {"most": 2000}
    if kind == DecisionKind.DEVIATION and not summary.strip():
        faults["summary"] = _("Skriv varför beslutet avviker från röstningsresultatet.")
    if faults:
        raise ValidationError(faults)
    return {
        "kind": kind,
        "body": texts["body"][0],
        "decided_on": decided_on,
        "paragraph": texts["paragraph"][0],
        "diary_number": texts["diary_number"][0],
        "link": link,
        "summary": summary.strip(),
    }


# --- common to all ---


def _locked(cycle: Cycle) -> Cycle:
    """The cycle as it is now, held until the transaction ends, with steps not yet fetched."""
    return Cycle.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=cycle.pk)


def _need_reason(cycle: Cycle, now: datetime, reason: str) -> None:
    if permissions.needs_reason(cycle, now) and not reason.strip():
        raise ValidationError({"reason": _("Förslag kan redan ha kommit in. Ange varför du ändrar.")})


def _touch(cycle: Cycle, now: datetime) -> None:
    cycle.changed_at = now
    cycle.save(update_fields=["changed_at"])


def _record(
    cycle: Cycle, actor: Person, verb: str, now: datetime, *, reason: str = "", changes: dict[str, Any] | None = None
) -> None:
    audit.record(
        organisation_id=cycle.organisation_id,
        actor=actor,
        verb=verb,
        subject=cycle,
        now=now,
        reason=reason.strip(),
        changes=changes,
    )
