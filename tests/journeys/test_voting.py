"""Can people vote in every way there is, change their minds, check us, and can two key holders and an outsider do without our word?"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import oidc_provider_mock
import pytest
from django.conf import settings as configured
from django.core.cache import cache

from medborgarbudget.domain.counting import queries as counting
from medborgarbudget.domain.counting.actions import count_vote
from medborgarbudget.domain.cycles.models import Cycle, Deed, Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person as Account
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.voting import actions, queries
from medborgarbudget.domain.voting.actions import letters
from medborgarbudget.domain.voting.models import BallotSlot, CodeLetterBatch, KeyLevel, Vote, VoteState
from medborgarbudget.domain.voting.printing import LetterToPrint
from medborgarbudget.domain.voting.rehearsal import bulk_cast
from medborgarbudget.foundation import eid
from medborgarbudget.foundation.clock import database_now, to_local
from medborgarbudget.foundation.eid import Provider
from tests.journeys.coming_in import SECRET, held_for_long, show_code
from tests.journeys.conftest import Person, Time, last_mail
from tests.journeys.test_whole_cycle import agree_to_all, ask_for_it
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.eid import LOA3
from tests.support.pages import PageClient
from tests.support.rolls import ASTA, BO, ELSA, csv_file
from tests.support.voting import accepted_proposals, open_vote, prepared_vote, set_times

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WAY = "/lund/omgangar/2027/rosta/"
STAFF = "/lund/personal/omgangar/2027/"
People = Callable[..., Person]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Pages kept for visitors, used codes and limits are of the story before."""
    cache.clear()


@pytest.fixture
def maja(lund: Organisation) -> Account:
    """The other one who leads in Lund."""
    return grant(make_person("Maja"), lund, RoleName.LEAD)


# --- coming in, choosing, showing who one is ---


def comes_to_work(person: Person, account: Account) -> Person:
    """Signed in already; the second factor is asked for again where two people are needed."""
    held_for_long(account)
    cookie = PageClient().signed_in_as(account).cookies[configured.SESSION_COOKIE_NAME]
    person.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": person.address}])
    return person


def approves(person: Person, what: str) -> None:
    """Read what another has asked for, show the second factor if that was long ago, and do it."""
    person.opens("/lund/personal/tva-personer/")
    person.page.locator("main table a, main li a").filter(has_text=what).first.click()
    person.page.wait_for_load_state()
    again = person.page.get_by_role("button", name="Visa andra faktorn")
    if again.count():
        again.click()
        person.page.wait_for_load_state()
        show_code(person, SECRET)
    person.looks().clicks("Godkänn och utför", role="button").sees("Du har godkänt")


def chooses(person: Person, *titles: str) -> Person:
    """As far as to the page that asks who one is."""
    person.opens(WAY).clicks("Börja välja")
    for title in titles:
        person.page.get_by_role("checkbox", name=title).check(force=True)
    person.clicks("Granska")
    for title in titles:
        person.sees(title)
    return person.clicks("Det stämmer")


def shows_email(person: Person, email: str) -> Person:
    person.fills(email=email)
    agree_to_all(person)
    person.clicks("Skicka en kod till mig")
    code = next(part for part in re.findall(r"\d[\d ]{6,}\d", last_mail(email)) if len(part.replace(" ", "")) == 8)
    return person.fills(code=code).clicks("Fortsätt")


def registers(person: Person) -> str:
    """The last press. Gives the code on the receipt."""
    person.clicks("Registrera min röst", role="button").sees("Din röst är registrerad")
    return str(person.page.locator("#receipt-code").inner_text().strip())


def checks(person: Person, receipt: str, answer: str) -> Person:
    return person.opens(f"{WAY}kvitto/").fills(receipt=receipt).clicks("Kontrollera", exact=True).sees(answer)


def opened(vote: Vote, doris: Account, maja: Account) -> Vote:
    """The urn of a Bas vote, opened by two."""
    cache.clear()
    found = Vote.objects.select_related("cycle__organisation", "rule_sheet").get(pk=vote.pk)
    return actions.open_urn(vote=found, actor=doris, second=maja, now=database_now())


# --- the stories ---


def test_a_roll_is_read_in_and_one_in_it_votes_with_e_id(
    people: People, story_time: Time, lund: Organisation, doris: Account, maja: Account, settings: Any, tmp_path: Path
) -> None:
    users = [
        oidc_provider_mock.User(sub=name, claims={"acr": LOA3, eid.PERSON: number})
        for name, number in (("asta", ASTA), ("bo", BO))
    ]
    # The provider goes by the machine's clock, so the story begins two days ago.
    story_time.passes(days=-2)
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as server:
        issuer = f"http://localhost:{server.server_port}"
        settings.EID_PROVIDERS = (Provider("prov", "Prov-ID", issuer, "medborgarbudget", "hemligt", (LOA3,), "openid"),)
        rules = {"identities": [Identity.EID], "min_age": 16, "age_on": to_local(story_time.moment).date()}
        vote = prepared_vote(make_cycle(lund, story_time.moment, rules=rules), actor=doris, second=maja)
        vote = set_times(vote, story_time.moment + timedelta(days=1), story_time.moment + timedelta(days=8))

        reads_in_a_roll(comes_to_work(people(), doris), tmp_path)
        second = comes_to_work(people(), maja)
        approves(second, "röstlängd")
        second.opens(f"{STAFF}rostlangd/").sees("2 personer får rösta")

        story_time.passes(days=2)
        asta = comes_back_from_the_provider(chooses(people(), "Förslag 1", "Förslag 3"), issuer, "asta")
        receipt = registers(asta)
        checks(asta, receipt, "Rösten finns med")
        bo = comes_back_from_the_provider(chooses(people(javascript=False), "Förslag 2"), issuer, "bo")
        bo.sees("Du finns inte i röstlängden")
    assert list(BallotSlot.objects.values_list("channel", "version")) == [("eid", 1)]
    story_time.passes(days=7)
    vote = opened(vote, doris, maja)
    assert [one.choices for one in queries.opened_ballots(vote)] == [[1, 3]]
    checks(asta, receipt, "Rösten är räknad")


def reads_in_a_roll(doris: Person, folder: Path) -> None:
    """Two who may vote, and a row that cannot be read."""
    file = folder / "langd.csv"
    file.write_bytes(csv_file([["Personnummer"], [ASTA], [ELSA], ["19900118-9812"]]))
    doris.opens(f"{STAFF}rostlangd/")
    doris.page.set_input_files('[name="file"]', file)
    doris.clicks("Läs in filen").sees("2 personer").sees("Kontrollsiffran")
    agree_to_all(doris)
    doris.fills(reason="Invånarregistret, i dag").clicks("Be om godkännande").sees("Väntar på")


def comes_back_from_the_provider(person: Person, issuer: str, name: str) -> Person:
    """To the provider's own page, which is not ours to look at, and back with its word."""
    person.context.route(re.compile(r"^https?://(?!localhost)"), lambda route: route.abort())
    person.page.get_by_role("link", name="Prov-ID").click()
    person.page.locator('[name="sub"]').first.wait_for()
    assert person.page.url.startswith(issuer)
    person.page.locator('input[name="sub"]').fill(name)
    person.page.get_by_role("button", name="Authorize").click()
    person.page.wait_for_url(f"{person.address}/**")
    person.strange.clear()
    person.errors = [error for error in person.errors if not error.startswith(issuer)]
    return person.looks()


def test_a_letter_opens_the_ballot_on_a_phone_and_the_later_vote_counts(
    people: People,
    story_time: Time,
    lund: Organisation,
    doris: Account,
    maja: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    addresses: list[str] = []

    def print_them(vote: Vote, coming: list[LetterToPrint], *, address: str, style: object) -> bytes:
        addresses.extend(f"{address}#brev={letter.number}-{letter.secret}" for letter in coming)
        return b"%PDF"

    monkeypatch.setattr(letters, "print_letters", print_them)
    rules = {"identities": [Identity.CODE_LETTER]}
    vote = open_vote(make_cycle(lund, story_time.moment, rules=rules), actor=doris, second=maja)
    now = database_now()
    actions.order_letters(vote=vote, wanted=2, area=None, request_key="brev", actor=doris, now=now)
    asta = people(width=360)
    batch = CodeLetterBatch.objects.get()
    actions.take_letters(batch=batch, actor=doris, now=now, address=f"{asta.address}{WAY}")
    code = addresses[0].rpartition("-")[2]
    asked: list[str] = []
    asta.page.on("request", lambda request: asked.append(f"{request.url.partition('#')[0]} {request.headers}"))

    first = votes_by_letter(asta, addresses[0], "Förslag 1", "Förslag 4")
    second = votes_by_letter(asta, addresses[0], "Förslag 2")
    asta.sees("Den ersätter din tidigare röst.")
    assert first != second and not [line for line in asked if code in line]
    typed = people(javascript=False, width=360)
    number, _dash, secret = addresses[1].partition("#brev=")[2].partition("-")
    chooses(typed, "Förslag 3").fills(**{"letter-number": number, "letter-code": secret.lower()}).clicks(
        "Fortsätt med brevet"
    )
    registers(typed)

    story_time.passes(days=8)
    vote = opened(vote, doris, maja)
    assert sorted(one.choices for one in queries.opened_ballots(vote)) == [[2], [3]]
    checks(asta, first, "Rösten ersattes av en senare röst")
    checks(asta, second, "Rösten är räknad")


def votes_by_letter(person: Person, address: str, *titles: str) -> str:
    """Scan the square in the letter; number and code wait in the tab until they are asked for."""
    person.opens(address)
    assert "#" not in person.page.url
    chooses(person, *titles)
    assert person.page.locator('[name="letter-code"]').input_value() == address.rpartition("-")[2]
    person.clicks("Fortsätt med brevet")
    return registers(person)


def test_a_ballot_is_made_a_control_voted_anew_and_opened_for_all_to_see(
    people: People, story_time: Time, lund: Organisation, doris: Account, maja: Account
) -> None:
    vote = open_vote(make_cycle(lund, story_time.moment), actor=doris, second=maja)
    asta = people(width=360)
    control = registers(shows_email(chooses(asta, "Förslag 1", "Förslag 3"), "asta@example.org"))
    asta.page.get_by_text("Kontrollera i stället för att räkna").click()
    asta.clicks("Gör den här rösten till en kontroll").sees("Du behöver rösta igen").sees(control)
    story_time.passes(hours=1)
    asta.opens(f"{WAY}granskning/")
    assert control not in asta.page.content(), "not before the vote is over"
    real = registers(shows_email(chooses(asta, "Förslag 2"), "asta@example.org"))

    story_time.passes(days=8)
    vote = opened(vote, doris, maja)
    assert [one.choices for one in queries.opened_ballots(vote)] == [[2]]
    checks(asta, control, "Rösten var en kontroll").clicks("Se vad som låg i kuvertet")
    row = asta.page.locator("tr").filter(has_text=control)
    assert "1. Förslag 1" in row.inner_text() and "3. Förslag 3" in row.inner_text()
    checks(asta, real, "Rösten är räknad")


def test_ballots_on_paper_from_the_desk_to_the_count(
    people: People, story_time: Time, lund: Organisation, doris: Account, maja: Account
) -> None:
    vote = open_vote(make_cycle(lund, story_time.moment, open_deeds=[Deed.VOTE]), actor=doris, second=maja)
    lead, second = comes_to_work(people(), doris), comes_to_work(people(), maja)
    nils, nora, noomi = (
        comes_to_work(people(), grant(make_person(name), lund, RoleName.DESK)) for name in ("Nils", "Nora", "Noomi")
    )
    asta = people()
    replaced = registers(shows_email(chooses(asta, "Förslag 1"), "asta@example.org"))

    lead.opens(f"{STAFF}papper/")
    lead.page.locator("summary").filter(has_text="Lägg till en disk").click()
    lead.page.get_by_label("Vad heter disken?").fill("Stadsbiblioteket")
    lead.clicks("Lägg till", role="button", exact=True).sees("Stadsbiblioteket")
    nils.opens(f"{STAFF}papper/").clicks("Stadsbiblioteket")
    hands_out(nils, "asta@example.org", voted="ja")
    hands_out(nils, "bo@example.org", voted="nej")
    hands_out_without_net(nils, "cissi@example.org")
    assert BallotSlot.objects.filter(vote=vote, channel="paper").count() == 3
    nils.fills(query="bo@example.org").clicks("Slå upp").sees("Har redan fått en valsedel")
    story_time.passes(hours=1)
    shows_email(chooses(asta, "Förslag 2"), "asta@example.org")
    asta.page.get_by_role("button", name="Registrera min röst").click()
    asta.sees("Det går inte just nu").sees("Den tidigare rösten gäller")
    asta.errors = [error for error in asta.errors if "status of 409" not in error]
    asta.looks()

    story_time.passes(days=8)
    nils.opens(f"{STAFF}papper/")
    nils.page.locator("summary").filter(has_text="Ta emot en låda").click()
    nils.page.get_by_label("Dag", exact=True).fill(f"{to_local(story_time.moment - timedelta(days=8)):%Y-%m-%d}")
    nils.page.get_by_label("Plombens nummer").fill("A 17")
    nils.page.get_by_label("Antal avprickade").fill("3")
    nils.clicks("Ta emot", role="button", exact=True).clicks("A 17")
    nils.page.get_by_label("Antal valsedlar i lådan").fill("3")
    nils.clicks("Lådan är öppnad").sees("3 valsedlar väntar")
    box = nils.page.url
    reads(nils, box, ["1 2", "2", "1 2 3 4"])
    reads(nora, box, ["1 2", "3", "1 2 3 4"])
    noomi.opens(box).clicks("Avgör nr 2").sees("Så här läste de två")
    noomi.page.get_by_label("Det som står på valsedeln").fill("2")
    noomi.clicks("Det här står på valsedeln", role="button")
    lead.opens(box).sees("har för många val")
    lead.page.get_by_label("Varför?").fill("Allt stämmer.")
    lead.clicks("Be om godkännande")
    approves(second, "papper")
    lead.opens(f"{STAFF}papper/").sees("Godkänd").sees("Stämmer")

    vote = opened(vote, doris, maja)
    count_vote(vote=vote, actor=doris, now=database_now())
    assert sorted(one.choices for one in queries.opened_ballots(vote)) == [[1, 2], [2]]
    assert {fate.number: fate.votes for fate in counting.official_counts(vote)[0].story.fates}[2] == 2
    checks(asta, replaced, "Rösten är ogiltig: personen röstade på papper")


def hands_out(clerk: Person, email: str, *, voted: str) -> None:
    clerk.fills(query=email).clicks("Slå upp").sees("Har röstat:")
    assert clerk.page.locator("[data-answer] strong").first.inner_text() == voted
    clerk.clicks("Lämna ut valsedel").sees("Ge personen en valsedel")


def hands_out_without_net(clerk: Person, email: str) -> None:
    """The net is gone for a minute: what is handed out waits in a queue of the page's own."""
    clerk.context.set_offline(True)
    clerk.fills(query=email)
    clerk.page.get_by_role("button", name="Slå upp").click()
    clerk.sees("Nätet är borta").page.get_by_role("button", name="Lägg i kön").click()
    clerk.sees("Väntar på nätet")
    clerk.context.set_offline(False)
    clerk.page.locator("[data-queue-box]").wait_for(state="hidden")
    clerk.errors = [error for error in clerk.errors if "ERR_INTERNET_DISCONNECTED" not in error]
    clerk.looks()


def reads(clerk: Person, box: str, rows: list[str]) -> None:
    clerk.opens(box).clicks("Läs nästa valsedel")
    for line in rows:
        clerk.page.get_by_label("Det som står på valsedeln").fill(line)
        clerk.clicks("Spara och ta nästa").sees("är sparad")


# --- three key holders, and an outsider ---


@dataclass
class Machine:
    """A key holder's or an outsider's own machine: a folder with what has been brought there."""

    folder: Path
    name: str = ""

    def __post_init__(self) -> None:
        self.folder.mkdir()
        (self.folder / "losenord").write_text("ett långt lösenord för prov")

    def runs(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=180, cwd=self.folder, check=False)

    def opener(self, *words: str) -> str:
        done = self.runs("opener.py", "--losenord", "losenord", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def takes(self, *files: Path) -> None:
        for file in files:
            (self.folder / file.name).write_bytes(file.read_bytes())


def fetches(person: Person, link: str, to: Path) -> Path:
    """Follow a link that is downloaded."""
    with person.page.expect_download() as coming:
        person.page.get_by_role("link", name=link).first.click()
    coming.value.save_as(to)
    return to


def open_together(one: Machine, other: Machine, places: tuple[int, int], file: Path) -> list[Path]:
    """Two holders open what is in the file for each other. Gives what each arrived at."""
    for machine in (one, other):
        machine.takes(file)
    for machine, to, beside in ((one, places[1], other), (other, places[0], one)):
        machine.opener("halva", "min-nyckel.json", file.name, "--till", str(to), "--ut", f"till-{to}.txt")
        beside.takes(machine.folder / f"till-{to}.txt")
    arrived = []
    for machine, mine in ((one, places[0]), (other, places[1])):
        out = f"{file.stem}-{mine}.json"
        machine.opener("oppna", "min-nyckel.json", file.name, f"till-{mine}.txt", "--ut", out)
        arrived.append(machine.folder / out)
    return arrived


def hands_in(doris: Person, prefix: str, files: list[Path], button: str) -> None:
    for name, file in zip(("first", "second"), files, strict=True):
        doris.page.set_input_files(f'[name="{prefix}-{name}"]', file)
    doris.clicks(button)


def test_two_of_three_key_holders_open_and_an_outsider_checks_it_all(
    people: People, story_time: Time, lund: Organisation, doris: Account, maja: Account, tmp_path: Path
) -> None:
    cycle = make_cycle(lund, story_time.moment)
    step = next(step for step in cycle.steps.all() if Deed.VOTE in step.deeds)
    step.opens_at, step.closes_at = story_time.moment + timedelta(days=1), story_time.moment + timedelta(days=8)
    step.save()
    accepted_proposals(cycle, now=story_time.moment)
    lead, second = comes_to_work(people(), doris), comes_to_work(people(), maja)
    lead.opens(f"{STAFF}omrostning/")
    lead.page.locator('[name="level"][value="standard"]').check()
    lead.clicks("Förbered valsedeln").clicks("Till nyckelhållarna")
    program = fetches(lead, "Programmet för nyckelhållare", tmp_path / "opener.py")
    holders = [Machine(tmp_path / name, name) for name in ("Nils Nyckel", "Nora Nyckel", "Noomi Nyckel")]
    for place, holder in enumerate(holders, start=1):
        holder.takes(program)
        makes_a_key(lead, holder, place)
    lead.clicks("Gör en övningsurna")
    rehearsal = fetches(lead, "Hämta övningsurnan", tmp_path / "ovning.txt")
    for one, other in ((1, 2), (2, 3)):
        files = open_together(holders[one - 1], holders[other - 1], (one, other), rehearsal)
        hands_in(lead, "ovning", files, "Läs in övningen")
    lead.sees("Alla tre har övat").opens(f"{STAFF}omrostning/").clicks("Be om godkännande")
    ask_for_it(lead)
    approves(second, "öppnar")

    story_time.passes(days=2)
    vote = the_vote(cycle)
    bulk_cast(vote, [("", [1, 2])] * 60 + [("", [3])] * 50)
    asta = people(width=360)
    receipt = registers(shows_email(chooses(asta, "Förslag 1", "Förslag 4"), "asta@example.org"))
    story_time.passes(days=7)
    lead.opens(f"{STAFF}omrostning/").clicks("Öppna urnan")
    ask_for_it(lead)
    approves(second, "urnan")
    lead.opens(f"{STAFF}omrostning/nycklar/")
    urn = fetches(lead, "Hämta urnfilen", tmp_path / "urna.txt")
    hands_in(lead, "urna", open_together(holders[0], holders[2], (1, 3), urn), "Öppna och läs in")
    assert the_vote(cycle).state == VoteState.OPENED and the_vote(cycle).level == KeyLevel.STANDARD
    publishes(lead, second)

    cache.clear()
    checks(asta, receipt, "Rösten är räknad")
    an_outsider_checks(people(), tmp_path, receipt)


def the_vote(cycle: Cycle) -> Vote:
    vote = queries.vote_of(cycle)
    assert vote is not None
    return vote


def makes_a_key(lead: Person, holder: Machine, place: int) -> None:
    """On the holder's machine; the lead gets the public half, and hears the fingerprint."""
    said = holder.opener("nyckel", "--namn", holder.name)
    line = re.search(r"^mb1-\S+$", said, re.MULTILINE)
    heard = re.search(r"läser upp i telefon eller på plats: (\S+)", said)
    assert line and heard
    lead.opens(f"{STAFF}omrostning/nycklar/{place}/")
    lead.fills(name=holder.name, public_line=line[0], read_aloud=heard[1].lower())
    lead.clicks("Registrera", role="button").sees(holder.name)


def publishes(lead: Person, second: Person) -> None:
    lead.opens(f"{STAFF}rakning/").clicks("Räkna rösterna")
    lead.opens(f"{STAFF}rakning/publicera/")
    ask_for_it(lead)
    approves(second, "Publicera")


def an_outsider_checks(outsider: Person, folder: Path, receipt: str) -> None:
    """With one file from the page and the package, and then in the browser."""
    machine = Machine(folder / "granskare")
    outsider.opens(f"{WAY}granskning/")
    fetches(outsider, "Hämta granskningsprogrammet", machine.folder / "verifier.py")
    package = fetches(outsider, "Hämta paketet", machine.folder / "paket.zip")
    done = machine.runs("verifier.py", "paket.zip", "--kvitto", receipt)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Allt som kontrollerades stämmer." in done.stdout and "INTE GJORD" not in done.stdout
    assert "räknad" in done.stdout
    (machine.folder / "andrat.zip").write_bytes(with_another_ballot(package.read_bytes()))
    assert machine.runs("verifier.py", "andrat.zip").returncode == 1
    outsider.opens("/lund/omgangar/2027/resultat/rakna-om/").clicks("Räkna om i min webbläsare")
    outsider.sees("Din webbläsare räknade rösterna och fick samma vinnare.").looks()


def with_another_ballot(package: bytes) -> bytes:
    """A copy in which one ballot for 3 is one for 1."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "ballots.txt":
                rows = content.decode().splitlines()
                rows[rows.index('{"choices":[3],"style":""}')] = '{"choices":[1],"style":""}'
                content = "".join(f"{row}\n" for row in sorted(rows)).encode()
            new.writestr(name, content)
    return out.getvalue()
