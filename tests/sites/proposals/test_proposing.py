"""Can a resident propose something, without account until the last step, and is nothing that was typed ever lost?"""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from medborgarbudget.domain.cycles.models import Cycle, Deed, Moderation
from medborgarbudget.domain.organisations.models import Area, Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Proposal, ProposalPicture, ProposalState
from medborgarbudget.foundation import clock
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.proposals import make_proposal

S = ProposalState
BASE = "/lund/omgangar/2027/"
NEW, REVIEW = BASE + "forslag/nytt/", BASE + "forslag/nytt/granska/"
IDEA = {
    "title": "Fler bänkar",
    "what": "Tre bänkar.\nMed ryggstöd.",
    "why": "Man blir trött.",
    "place": "Vid ån",
    "gor": "granska",
}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.PROPOSE])


def photo(name: str = "bänk.jpg", kind: str = "JPEG") -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(made, kind)
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


def link_in_mail(number: int = -1) -> str:
    found = re.search(r"http://localhost:8000(/lund/\S+)", str(mail.outbox[number].body))
    assert found
    return found[1]


def test_without_account_from_empty_form_to_published(client: PageClient, cycle: Cycle) -> None:
    assert client.get(NEW).status_code == 200
    answer = client.post(NEW, IDEA)
    assert (answer.status_code, answer.headers["Location"]) == (303, REVIEW)
    page = client.get(REVIEW).content.decode()
    assert "Med ryggstöd." in page
    assert "Vid ån" in page
    answer = client.post(REVIEW, {"display_name": "Gun", "contact_email": "Gun@Example.org"})
    assert answer.status_code == 303
    waiting = client.get(answer.headers["Location"]).content.decode()
    assert "öppna mejlet" in waiting
    assert "G…@Example.org" in waiting
    assert Proposal.objects.get().state == S.UNCONFIRMED
    address = link_in_mail()
    phone = PageClient()
    assert "Lämna in förslaget" in phone.get(address).content.decode()
    assert Proposal.objects.get().state == S.UNCONFIRMED, "opening the link is not enough: mail programs open links"
    answer = phone.post(address)
    assert answer.status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.reference) == (S.PUBLISHED, "LUN27-0001")
    assert proposal.author == Person.objects.get(email="gun@example.org")
    done = phone.get(answer.headers["Location"]).content.decode()
    assert "LUN27-0001" in done
    assert "Dra tillbaka" in done, "one is signed in"
    assert "redan inlämnat" in phone.post(address).content.decode()
    assert Proposal.objects.count() == 1


def test_signed_in_it_is_in_at_once_and_twice_is_once(client: PageClient, cycle: Cycle, asta: Person) -> None:
    client.signed_in_as(asta)
    client.post(NEW, IDEA)
    first = client.post(REVIEW, {"display_name": "Asta"})
    again = client.post(REVIEW, {"display_name": "Asta"})
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["Location"] == again.headers["Location"]
    proposal = Proposal.objects.get()
    assert (proposal.author, proposal.reference, proposal.what) == (asta, "LUN27-0001", "Tre bänkar.\nMed ryggstöd.")
    assert "nummer LUN27-0001" in client.get(first.headers["Location"]).content.decode()


def test_with_review_beforehand_it_says_that_it_waits(
    client: PageClient, lund: Organisation, asta: Person, now: datetime
) -> None:
    make_cycle(lund, now, open_deeds=[Deed.PROPOSE], moderation=Moderation.BEFORE)
    client.signed_in_as(asta)
    client.post(NEW, IDEA)
    page = client.get(client.post(REVIEW, {}).headers["Location"]).content.decode()
    assert "väntar på granskning" in page
    assert client.get(BASE + "forslag/LUN27-0001/").status_code == 404


def test_confirming_asks_staff_for_their_second_factor(client: PageClient, cycle: Cycle, doris: Person) -> None:
    Authenticator.objects.create(user=doris, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    client.post(NEW, IDEA)
    client.post(REVIEW, {"contact_email": doris.email})
    visitor = PageClient()
    visitor.post(link_in_mail())
    assert Proposal.objects.get().author == doris
    assert "_auth_user_id" not in visitor.session


def test_a_wrong_address_can_be_mended_and_the_old_link_is_dead(client: PageClient, cycle: Cycle) -> None:
    client.post(NEW, IDEA)
    status = client.post(REVIEW, {"contact_email": "fel@example.org"}).headers["Location"]
    old = link_in_mail()
    assert client.post(status + "oppna/").headers["Location"] == REVIEW
    assert "fel@example.org" in client.get(REVIEW).content.decode()
    client.post(REVIEW, {"contact_email": "ratt@example.org"})
    assert PageClient().post(old).status_code == 410
    PageClient().post(link_in_mail())
    assert Proposal.objects.get().author == Person.objects.get(email="ratt@example.org")


def test_nobodys_mail_is_filled_by_somebody_else(cycle: Cycle) -> None:
    for _number in range(5):
        make_proposal(cycle, state=S.UNCONFIRMED, contact_email="gun@example.org", submitted_at=clock.now())
    visitor = PageClient()
    visitor.post(NEW, IDEA)
    answer = visitor.post(REVIEW, {"contact_email": "gun@example.org"})
    assert answer.status_code == 422
    assert "Flera förslag väntar redan" in answer.content.decode()
    assert not mail.outbox


def test_what_is_missing_is_told_at_its_field_and_the_rest_stays(client: PageClient, cycle: Cycle) -> None:
    answer = client.post(NEW, {**IDEA, "title": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ange en titel" in page
    assert "Man blir trött." in page
    assert "Man blir trött." in client.get(NEW).content.decode(), "also when one comes back later"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"title": "x" * 81}, "högst 80 tecken"),
        ({"what": "x" * 3001}, "högst 3000 tecken"),
        ({"why": "x" * 2001}, "högst 2000 tecken"),
        ({"what": "a\x00b"}, "tecken som inte går att spara"),
        ({"latitude": "abc", "longitude": "13"}, "Punkten på kartan gick inte att läsa"),
        ({"latitude": "55.7"}, "Bara halva läget"),
        ({"latitude": "nan", "longitude": "inf"}, "Punkten på kartan gick inte att läsa"),
        ({"latitude": "155", "longitude": "13"}, "Punkten finns inte på kartan"),
        ({"theme": "999999"}, "bland alternativen"),
        ({"theme": "x"}, "bland alternativen"),
    ],
)
def test_bad_input_is_told_and_nothing_else_is_lost(
    client: PageClient, cycle: Cycle, given: dict[str, str], told: str
) -> None:
    answer = client.post(NEW, {**IDEA, "place": "Bakom skolan", **given})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "Bakom skolan" in page
    assert not Proposal.objects.exclude(state=S.DRAFT).exists()


def test_the_area_of_another_cycle_is_refused(
    client: PageClient, lund: Organisation, ystad: Organisation, now: datetime
) -> None:
    cycle = make_cycle(lund, now, open_deeds=[Deed.PROPOSE], areas=["Norr"])
    foreign = make_cycle(ystad, now, slug="annan", areas=["Hamnen"]).cycle_areas.get()
    answer = client.post(NEW, {**IDEA, "cycle_area": str(foreign.pk)})
    assert answer.status_code == 422
    assert "bland alternativen" in answer.content.decode()
    missing = client.post(NEW, IDEA)
    assert "Välj vilket område" in missing.content.decode()
    assert client.post(NEW, {**IDEA, "cycle_area": str(cycle.cycle_areas.get().pk)}).status_code == 303


def test_a_point_outside_the_area_is_told_where_the_place_is_written(
    client: PageClient, lund: Organisation, now: datetime
) -> None:
    border = {
        "type": "Polygon",
        "coordinates": [[[13.0, 55.6], [13.4, 55.6], [13.4, 55.8], [13.0, 55.8], [13.0, 55.6]]],
    }
    area = Area.objects.create(organisation=lund, name="Norr", code="norr", geometry=border)
    make_cycle(lund, now, open_deeds=[Deed.PROPOSE], areas=[area])
    answer = client.post(NEW, {**IDEA, "latitude": "50.0", "longitude": "13.2"})
    assert answer.status_code == 422
    assert "utanför" in answer.content.decode()
    assert client.post(NEW, {**IDEA, "latitude": "55.7", "longitude": "13.2"}).status_code == 303
    assert Proposal.objects.get().cycle_area.area == area


def test_pictures_stay_when_something_else_is_wrong(client: PageClient, cycle: Cycle) -> None:
    heavy = SimpleUploadedFile("stor.jpg", b"\xff\xd8\xff" + b"0" * (30 * 1024 * 1024), "image/jpeg")
    drawing = SimpleUploadedFile("teckning.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")
    answer = client.post(NEW, {**IDEA, "title": "", "pictures": [photo(), heavy, drawing]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "stor.jpg: Bilden är för stor: 31 MB" in page or "stor.jpg: Bilden är för stor: 30 MB" in page
    assert "teckning.svg: Välj en bild i formatet" in page
    assert ProposalPicture.objects.count() == 1
    kept = ProposalPicture.objects.get()
    assert f'name="alt_{kept.pk}"' in page
    assert "Man blir trött." in page
    answer = client.post(NEW, {**IDEA, f"alt_{kept.pk}": "En grön bänk"})
    assert answer.status_code == 303
    kept.refresh_from_db()
    assert kept.alt == "En grön bänk"


def test_at_most_five_pictures(client: PageClient, cycle: Cycle) -> None:
    answer = client.post(NEW, {**IDEA, "pictures": [photo(f"{number}.jpg") for number in range(6)]})
    assert answer.status_code == 422
    assert "5.jpg: Du kan ha högst 5 bilder" in answer.content.decode()
    assert ProposalPicture.objects.count() == 5


def test_a_picture_is_taken_away_without_losing_what_is_typed(client: PageClient, cycle: Cycle) -> None:
    client.post(NEW, {**IDEA, "gor": "bild", "pictures": [photo()]})
    picture = ProposalPicture.objects.get()
    answer = client.post(NEW, {**IDEA, "why": "Nytt skäl.", "gor": "", "ta_bort": str(picture.pk)})
    assert answer.status_code == 303
    assert not ProposalPicture.objects.exists()
    assert "Nytt skäl." in client.get(NEW).content.decode()


def test_somebody_elses_picture_is_neither_described_nor_removed(client: PageClient, cycle: Cycle) -> None:
    other = PageClient()
    other.post(NEW, {**IDEA, "gor": "bild", "pictures": [photo()]})
    picture = ProposalPicture.objects.get()
    client.post(NEW, {**IDEA, f"alt_{picture.pk}": "Hackad"})
    client.post(NEW, {**IDEA, "gor": "", "ta_bort": str(picture.pk)})
    picture.refresh_from_db()
    assert picture.alt == ""


def test_drafts_are_saved_found_again_and_thrown_away(
    client: PageClient, cycle: Cycle, asta: Person, bo: Person
) -> None:
    client.signed_in_as(asta)
    assert client.post(NEW, {"title": "Halv tanke", "gor": "spara"}).status_code == 303
    draft = Proposal.objects.get()
    mine = client.get("/lund/mitt/forslag/").content.decode()
    assert "Halv tanke" in mine
    fresh = PageClient().signed_in_as(asta)
    assert "Halv tanke" in fresh.get(f"{NEW}?utkast={draft.pk}").content.decode()
    other = PageClient().signed_in_as(bo)
    assert "Halv tanke" not in other.get(f"{NEW}?utkast={draft.pk}").content.decode()
    assert "Halv tanke" not in other.get("/lund/mitt/forslag/").content.decode()
    assert other.post(f"/lund/mitt/forslag/utkast/{draft.pk}/kasta/").status_code == 404
    assert client.get(f"/lund/mitt/forslag/utkast/{draft.pk}/kasta/").status_code == 200
    client.post(f"/lund/mitt/forslag/utkast/{draft.pk}/kasta/")
    assert not Proposal.objects.exists()


def test_what_was_begun_without_account_follows_when_one_signs_in(
    client: PageClient, cycle: Cycle, asta: Person
) -> None:
    client.post(NEW, IDEA)
    client.signed_in_as(asta)
    assert "Med ryggstöd." in client.get(REVIEW).content.decode()
    client.post(REVIEW, {"display_name": "Asta"})
    assert Proposal.objects.get().author == asta


def test_saving_by_itself_keeps_what_is_typed_and_answers_nothing(client: PageClient, cycle: Cycle) -> None:
    answer = client.post(NEW, {"title": "Halv", "what": "x" * 4000}, headers={"X-Autosave": "1"})
    assert answer.status_code == 204
    assert Proposal.objects.get().title == "Halv"


def test_closing_while_one_writes_loses_nothing(
    client: PageClient, cycle: Cycle, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    client.get(NEW)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=11))
    answer = client.post(NEW, IDEA)
    assert answer.status_code == 409
    assert "gick ut" in answer.content.decode()
    assert "Man blir trött." in answer.content.decode()
    assert "Det går inte att lämna förslag nu" in client.get(NEW).content.decode()


def test_a_robot_that_fills_the_hidden_field_stores_nothing(client: PageClient, cycle: Cycle) -> None:
    client.post(NEW, IDEA)
    client.post(REVIEW, {"contact_email": "bot@example.org", "website": "https://spam.example"})
    assert Proposal.objects.get().state == S.DRAFT
    assert not mail.outbox


@pytest.mark.parametrize(
    "email", ["", "ingen adress", "a@b", "x" * 300 + "@example.org", "a@example.org\nBcc: b@example.org"]
)
def test_an_address_that_is_none_is_told(client: PageClient, cycle: Cycle, email: str) -> None:
    client.post(NEW, IDEA)
    answer = client.post(REVIEW, {"contact_email": email, "display_name": "Gun Åström"})
    assert answer.status_code == 422
    assert "Gun Åström" in answer.content.decode()
    assert not mail.outbox


def test_similar_proposals_are_shown_with_and_without_javascript(client: PageClient, cycle: Cycle) -> None:
    make_proposal(cycle, title="Bänkar med ryggstöd vid ån")
    piece = client.get(NEW + "liknande/", {"title": "Bänk med ryggstöd", "what": ""}, headers={"HX-Request": "true"})
    assert "Bänkar med ryggstöd vid ån" in piece.content.decode()
    client.post(NEW, IDEA)
    assert "Finns det redan?" in client.get(REVIEW).content.decode()


def test_a_broken_link_is_told_kindly(client: PageClient, cycle: Cycle) -> None:
    answer = client.get(BASE + "bekrafta/abc:def/")
    assert answer.status_code == 410
    assert "Länken gäller inte" in answer.content.decode()


def test_a_link_of_another_municipality_is_none_here(
    client: PageClient, cycle: Cycle, ystad: Organisation, now: datetime
) -> None:
    make_cycle(ystad, now, open_deeds=[Deed.PROPOSE])
    client.post(NEW, IDEA)
    status = client.post(REVIEW, {"contact_email": "gun@example.org"}).headers["Location"]
    assert client.get(link_in_mail().replace("/lund/", "/ystad/")).status_code == 410
    assert client.get(status.replace("/lund/", "/ystad/")).status_code == 404
    assert client.get("/ystad/omgangar/2027/mitt-forslag/x/").status_code == 404


def test_who_supports_a_hidden_proposal_sees_neither_it_nor_its_secret_address(
    client: PageClient, cycle: Cycle, asta: Person, bo: Person
) -> None:
    hidden = make_proposal(cycle, asta, state=S.HIDDEN, title="Dolt förslag")
    hidden.supports.create(person=bo, at=clock.now())
    hidden.followings.create(person=bo, since=clock.now())
    hidden.comments.create(author=bo, author_name="Bo", stance="for", text="Bra.", at=clock.now())
    client.signed_in_as(bo)
    author = PageClient().signed_in_as(asta)
    for address in ("/lund/mitt/", "/lund/mitt/forslag/"):
        page = client.get(address).content.decode()
        assert hidden.status_key not in page
        assert "Dolt förslag" not in page
        assert hidden.status_key in author.get(address).content.decode()
