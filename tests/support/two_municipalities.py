"""How do guards over the whole system get two municipalities in full swing, with a cycle at every step?

The demo tells both stories by the product's own verbs, small and without painting; the rows are kept in this process, so that the
next file that asks gets them back in a moment.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from unittest.mock import patch

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, models
from PIL import Image

from medborgarbudget.demo import pictures, timeline
from medborgarbudget.demo.geography import Geography, invent
from medborgarbudget.demo.places import DemoPlace
from medborgarbudget.demo.story import Cast, Script, Story, logo
from medborgarbudget.demo.timeline import Timeline
from medborgarbudget.domain.counting import actions as counting
from medborgarbudget.domain.counting.elections import tried_spec
from medborgarbudget.domain.counting.invented import Invention
from medborgarbudget.domain.cycles.models import BallotKind, Cycle
from medborgarbudget.domain.organisations.models import Area, AreaKind, Organisation, OrganisationKind
from medborgarbudget.domain.paper import actions as paper
from medborgarbudget.domain.people import actions as peopling
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.proposals import actions as proposing
from medborgarbudget.domain.proposals.content import ProposalContent
from medborgarbudget.domain.proposals.models import Comment, Proposal, ProposalState
from medborgarbudget.domain.rolls import actions as rolling
from medborgarbudget.domain.voting import actions as voting
from medborgarbudget.domain.voting.models import AssistedPlace, AssistedVote, BatchKind, CodeLetterBatch, Vote
from medborgarbudget.foundation import clock, notifications
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.notifications import Notification, NotificationKind
from tests.support.cast import grant, make_organisation, make_person
from tests.support.two_people import ask

STEPS = (timeline.IDEAS, timeline.ASSESSMENT, timeline.VOTING, timeline.RESULT, timeline.DELIVERY)
OTHERS_STEPS = (timeline.IDEAS, timeline.ASSESSMENT, timeline.VOTING, timeline.DELIVERY)
VOTERS = 110
"""Just above the hundred below which ballots are not published."""


@dataclass
class Municipality:
    """An organisation with somebody in each role and a cycle at each step."""

    organisation: Organisation
    lead: Person
    second: Person
    assessor: Person
    desk: Person
    auditor: Person
    communicator: Person
    elected: Person
    resident: Person
    cycles: dict[str, Cycle] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.organisation.slug

    def people(self) -> list[Person]:
        """Everybody with a name."""
        people = self.lead, self.second, self.assessor, self.desk, self.auditor, self.communicator, self.elected
        return [*people, self.resident]


@dataclass
class World:
    """Lund is visited; Ystad is the other one."""

    lund: Municipality
    ystad: Municipality


PLACES = (
    ("lund", "Lunds kommun", 55.7, 13.2, {"Lund": 9_000, "Dalby": 3_000, "Genarp": 1_500}, 0),
    ("ystad", "Ystads kommun", 55.4, 13.8, {"Ystad": 8_000, "Köpingebro": 2_000, "Svarte": 900}, 21),
)
NAMES = {
    "lund": ("Doris", "Majken", "Nils", "Gun", "Henrik", "Kerstin", "Birgitta", "Asta"),
    "ystad": ("Egil", "Ylva", "Tomas", "Rut", "Sigrid", "Olle", "Amir", "Bo"),
}

_kept: tuple[World, list[list[models.Model]]] | None = None


def world_in_database() -> World:
    """Both municipalities, in the database as the present transaction sees it."""
    global _kept
    if _kept is None:
        _kept = (_tell(), list(kept_rows()))
    else:
        for rows in _kept[1]:
            type(rows[0])._base_manager.bulk_create([copy(row) for row in rows], batch_size=500)
    return _kept[0]


def kept_rows() -> Iterator[list[models.Model]]:
    for model in apps.get_models():
        if model._meta.app_label not in {"auth", "contenttypes", "sessions"} and (
            rows := list(model._base_manager.all())
        ):
            yield rows


def _tell() -> World:
    now = clock.now()
    with patch.object(pictures, "paint", _paint), patch.object(notifications, "mail_person"):
        first, second = (_municipality(*place, now=now) for place in PLACES)
    return World(first, second)


def _paint(theme: str, seed: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (24, 16), (seed % 256, len(theme) * 20, 90)).save(out, "JPEG")
    return out.getvalue()


def _municipality(
    slug: str, name: str, latitude: float, longitude: float, areas: dict[str, int], first_idea: int, *, now: datetime
) -> Municipality:
    place = DemoPlace(
        slug, name, name[:5], OrganisationKind.MUNICIPALITY, "", "coast", 7, latitude, longitude, 9, False, areas
    )
    map_ = invent(
        seed=len(name), latitude=latitude, longitude=longitude, radius_km=9, names=list(areas), coast=False, lakes=1
    )
    organisation = _organisation(slug, name, map_, areas, now)
    lead, second, assessor, desk, auditor, communicator, elected, resident = (make_person(n) for n in NAMES[slug])
    grant(lead, organisation, RoleName.ADMINISTRATOR, RoleName.LEAD)
    grant(second, organisation, RoleName.LEAD, RoleName.ASSESSOR)
    ask(organisation, lead, now)
    for person, role in (
        (assessor, RoleName.ASSESSOR),
        (desk, RoleName.DESK),
        (auditor, RoleName.AUDITOR),
        (communicator, RoleName.COMMUNICATOR),
        (elected, RoleName.ELECTED),
    ):
        grant(person, organisation, role)
    unusable = make_password(None)
    crowd = Person.objects.bulk_create(
        Person(email=f"invanare{n}@{slug}.example", name=f"{slug.title()}bo nr {n}", password=unusable, date_joined=now)
        for n in range(12)
    )
    made = Municipality(organisation, lead, second, assessor, desk, auditor, communicator, elected, resident)
    cast = Cast(lead=lead, second=second, assessor=assessor, desk=desk, known=[resident], crowd=crowd)
    for turn, step in enumerate(STEPS if slug == "lund" else OTHERS_STEPS):
        script = _script(slug, now.year - turn, [first_idea + (turn * 4 + n) % 21 for n in range(6)])
        made.cycles[step] = Story(organisation, place, map_, cast, script).tell(Timeline.seen_at(step, now))
    _loose_ends(made, crowd, now)
    return made


def _script(slug: str, year: int, ideas: list[int]) -> Script:
    return Script(
        year=year,
        slug=f"{slug}-{year}",
        prefix=f"{slug[:3].upper()}{year % 100:02d}",
        budget=2_000_000,
        promise=f"{slug.title()} lovar att bygga det som vinner.",
        summary=f"Två miljoner till {slug.title()}.",
        ideas=ideas,
        voters=VOTERS,
        seed=year,
        ballot_kind=BallotKind.UP_TO_K if year % 2 else BallotKind.KNAPSACK,
    )


def _organisation(slug: str, name: str, map_: Geography, areas: dict[str, int], now: datetime) -> Organisation:
    organisation = make_organisation(slug, name)
    organisation.basemap = {**map_.basemap, "features": map_.basemap["features"][:3]}
    organisation.contact_email = f"medborgarbudget@{slug}.example"
    organisation.created_at = organisation.changed_at = now
    organisation.logo.save("logo.png", logo(name[0], "#1c5d99"), save=True)
    for position, (area, inhabitants) in enumerate(areas.items()):
        Area.objects.create(
            organisation=organisation,
            name=area,
            code=f"{slug}-{position}",
            kind=AreaKind.PLACE,
            geometry=map_.areas[area],
            inhabitants=inhabitants,
            position=position,
        )
    return organisation


def _loose_ends(made: Municipality, crowd: list[Person], now: datetime) -> None:
    """What the story does not leave lying: a draft, a flag, an unconfirmed proposal, letters, a role that has ended."""
    ideas, vote = made.cycles[timeline.IDEAS], Vote.objects.get(cycle=made.cycles[timeline.VOTING])
    area = ideas.cycle_areas.get(area__position=0)
    content = ProposalContent(
        title=f"{made.slug.title()}s hemliga utkast", what="Något som ingen annan ska se än.", cycle_area=area,
        theme=ideas.themes.first(),
    )  # fmt: skip
    proposing.save_draft(cycle=ideas, author=made.resident, content=content, now=now)
    waiting = ProposalContent(
        title=f"{made.slug.title()}s obekräftade förslag", what="Något som väntar på ett svar i mejlen.", cycle_area=area,
        theme=ideas.themes.first(), display_name="Någon", contact_email=f"ny@{made.slug}.example",
    )  # fmt: skip
    draft = proposing.save_draft(cycle=ideas, author=None, content=waiting, now=now)
    proposing.submit(proposal=draft, now=now)
    proposal = Proposal.objects.filter(cycle=ideas, state=ProposalState.PUBLISHED).first()
    assert proposal is not None
    proposing.follow(proposal=proposal, person=made.resident, now=now)
    proposing.flag(proposal=proposal, person=crowd[0], reason=f"{made.slug.title()}: det här är reklam.", now=now)
    said = Comment.objects.filter(proposal__cycle=ideas).first()
    if said is not None and said.author != crowd[1]:
        proposing.flag(proposal=said.proposal, comment=said, person=crowd[1], reason="Otrevligt.", now=now)
    paper.register_batch(
        desk=vote.desks.get(), day=to_local(vote.opens_at).date(), seal_number=f"{made.slug}-1", check_ins=3, actor=made.lead, now=now
    )  # fmt: skip
    voting.order_letters(vote=vote, wanted=2, area=None, request_key=f"{made.slug}-brev", actor=made.lead, now=now)
    CodeLetterBatch.objects.create(
        vote=vote, kind=BatchKind.SCHOOL, label=f"{made.slug.title()}: klass 7B", wanted=3, created_by=made.lead, created_at=now,
        request_key=f"{made.slug}-skola",
    )  # fmt: skip
    AssistedVote.objects.create(
        vote=vote, clerk=made.desk, hour=now.replace(minute=0, second=0, microsecond=0), place=AssistedPlace.DESK, checked="körkort",
    )  # fmt: skip
    rolling.read_in(
        cycle=ideas, chunks=[b"Personnummer\r\n199001189811\r\n198507099806\r\n"], file_name=f"{made.slug}.csv",
        request_key=f"{made.slug}-rostlangd", actor=made.lead, now=now,
    )  # fmt: skip
    Notification.objects.create(
        person=made.lead, organisation_id=made.organisation.pk, kind=NotificationKind.STAFF, created_at=now,
        subject=f"{made.slug.title()}: nu finns brev", body="Breven är klara.", link="/personal/",
    )  # fmt: skip
    invention = Invention(voters=40, projects=4, budget=100_000, groups=2, spread=50, choices=2, seed=1)
    spec = tried_spec(rule="greedy", completion="none", utility="cost", threshold=0)
    counting.simulate_invented(cycle=ideas, invention=invention, spec=spec, actor=made.lead, now=now)
    gone = grant(make_person(f"Förre{made.slug}"), made.organisation, RoleName.DESK)
    peopling.end_role(role=gone.roles.get(), reason="Har slutat.", actor=made.lead, now=now + timedelta(microseconds=1))


def telling(place: Municipality) -> list[str]:
    """Words that only this municipality's pages may hold."""
    titles = Proposal.objects.filter(organisation=place.organisation).values_list("title", flat=True)
    areas = Area.objects.filter(organisation=place.organisation).values_list("name", flat=True)
    promises = [f"{place.slug.title()}: nu finns brev", *(cycle.promise for cycle in place.cycles.values())]
    return [*titles, *areas, *promises, place.organisation.name, f"{place.slug.title()}bo nr"]


def with_every_role(person: Person, place: Municipality) -> Person:
    """The person with every role there is."""
    held = set(person.roles.filter(ended_at=None).values_list("role", flat=True))
    return grant(person, place.organisation, *(role for role in RoleName.values if role not in held))


def row_counts() -> dict[str, int]:
    """How many rows each table has, asked in one question."""
    models = apps.get_models()
    counts = ", ".join(f'(SELECT COUNT(*) FROM "{model._meta.db_table}")' for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return dict(zip((model._meta.label for model in models), cursor.fetchone(), strict=True))
