"""How does a project lead try a rule on some ballots before it is decided on?"""

from __future__ import annotations

import gzip
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.counting import policy, simulating
from medborgarbudget.domain.counting.background import run_simulation
from medborgarbudget.domain.counting.invented import Invention
from medborgarbudget.domain.counting.models import Count, Simulation, SimulationSource
from medborgarbudget.domain.counting.permissions import may_simulate
from medborgarbudget.domain.counting.queries import votes_to_try
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import require
from pbcount import RuleSpec


def simulate_file(
    *, cycle: Cycle, data: bytes, file_name: str, spec: RuleSpec, actor: Person, now: datetime
) -> Simulation:
    """Try the rule on an election in a .pb file. Raises ValidationError with what is wrong with the file: line, column and reason."""
    if len(data) > policy.LARGEST_FILE:
        raise ValidationError(
            {"file": _("Filen är för stor. Den får vara högst %(size)s MB.") % {"size": policy.LARGEST_FILE // 2**20}}
        )
    try:
        title = simulating.title_of(data, file_name)
    except simulating.CannotTry as wrong:
        raise ValidationError({"file": wrong.reasons}) from wrong
    return _start(cycle, SimulationSource.FILE, title, {"file": file_name[:200]}, spec, actor, now, gzip.compress(data))


def simulate_vote(*, cycle: Cycle, count: Count, spec: RuleSpec, actor: Person, now: datetime) -> Simulation:
    """Try the rule on the ballots of one of the organisation's own published votes."""
    if not votes_to_try(cycle.organisation).filter(pk=count.pk).exists():
        raise ValidationError({"count": _("Välj en av era publicerade omröstningar.")})
    title = f"{count.vote.cycle.name}, {count.pot.name}"
    return _start(cycle, SimulationSource.VOTE, title, {"count": count.pk}, spec, actor, now)


def simulate_invented(
    *, cycle: Cycle, invention: Invention, spec: RuleSpec, actor: Person, now: datetime
) -> Simulation:
    """Try the rule on an invented election, the same for the same seed."""
    faults = invention.faults()
    if faults:
        raise ValidationError(faults)
    title = _("%(voters)s påhittade väljare, %(projects)s förslag") % {
        "voters": invention.voters,
        "projects": invention.projects,
    }
    return _start(cycle, SimulationSource.INVENTED, title, invention.to_json(), spec, actor, now)


@transaction.atomic
def remove_simulation(*, simulation: Simulation, actor: Person, now: datetime) -> None:
    """Take away what was tried. One that is being counted is ended as soon as its worker looks for it."""
    audit.record(
        organisation_id=simulation.organisation_id,
        actor=actor,
        verb="simulation.remove",
        subject=simulation,
        now=now,
    )
    simulation.delete()


@transaction.atomic
def _start(
    cycle: Cycle,
    source: SimulationSource,
    label: str,
    settings: dict[str, Any],
    spec: RuleSpec,
    actor: Person,
    now: datetime,
    data: bytes | None = None,
) -> Simulation:
    require(may_simulate(actor, cycle, now))
    kept = Simulation.objects.of(cycle.organisation).filter(cycle=cycle)
    for old in list(kept[policy.SIMULATIONS_KEPT - 1 :]):
        old.delete()
    simulation = Simulation.objects.create(
        organisation=cycle.organisation,
        cycle=cycle,
        source=source,
        label=label[:200],
        settings=settings,
        spec=spec.to_json(),
        data=data,
        created_at=now,
        created_by=actor,
    )
    audit.record(
        organisation_id=cycle.organisation_id, actor=actor, verb="simulation.start", subject=simulation, now=now
    )
    run_simulation.enqueue(simulation.pk)
    return simulation
