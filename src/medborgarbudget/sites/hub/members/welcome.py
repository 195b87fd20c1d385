"""What do people get by mail when their municipality or region has come in? One link that signs them in and leads to what they came for."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership.actions import Invited
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation import notifications
from medborgarbudget.sites.access import links
from medborgarbudget.sites.access.request import OrganisationRequest

NEW_CYCLE = "/personal/omgangar/ny/"
ROOM = "/rummet/"


def send_all(request: OrganisationRequest, invited: list[Invited]) -> int:
    """Mail everybody. Gives how many."""
    for each in invited:
        _send(request, each)
    return len(invited)


def _send(request: OrganisationRequest, invited: Invited) -> None:
    network, person, member = request.organisation, invited.person, invited.contact.member
    tenant = invited.roles[0].organisation if invited.roles else None
    leads = RoleName.LEAD in {role.role for role in invited.roles}
    with translation.override(person.language):
        if tenant is not None and leads:
            subject = _("{name} är med i nätverket – börja er första omgång").format(name=member.name)
            body = _(
                "Välkomna. {name} är nu medlem i {network}, och ni har fått en egen plats för medborgarbudget där du är "
                "projektansvarig.\n\nLänken loggar in dig och leder till sidan där du börjar en omgång från SKR:s modell. Första "
                "gången lägger du till en app eller en nyckel, så att ingen annan kan logga in som du. Länken gäller i sju dagar.\n\n"
                "Medlemsrummet, med frågor, dokument och de andra medlemmarna, finns på {room}"
            )
            place, path, url_text = tenant, NEW_CYCLE, _("Börja en omgång")
        elif tenant is not None:
            subject = _("{name} är med i nätverket").format(name=member.name)
            body = _(
                "Välkommen. {name} är nu medlem i {network}, och du kan följa er medborgarbudget som förtroendevald.\n\n"
                "Länken loggar in dig. Den gäller i sju dagar.\n\nMedlemsrummet finns på {room}"
            )
            place, path, url_text = tenant, "/personal/", _("Öppna")
        else:
            subject = _("Du företräder {name} i nätverket").format(name=member.name)
            body = _(
                "Välkommen. Du företräder {name} i {network}.\n\nLänken loggar in dig i medlemsrummet, med frågor, dokument och de "
                "andra medlemmarna. Den gäller i sju dagar."
            )
            place, path, url_text = network, ROOM, _("Till medlemsrummet")
        notifications.send_mail(
            to=person.email,
            organisation_name=network.name,
            subject=subject,
            body=body.format(name=member.name, network=network.name, room=network.base_url + ROOM),
            url=_sign_in_url(request, place, person.email, path),
            url_text=url_text,
            language=person.language,
        )


def _sign_in_url(request: HttpRequest, place: Organisation, email: str, path: str) -> str:
    """A link that signs in at the organisation's own address and goes on to a path there."""
    prefix = urlsplit(place.base_url).path
    token = links.make_token(
        email=email,
        next_path=prefix + path,
        now=request.now,  # type: ignore[attr-defined]
        lifetime=links.INVITATION_LIFETIME,
    )
    return f"{place.base_url}/konto/lank/{token}/"
