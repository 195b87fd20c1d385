"""What do the page benchmarks look at? A municipality with any number of published proposals."""

from __future__ import annotations

import random
from datetime import timedelta

from medborgarbudget.demo.ideas import IDEAS
from medborgarbudget.domain.cycles.models import Cycle, Deed, ParticipationLevel, Pot, RuleSheet, Step, Theme
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation import clock


def cycle_with_proposals(count: int) -> tuple[Organisation, Cycle]:
    """An organisation of its own for each count, with an open cycle and that many proposals."""
    now = clock.now()
    organisation = Organisation.objects.create(
        slug=f"prov-{count}",
        name=f"Prov {count}",
        short_name="Prov",
        languages=["sv", "en", "fi"],
        inhabitants=20_000,
        created_at=now,
        changed_at=now,
    )
    cycle = Cycle.objects.create(
        organisation=organisation,
        slug="nu",
        name="Provomgång",
        year=now.year,
        promise="Det som vinner byggs.",
        level=ParticipationLevel.CO_DECISION,
        orientations=["territory"],
        reference_prefix=f"P{count}",
        budget=2_000_000,
        published_at=now,
        created_at=now,
        changed_at=now,
    )
    Step.objects.create(
        cycle=cycle,
        name="Lämna förslag",
        deeds=[Deed.PROPOSE, Deed.SUPPORT, Deed.COMMENT],
        position=1,
        opens_at=now - timedelta(days=5),
        closes_at=now + timedelta(days=20),
    )
    Pot.objects.create(cycle=cycle, name="Hela kommunen", fixed_amount=2_000_000, amount=2_000_000)
    RuleSheet.objects.create(
        cycle=cycle,
        version=1,
        tie_to_place="Alla som bor här",
        max_choices=5,
        identities=["email_code"],
        created_at=now,
    )
    themes = [
        Theme.objects.create(cycle=cycle, name=name, position=place)
        for place, name in enumerate(("Park", "Lek", "Kultur"))
    ]
    chance = random.Random(count)
    Proposal.objects.bulk_create(
        Proposal(
            organisation=organisation,
            cycle=cycle,
            number=number,
            reference=f"P{count}-{number:04d}",
            title=f"{IDEAS[number % len(IDEAS)].title} {number}",
            what=IDEAS[number % len(IDEAS)].what,
            why=IDEAS[number % len(IDEAS)].why,
            theme=themes[number % 3],
            latitude=58 + chance.random() / 10,
            longitude=16 + chance.random() / 10,
            display_name="Någon",
            state=ProposalState.PUBLISHED,
            status_key=f"bench-{count}-{number}",
            random_key=chance.randrange(2**31),
            support_count=chance.randrange(90),
            created_at=now,
            submitted_at=now,
            changed_at=now,
        )
        for number in range(1, count + 1)
    )
    return organisation, cycle
