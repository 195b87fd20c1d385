"""Can a municipality be carried from interest to good example in the network, with the office, another member and a region, on the pages?

The cycle in the middle is begun by its lead on the pages and finished by the product's own verbs: the whole cycle's pages have a journey of
their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from medborgarbudget.demo import timeline
from medborgarbudget.demo.geography import invent
from medborgarbudget.demo.places import DemoPlace
from medborgarbudget.demo.story import Cast, Script, Story, crowd_names
from medborgarbudget.demo.timeline import Timeline
from medborgarbudget.domain.cycles import actions as cycles
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.network.examples.models import Example, ExampleState
from medborgarbudget.domain.network.membership.models import Interest, Member
from medborgarbudget.domain.organisations.models import Area, AreaKind, Organisation, OrganisationKind
from medborgarbudget.domain.people.models import Person as Account
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.clock import to_local
from tests.journeys.coming_in import (
    accept_invitation,
    an_account,
    press_the_one_button,
    sign_in_link,
    sign_in_with_password_and_code,
)
from tests.journeys.conftest import Person, Time, last_mail, link_in
from tests.support.cast import grant, make_organisation, make_person
from tests.support.network import SKANE, make_member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

HUB = "/natverket"
OFFICE = f"{HUB}/kansli"
LENA, EGIL, SVEN, SIV = "lena@example.org", "egil@example.org", "sven@example.org", "siv@example.org"
TITLE = "Byarna i Lund byggde sina egna mötesplatser"


def test_from_interest_to_a_good_example(people: Callable[..., Person], story_time: Time) -> None:
    begun = story_time.moment
    network = a_network_with_an_experienced_member(begun)
    vera, lena, sven = people(), people(), people(width=360)
    egil = people(javascript=False, width=360)

    register_interest(lena, "Lunds kommun", "Lena Öhrvall", LENA)
    receipt = last_mail(LENA)
    lena.sees("Anmälan är mottagen")
    register_interest(egil, "Ystads kommun", "Egil Forsgård", EGIL)
    egil.sees("Snart klart: skriv koden").fills(code=code_in(last_mail(EGIL))).clicks("Bekräfta")
    egil.sees("Anmälan är mottagen")
    assert Interest.objects.of(network).filter(confirmed_at__isnull=False).count() == 2

    story_time.passes(days=1)
    sign_in_with_password_and_code(vera, "vera@example.org")
    admit(vera, "Lunds kommun", "lund")
    lena.opens(link_in(receipt)).sees("Ni är med")
    accept_invitation(lena, LENA, sign_in_link(last_mail(LENA)))
    begin_a_cycle(lena, str(begun.year + 1))

    story_time.passes(days=1)
    arrange_a_digital_meeting(vera, story_time.moment + timedelta(days=9))
    lena.opens(f"{HUB}/traffar/").clicks("Börja er första omgång", role="link").clicks("Anmäl dig", role="link")
    lena.clicks("Anmäl mig").sees("Du är anmäld")

    sign_in_by_mail(sven, SVEN, f"{HUB}/rummet/")
    ask_and_be_answered(lena, sven)
    be_matched(lena, sven)

    story_time.passes(days=9)
    go_to_the_meeting(lena, story_time)

    cycle = Cycle.objects.get(organisation__slug="lund")
    line = Timeline(
        timeline.DELIVERY, to_local(begun + timedelta(days=75)).replace(hour=9, minute=0, second=0, tzinfo=None)
    )
    story_time.moment = line.at(timeline.MOMENTS[timeline.DELIVERY])
    rehearse(cycle, line)
    share_as_an_example(lena, cycle)
    edit_and_publish(vera)

    siv = people(width=360)
    sign_in_by_mail(siv, SIV, f"{HUB}/rummet/")
    find_by_filter(siv)
    find_by_search(siv)
    find_by_filter(people(javascript=False))


# --- who is there before ---


def a_network_with_an_experienced_member(now: datetime) -> Organisation:
    """Vera leads its office, Sven has voted in Sala for years, Siv works at a region."""
    network = make_organisation("natverket", "Nätverket Medborgarbudget", OrganisationKind.NETWORK)
    grant(an_account("vera@example.org", "Vera Lindqvist"), network, RoleName.ADMINISTRATOR, RoleName.LEAD)
    make_member(
        network,
        "municipality-1981",
        make_person("Sven"),
        now=now - timedelta(days=900),
        stage="ongoing",
        orientations=["territory"],
        offers=["start", "voting"],
        inhabitants=22_000,
    )
    make_member(network, SKANE, make_person("Siv"), now=now - timedelta(days=200), stage="on_the_way")
    return network


def sign_in_by_mail(person: Person, email: str, path: str) -> None:
    """Go to a page that asks who one is, and have the link mailed."""
    person.opens(path).fills(email=email).clicks("Skicka länken", role="button")
    person.opens(link_in(last_mail(email)))
    press_the_one_button(person)


# --- the way in ---


def register_interest(person: Person, body: str, name: str, email: str) -> None:
    person.opens(f"{HUB}/").opens(f"{HUB}/intresse/")
    person.fills(body=body, wants="Vi vill att byarna själva bestämmer vad som byggs.")
    for field, value in (("stage", "on_the_way"), ("orientations", "territory"), ("needs", "start"), ("agree", "")):
        person.page.locator(f'[name="{field}"]' + (f'[value="{value}"]' if value else "")).check()
    person.fills(**{"person0-name": name, "person0-email": email, "person0-title": "Demokratistrateg"})
    if person.javascript:
        person.sees("Kontrollen är klar")
    person.clicks("Skicka intresseanmälan")


def code_in(mail: str) -> str:
    found = re.search(r"\b\d{6}\b", mail)
    assert found, mail
    return found[0]


def admit(vera: Person, body: str, slug: str) -> None:
    vera.opens(f"{OFFICE}/").opens(f"{OFFICE}/intressen/").clicks(body, role="link").clicks("Jag har hört av mig")
    vera.clicks("Ta in som medlem", role="link").fills(slug=slug).clicks("Ta in som medlem", role="button")
    vera.sees("1 person har fått ett mejl")
    assert Member.objects.get(name=body).tenant == Organisation.objects.get(slug=slug)


def begin_a_cycle(lena: Person, year: str) -> None:
    """On the page that the mailed link leads to, once the second factor is there."""
    lena.clicks("Jag har sparat koderna", role="link")
    assert lena.page.url.endswith("/lund/personal/omgangar/ny/"), lena.page.url
    lena.fills(name="Byarnas budget", year=year, budget="900 000")
    lena.page.locator('[name="origin"][value="eight"]').check()
    lena.clicks("Skapa utkast").sees("Byarnas budget")


# --- meeting, question, match ---


def arrange_a_digital_meeting(vera: Person, starts: datetime) -> None:
    vera.opens(f"{OFFICE}/traffar/").opens(f"{OFFICE}/traffar/ny/")
    vera.fills(title="Börja er första omgång", summary="En timme om det första halvåret.")
    for name, moment in (("starts_at", starts), ("ends_at", starts + timedelta(hours=1))):
        local = to_local(moment)
        vera.page.fill(f'[name="{name}_0"]', local.strftime("%Y-%m-%d"))
        vera.page.fill(f'[name="{name}_1"]', local.strftime("%H:%M"))
    vera.page.locator('[name="attendance"][value="digital"]').check()
    vera.fills(digital_link="https://mote.example/borja")
    vera.page.locator("main form button").last.click()
    vera.page.wait_for_load_state()
    vera.looks().clicks("Publicera", role="button")


def go_to_the_meeting(lena: Person, story_time: Time) -> None:
    lena.opens(f"{HUB}/traffar/mina/").clicks("Börja er första omgång", role="link")
    lena.page.get_by_role("link", name="https://mote.example/borja").or_(
        lena.page.locator('a[href="https://mote.example/borja"]')
    ).first.wait_for()


def ask_and_be_answered(lena: Person, sven: Person) -> None:
    lena.opens(f"{HUB}/rummet/").opens(f"{HUB}/rummet/fragor/").opens(f"{HUB}/rummet/fragor/ny/")
    lena.fills(title="Hur får vi med oss fullmäktige?", text="Vi ska ta ett ramärende i höst.", topic="Komma igång")
    lena.page.locator("main form button").last.click()
    lena.page.wait_for_load_state()
    lena.looks().sees("Hur får vi med oss fullmäktige?")
    question = lena.page.url
    sven.opens(f"{HUB}/rummet/fragor/").clicks("Hur får vi med oss fullmäktige?", role="link")
    sven.fills(text="Bjud in gruppledarna till en provomröstning innan de ska besluta.").clicks("Svara", role="button")
    lena.opens(question).sees("Bjud in gruppledarna").clicks("Det här hjälpte", role="button").sees("Hjälpte")
    sven.opens(question).sees("Hjälpte")


def be_matched(lena: Person, sven: Person) -> None:
    """The experienced member comes first, with the reasons, and hears of it."""
    lena.opens(f"{HUB}/rummet/prata-med/").sees("De kan hjälpa till med det ni söker")
    first = lena.page.locator("main .grid > li").first
    assert "Sala kommun" in first.inner_text() and "samma inriktning" in first.inner_text()
    lena.clicks("Be om kontakt Sala kommun").fills(text="Får vi ringa och höra hur ni började?")
    lena.page.locator("main form button").last.click()
    lena.page.wait_for_load_state()
    lena.looks().sees("Sala kommun har fått din fråga")
    assert "Får vi ringa" in last_mail(SVEN)


# --- the cycle that is rehearsed ---

PLACE = DemoPlace(
    slug="lund", name="Lunds kommun", short_name="Lund", kind=OrganisationKind.MUNICIPALITY, code="1281", theme="coast", seed=5,
    latitude=55.7, longitude=13.2, radius_km=14, coast=False, areas={"Tätorten": 9_000, "Norra byarna": 4_000, "Södra byarna": 2_000},
)  # fmt: skip

SCRIPT = Script(
    year=0,
    slug="",
    prefix="",
    budget=900_000,
    promise="Det som vinner byggs inom två år, om fullmäktige beslutar det.",
    summary="Niohundratusen kronor till byarna. Ni föreslår, ni väljer.",
    ideas=(0, 1, 3, 9, 12, 15, 19, 22),
    voters=120,
    seed=5,
    max_choices=3,
    min_age=0,
    ceiling=800_000,
)


class BegunOnThePages(Story):
    """The story of a draft that is there already."""

    def __init__(self, cycle: Cycle, cast: Cast, place: DemoPlace) -> None:
        map_ = invent(
            seed=place.seed, latitude=place.latitude, longitude=place.longitude, radius_km=place.radius_km,
            names=list(place.areas), coast=place.coast,
        )  # fmt: skip
        super().__init__(cycle.organisation, place, map_, cast, SCRIPT)
        self.begun_as = cycle

    def draft(self, begun: datetime) -> Cycle:
        return cycles.change_cycle(
            cycle=self.begun_as, actor=self.cast.lead, now=begun, promise=SCRIPT.promise, summary=SCRIPT.summary,
            level="influence",
        )  # fmt: skip


def rehearse(cycle: Cycle, line: Timeline) -> None:
    """From the lead's draft to what is built, with two who sign and a dozen residents."""
    lund, lead = cycle.organisation, Account.objects.get(email=LENA)
    for position, (name, inhabitants) in enumerate(PLACE.areas.items()):
        Area.objects.create(
            organisation=lund, name=name, code=f"{position + 1:02d}", kind=AreaKind.PLACE, inhabitants=inhabitants,
            position=position,
        )  # fmt: skip
    second = grant(make_person("Nils"), lund, RoleName.LEAD, RoleName.ASSESSOR)
    assessor = grant(make_person("Ylva"), lund, RoleName.ASSESSOR)
    desk = grant(make_person("Gun"), lund, RoleName.DESK)
    story = BegunOnThePages(cycle, Cast(lead, second, assessor, desk), PLACE)
    story.cast.crowd = Account.objects.bulk_create(
        Account(email=f"invanare{number}@example.org", name=name, date_joined=line.at(0))
        for number, name in enumerate(crowd_names(12, story.chance))
    )
    story.tell(line)


# --- the good example ---


def share_as_an_example(lena: Person, cycle: Cycle) -> None:
    lena.opens(f"/lund/personal/omgangar/{cycle.slug}/gott-exempel/")
    lena.sees("att fördela").fills(title=TITLE, learnt="Börja med kaffe.").clicks("Skicka till Nätverket")
    lena.sees("Exemplet är skickat")


def edit_and_publish(vera: Person) -> None:
    vera.opens(f"{OFFICE}/").opens(f"{OFFICE}/exempel/").clicks(TITLE, role="link")
    vera.clicks("Redigera", role="link").fills(advice="Åk till byarna innan ni skriver reglerna.", note="Lagt till råd")
    vera.clicks("Spara som ny version").sees("Åk till byarna").clicks("Publicera", role="button")
    example = Example.objects.get(title=TITLE)
    assert (example.state, example.version, example.voters) == (ExampleState.PUBLISHED, 2, SCRIPT.voters)


def find_by_filter(person: Person) -> None:
    person.opens(f"{HUB}/exempel/")
    person.page.get_by_text("Filtrera").click()
    person.page.locator('[name="lan"]').select_option("12")
    person.page.locator('[name="pengar"]').select_option("m")
    person.clicks("Visa dem som passar").clicks(TITLE, role="link").sees("Åk till byarna innan ni skriver reglerna.")


def find_by_search(person: Person) -> None:
    person.opens(f"{HUB}/sok/").fills(q="mötesplats byarna").clicks("Sök", role="button")
    person.clicks(TITLE, role="link").sees("120")
