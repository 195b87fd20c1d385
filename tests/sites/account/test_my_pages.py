"""Does everybody find, control and take with them what is theirs?"""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from allauth.account.models import EmailAddress

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Comment, Following, Proposal, ProposalState, Support
from medborgarbudget.foundation import notifications
from medborgarbudget.foundation.notifications import Notification, NotificationKind
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db
PAGES = ["", "aviseringar/", "installningar/", "avsluta/"]


def make_proposal(
    organisation: Organisation, author: Person | None, title: str, now: datetime, state: str = ProposalState.PUBLISHED
) -> Proposal:
    cycle, _made = Cycle.objects.get_or_create(
        organisation=organisation, slug="2027",
        defaults={
            "name": "Omgång 2027", "year": 2027, "promise": "x", "level": "influence", "reference_prefix": "L27",
            "created_at": now, "changed_at": now, "published_at": now,
        },
    )  # fmt: skip
    number = Proposal.objects.filter(cycle=cycle).count() + 1
    return Proposal.objects.create(
        organisation=organisation, cycle=cycle, number=number, reference=f"L27-{number:04}", title=title, what="Gungor",
        author=author, display_name="Asta A", state=state, status_key=f"key-{organisation.slug}-{number}", random_key=number,
        created_at=now, submitted_at=now, changed_at=now,
    )  # fmt: skip


def tell(person: Person, organisation: Organisation, now: datetime, link: str = "/mitt/") -> Notification:
    notifications.notify(
        person_ids=[person.pk],
        organisation=organisation,
        kind=NotificationKind.FOLLOWED,
        subject="Nytt",
        body="Hej",
        link=link,
        now=now,
    )
    return Notification.objects.filter(person=person, organisation_id=organisation.pk).latest("id")


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_for_whoever_is_signed_in(
    client: PageClient, lund: Organisation, asta: Person, page: str
) -> None:
    assert client.get(f"/lund/mitt/{page}").url.startswith("/lund/konto/logga-in/")
    assert client.signed_in_as(asta).get(f"/lund/mitt/{page}").status_code == 200


def test_i_find_what_i_wrote_support_and_follow_here_only(
    client: PageClient, lund: Organisation, ystad: Organisation, asta: Person, bo: Person, now: datetime
) -> None:
    make_proposal(lund, asta, "Mina gungor", now)
    make_proposal(lund, asta, "Mitt utkast", now, ProposalState.DRAFT)
    others = make_proposal(lund, bo, "Bos bänkar", now)
    Support.objects.create(proposal=others, person=asta, at=now)
    Comment.objects.create(
        proposal=others, author=asta, author_name="Asta", stance="for", text="Heja <b>Bo</b>", at=now
    )
    Following.objects.create(proposal=make_proposal(lund, bo, "Bos träd", now), person=asta, since=now)
    make_proposal(lund, bo, "Bos hemlighet", now)
    make_proposal(ystad, asta, "I Ystad", now)
    page = client.signed_in_as(asta).get("/lund/mitt/").content.decode()
    for text in ("Mina gungor", "Mitt utkast", "Bos bänkar", "Bos träd", "Heja &lt;b&gt;Bo"):
        assert text in page, text
    assert "Bos hemlighet" not in page and "I Ystad" not in page
    assert 'href="/lund/omgangar/2027/forslag/L27-0001/"' in page


def test_what_is_hidden_leads_its_author_to_the_reason_and_others_nowhere(
    client: PageClient, lund: Organisation, asta: Person, bo: Person, now: datetime
) -> None:
    own = make_proposal(lund, asta, "Mitt dolda", now, ProposalState.HIDDEN)
    others = make_proposal(lund, bo, "Bos dolda", now, ProposalState.HIDDEN)
    Support.objects.create(proposal=others, person=asta, at=now)
    page = client.signed_in_as(asta).get("/lund/mitt/").content.decode()
    assert own.status_key in page and others.status_key not in page


def test_notices_are_counted_opened_and_read(
    client: PageClient, lund: Organisation, ystad: Organisation, asta: Person, bo: Person, now: datetime
) -> None:
    note = tell(asta, lund, now, "/mitt/installningar/")
    tell(asta, lund, now)
    foreign = tell(bo, lund, now)
    elsewhere = tell(asta, ystad, now)
    client.signed_in_as(asta)
    assert "2 olästa" in client.get("/lund/mitt/aviseringar/").content.decode()
    assert client.post(f"/lund/mitt/aviseringar/{note.pk}/").url == "/lund/mitt/installningar/"
    assert "1 oläst" in client.get("/lund/mitt/aviseringar/").content.decode()
    for other in (foreign, elsewhere):
        assert client.post(f"/lund/mitt/aviseringar/{other.pk}/").status_code == 404
        other.refresh_from_db()
        assert other.read_at is None
    client.post("/lund/mitt/aviseringar/lasta/")
    assert notifications.unread(asta.pk, lund.pk) == 0 and notifications.unread(asta.pk, ystad.pk) == 1


@pytest.mark.parametrize("link", ["//evil.example/", "https://evil.example/", "", "javascript:x"])
def test_a_notice_leads_nowhere_else(
    client: PageClient, lund: Organisation, asta: Person, now: datetime, link: str
) -> None:
    note = tell(asta, lund, now, link)
    assert client.signed_in_as(asta).post(f"/lund/mitt/aviseringar/{note.pk}/").url == "/lund/mitt/aviseringar/"


def test_name_language_and_mail_are_chosen(client: PageClient, lund: Organisation, asta: Person) -> None:
    client.signed_in_as(asta)
    address = "/lund/mitt/installningar/"
    answer = client.post(address, {"name": "Asta A", "language": "fi", "save_profile": "1"})
    assert answer.url == address and answer.cookies["sprak"].value == "fi"
    client.post(address, {"kinds": ["own_proposal"], "save_mail": "1"})
    asta.refresh_from_db()
    assert (asta.name, asta.language) == ("Asta A", "fi")
    # A municipality's pages do not ask about the network, so what was chosen there stays.
    wanted = {"own_proposal", "network"}
    assert notifications.mail_wanted(asta.pk) == {kind: kind in wanted for kind in NotificationKind.values}
    for wrong in (
        {"name": "x" * 81, "language": "sv"},
        {"name": "A", "language": "xx"},
        {"name": "A\0", "language": "sv"},
    ):
        assert client.post(address, {**wrong, "save_profile": "1"}).status_code == 422
    assert client.post(address, {"kinds": ["xx"], "save_mail": "1"}).status_code == 422
    assert client.post(address, {}).status_code == 422


def test_everything_that_is_mine_can_be_taken_out(
    client: PageClient, lund: Organisation, ystad: Organisation, asta: Person, bo: Person, now: datetime
) -> None:
    make_proposal(lund, asta, "Mina gungor", now)
    make_proposal(ystad, asta, "I Ystad", now)
    others = make_proposal(lund, bo, "Bos bänkar", now)
    Support.objects.create(proposal=others, person=asta, at=now)
    Comment.objects.create(proposal=others, author=asta, author_name="Asta", stance="for", text="Heja", at=now)
    Following.objects.create(proposal=others, person=asta, since=now)
    tell(asta, lund, now)
    answer = client.signed_in_as(asta).post("/lund/mitt/uppgifter/")
    held = json.loads(answer.content)
    assert held["konto"]["e-post"] == asta.email
    assert [one["titel"] for one in held["förslag"]] == ["Mina gungor", "I Ystad"]
    assert (
        held["kommentarer"][0]["text"] == "Heja"
        and len(held["stöd"]) == len(held["följer"]) == len(held["aviseringar"]) == 1
    )
    assert bo.email not in answer.content.decode() and "no-store" in answer.headers["Cache-Control"]
    assert client.get("/lund/mitt/uppgifter/").status_code == 405


def test_leaving_ends_every_way_in_and_keeps_what_was_published(
    client: PageClient, lund: Organisation, asta: Person, now: datetime
) -> None:
    EmailAddress.objects.create(user_id=asta.pk, email=asta.email, verified=True, primary=True)
    proposal = make_proposal(lund, asta, "Mina gungor", now)
    other = PageClient().signed_in_as(asta)
    client.signed_in_as(asta)
    assert client.post("/lund/mitt/avsluta/", {}).status_code == 422
    client.post("/lund/mitt/avsluta/", {"sure": "on"})
    assert "_auth_user_id" not in client.session
    assert other.get("/lund/mitt/").status_code == 302
    proposal.refresh_from_db()
    assert (proposal.display_name, proposal.state) == ("Asta A", ProposalState.PUBLISHED)
    asta.refresh_from_db()
    assert not asta.is_active and not EmailAddress.objects.filter(user_id=asta.pk).exists()


def test_staff_are_told_why_they_cannot_leave_yet(client: PageClient, lund: Organisation, doris: Person) -> None:
    client.signed_in_as(doris)
    answer = client.get("/lund/mitt/avsluta/")
    assert answer.status_code == 403 and "Lunds kommun" in answer.content.decode()
    assert client.post("/lund/mitt/avsluta/", {"sure": "on"}).status_code == 403
    doris.refresh_from_db()
    assert doris.is_active


@pytest.mark.parametrize("page", ["tillganglighet/", "personuppgifter/"])
def test_the_pages_about_the_site_are_for_everybody(client: PageClient, lund: Organisation, page: str) -> None:
    lund.contact_email = "fraga@lund.example"
    lund.save()
    assert "fraga@lund.example" in client.get(f"/lund/{page}").content.decode()
