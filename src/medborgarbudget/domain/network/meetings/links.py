"""Which registration does a signed link lead to? Whoever was registered by somebody else has it in the mail, and needs no account for it."""

from __future__ import annotations

from django.core import signing

from medborgarbudget.domain.network.meetings.models import Registration

SALT = "medborgarbudget.network.registration"


def token_of(registration: Registration) -> str:
    """The secret part of the link. It names the person too, so that it never leads to what somebody else has come to own."""
    return signing.dumps([registration.organisation_id, registration.pk, registration.person_id], salt=SALT)


def path_to(registration: Registration) -> str:
    """The path within the network of the page about one's own registration."""
    return f"/traffar/anmalan/{token_of(registration)}/"


def registration_in(token: str, organisation_id: int) -> Registration | None:
    """The registration of a token that we signed for this network; None for anything else."""
    try:
        loaded = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    match loaded:
        case [int(network), int(number), int(person)] if network == organisation_id:
            found = Registration.objects.filter(organisation_id=network, pk=number, person_id=person)
            return found.select_related("meeting__organisation", "member", "person", "registered_by").first()
    return None
