"""Can a municipality be carried from nothing to a delivered proposal, with three residents and a lead, on the pages alone?"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from PIL import Image
from playwright.sync_api import FilePayload

from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation.clock import to_local
from tests.journeys.coming_in import (
    accept_invitation,
    an_operator,
    press_the_one_button,
    show_code,
    sign_in_with_password_and_code,
)
from tests.journeys.conftest import Person, Time, last_mail, link_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

YEAR = "2027"
HERE = f"/havby/personal/omgangar/{YEAR}"
OPEN = f"/havby/omgangar/{YEAR}"


def test_from_an_empty_installation_to_an_inaugurated_proposal(
    people: Callable[..., Person], story_time: Time, tmp_path: Path
) -> None:
    begun = story_time.moment
    operator, doris, nils = people(), people(), people()
    asta, bo, cissi = people(width=360), people(), people(javascript=False, width=360)

    an_operator()
    sign_in_with_password_and_code(operator, "dag@example.org")
    operator.opens("/drift/ny/").fills(
        name="Havby kommun",
        short_name="Havby",
        slug="havby",
        administrator_name="Doris Berg",
        administrator_email="doris@example.org",
    ).ticks("Kommun").clicks("Skapa organisationen").sees("Havby")

    accept_invitation(doris, "doris@example.org")
    assert Authenticator.objects.filter(user__email="doris@example.org", type="totp").exists()
    prepare_organisation(doris, tmp_path)
    secret = accept_invitation(nils, "nils@example.org")
    plan_cycle(doris, begun)

    story_time.moment = begun + timedelta(days=2)
    propose_without_account(asta, "asta@example.org", "Badbrygga med ramp", "Asta", with_picture=True)
    propose_without_account(bo, "bo@example.org", "Grillplats vid sjön", "Bo")
    propose_without_account(cissi, "cissi@example.org", "Bänkar till skolgården", "Cissi")
    brygga = Proposal.objects.get(title="Badbrygga med ramp")
    grill = Proposal.objects.get(title="Grillplats vid sjön")
    bo.opens(address_of(brygga)).clicks("Stöd").sees("1")
    bo.opens(address_of(brygga))
    bo.page.locator('[name="stance"][value="for"]').check(force=True)
    bo.fills(text="Äntligen kan alla bada!").clicks("Skicka").sees("Äntligen kan alla bada!")

    story_time.moment = begun + timedelta(days=11)
    assess(doris, nils, [brygga, grill, Proposal.objects.get(title="Bänkar till skolgården")])
    story_time.moment = begun + timedelta(days=21)
    doris.opens(f"{HERE}/bedomning/listor/")
    agree_to_all(doris)
    doris.clicks("Publicera slutlig lista")
    grill.refresh_from_db()
    assert grill.state == ProposalState.ACCEPTED

    doris.opens(f"{HERE}/omrostning/").clicks("Förbered valsedeln").clicks("Be om godkännande")
    ask_for_it(doris)
    approve(nils, secret, "öppnar")
    story_time.moment = begun + timedelta(days=23)
    vote(asta, "asta@example.org", ["Badbrygga med ramp"])
    vote(bo, "bo@example.org", ["Badbrygga med ramp", "Grillplats vid sjön"])
    vote(cissi, "cissi@example.org", ["Bänkar till skolgården"])

    story_time.moment = begun + timedelta(days=32)
    count(doris, nils, secret)
    asta.opens(f"{OPEN}/resultat/").sees("Badbrygga med ramp")

    story_time.moment = begun + timedelta(days=35)
    deliver(doris, brygga, begun)
    brygga.refresh_from_db()
    assert brygga.state == ProposalState.DELIVERED
    asta.opens(f"{OPEN}/genomforande/").sees("Badbrygga med ramp")
    asta.opens(address_of(brygga)).sees("Genomfört")


def address_of(proposal: Proposal) -> str:
    return f"/havby/omgangar/{proposal.cycle.slug}/forslag/{proposal.reference}/"


def prepare_organisation(doris: Person, folder: Path) -> None:
    doris.opens("/havby/personal/organisation/").fills(
        inhabitants="4200", contact_email="info@havby.example", contact_phone="0123-456 78"
    ).clicks("Spara", role="button")
    square = [[16.0, 58.0], [16.1, 58.0], [16.1, 58.1], [16.0, 58.1], [16.0, 58.0]]
    other = [[x + 0.1, y] for x, y in square]
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in (("Norra Havby", square), ("Södra Havby", other))
    ]
    file = folder / "omraden.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    doris.opens("/havby/personal/organisation/omraden/las-in/")
    doris.page.set_input_files('[name="file"]', file)
    doris.clicks("Visa vad filen innehåller").sees("Norra Havby").clicks("Spara").sees("Södra Havby")
    doris.opens("/havby/personal/medarbetare/bjud-in/").fills(email="nils@example.org", name="Nils Ek")
    doris.ticks("Projektansvarig").ticks("Bedömare").clicks("Bjud in").sees("Nils Ek")
    doris.opens("/havby/personal/medarbetare/bjud-in/").fills(email="doris@example.org", name="Doris Berg")
    doris.ticks("Projektansvarig").clicks("Bjud in").sees("Projektansvarig")


def plan_cycle(doris: Person, begun: datetime) -> None:
    doris.opens("/havby/personal/omgangar/ny/").fills(name="Prov", year=YEAR, budget="500 000")
    doris.page.locator('[name="origin"][value="five"]').check()
    doris.clicks("Skapa utkast").sees("Prov")
    doris.opens(f"{HERE}/om/").fills(
        summary="En provomgång.", promise="Det som vinner byggs om fullmäktige beslutar det."
    )
    doris.page.locator('[name="level"][value="influence"]').check()
    doris.page.locator('[name="moderation"][value="after"]').check()
    doris.clicks("Spara", role="button")
    dates = ((1, 10), (10, 20), (22, 31), (32, 34), (34, 400))
    doris.opens(f"{HERE}/steg/")
    for place, (opens, closes) in enumerate(dates):
        for name, day in (("opens_at", opens), ("closes_at", closes)):
            moment = to_local(begun + timedelta(days=day))
            doris.page.fill(f'[name="steg-{place}-{name}_0"]', moment.strftime("%Y-%m-%d"))
            doris.page.fill(f'[name="steg-{place}-{name}_1"]', "09:00" if name == "opens_at" else "08:59")
    doris.clicks("Spara stegen")
    doris.opens(f"{HERE}/regler/").fills(
        tie_to_place="Alla som bor i Havby", max_choices="3", cost_ceiling="400 000", vote_threshold="0"
    )
    doris.page.locator('[name="identities"][value="email_code"]').check()
    doris.clicks("Spara reglerna")
    register_decision(doris, "frame", begun)
    doris.opens(f"{HERE}/publicera/").clicks("Publicera nu").sees("Prov")


def register_decision(doris: Person, kind: str, on: datetime) -> None:
    doris.opens(f"{HERE}/beslut/")
    doris.page.locator(f'[name="kind"][value="{kind}"]').check()
    doris.fills(
        body="Kommunfullmäktige", decided_on=to_local(on).strftime("%Y-%m-%d"), paragraph="12", diary_number="2027/12"
    )
    doris.clicks("Registrera").sees("2027/12")


def propose_without_account(person: Person, email: str, title: str, name: str, *, with_picture: bool = False) -> None:
    person.opens("/havby/").opens(f"{OPEN}/forslag/nytt/")
    person.fills(title=title, what="Något som många i Havby har nytta av, året runt.", place="Vid sjön")
    if with_picture:
        person.page.set_input_files('[name="pictures"]', a_photograph())
    person.clicks("Gå vidare och granska").sees(title)
    person.fills(display_name=name, contact_email=email).clicks("Skicka förslaget")
    person.opens(link_in(last_mail(email)))
    press_the_one_button(person)
    assert Proposal.objects.get(title=title).state == ProposalState.PUBLISHED


def agree_to_all(person: Person) -> None:
    """Tick what the page asks one to be sure of."""
    for box in person.page.locator('main form input[type="checkbox"]:visible').all():
        box.check()


def assess(doris: Person, nils: Person, proposals: list[Proposal]) -> None:
    doris.opens(f"{HERE}/kriterier/")
    if doris.page.get_by_role("button", name="Lägg in de vanliga").count():
        doris.clicks("Lägg in de vanliga")
    doris.opens(f"{HERE}/bedomning/starta/").clicks("Starta bedömningen")
    for turn, proposal in enumerate(proposals):
        page = f"{HERE}/bedomning/{proposal.reference}/"
        nils.opens(page)
        for answer in nils.page.locator('[name^="met_"][value="yes"]').all():
            answer.check()
        nils.page.locator('[name="outcome"][value="accepted"]').check()
        nils.fills(cost=str(100_000 + 50_000 * turn), running_cost="1000", reason="Det går bra att göra.")
        nils.clicks("Föreslå beskedet")
        doris.opens(f"{page}signera/").clicks("Signera", role="button")
    doris.opens(f"{HERE}/bedomning/listor/")
    agree_to_all(doris)
    doris.clicks("Publicera preliminär lista").sees("Publicerad")


def vote(person: Person, email: str, titles: list[str]) -> None:
    """Choose first, identify last; nothing counts before the last press."""
    person.opens(f"{OPEN}/rosta/").clicks("Börja välja")
    for title in titles:
        person.page.get_by_role("checkbox", name=title).check(force=True)
    person.clicks("Granska")
    for title in titles:
        person.sees(title)
    person.clicks("Det stämmer").fills(email=email)
    agree_to_all(person)
    person.clicks("Skicka en kod till mig")
    code = next(part for part in re.findall(r"\d[\d ]{6,}\d", last_mail(email)) if len(part.replace(" ", "")) == 8)
    person.fills(code=code).clicks("Fortsätt").clicks("Registrera min röst").sees("Din röst är registrerad")


def ask_for_it(person: Person) -> None:
    """What takes two people: the first says why."""
    agree_to_all(person)
    person.fills(reason="Allt är granskat.").clicks("Be en andra person godkänna", role="button").sees("Väntar")


def approve(person: Person, secret: str, what: str) -> None:
    """And the second reads what would be done, shows a second factor if that was long ago, and does it."""
    person.opens("/havby/personal/tva-personer/")
    person.page.locator("main table a, main li a").filter(has_text=what).first.click()
    person.page.wait_for_load_state()
    again = person.page.get_by_role("button", name="Visa andra faktorn")
    if again.count():
        again.click()
        person.page.wait_for_load_state()
        show_code(person, secret)
    person.looks().clicks("Godkänn och utför", role="button").sees("Du har godkänt")


def count(doris: Person, nils: Person, secret: str) -> None:
    doris.opens(f"{HERE}/omrostning/").clicks("Öppna urnan")
    ask_for_it(doris)
    approve(nils, secret, "urnan")
    doris.opens(f"{HERE}/rakning/").clicks("Räkna rösterna")
    doris.opens(f"{HERE}/rakning/resultat/").sees("Badbrygga med ramp")
    doris.opens(f"{HERE}/rakning/publicera/")
    ask_for_it(doris)
    approve(nils, secret, "Publicera")


def deliver(doris: Person, proposal: Proposal, begun: datetime) -> None:
    register_decision(doris, "winners", begun + timedelta(days=33))
    doris.opens(f"{HERE}/genomforande/nya/")
    agree_to_all(doris)
    doris.clicks("Börja genomföra")
    page = f"{HERE}/genomforande/{proposal.reference}/"
    later = to_local(begun + timedelta(days=200)).strftime("%Y-%m-%d")
    doris.opens(f"{page}plan/").fills(responsible="Gatukontoret", planned_for=later).clicks("Spara planen").sees(
        "Gatukontoret"
    )
    doris.opens(f"{page}beratta/")
    doris.page.locator('[name="state"][value="building"]').check()
    doris.fills(text="Nu bygger vi bryggan.", alt_1="En halvfärdig brygga")
    doris.page.set_input_files('[name="picture_1"]', a_photograph())
    doris.clicks("Berätta", role="button").sees("Nu bygger vi bryggan.")
    doris.opens(f"{page}utfall/").fills(spent="98 000").clicks("Spara utfallet")
    doris.opens(f"{page}invigning/").fills(
        on=to_local(begun + timedelta(days=35)).strftime("%Y-%m-%d"), text="Välkomna att bada!"
    )
    doris.clicks("Berätta om invigningen")


def a_photograph() -> FilePayload:
    picture = io.BytesIO()
    Image.new("RGB", (900, 600), "seagreen").save(picture, "JPEG")
    return {"name": "sjon.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
