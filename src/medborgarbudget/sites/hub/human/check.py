"""What does a form for everybody show and do so that machines do not fill the office's inbox?

The page includes network/human/check.html with `human` in its context and loads hub/js/human.js; the view calls `judge` when
everything else in the post is in order. A post that `NEEDS_CODE` is stored unseen, `mail_code` sends its code, and
`right_code` takes the answer.
"""

from __future__ import annotations

import json
import re
import secrets
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.human import actions
from medborgarbudget.domain.network.human.policy import Judgement
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.foundation import notifications

PROOF, TRAP = "altcha", "hemsida"
KEY = re.compile(r"[0-9A-Za-z-]{8,40}")
"""Names of the two inputs: the browser's work, and one that people do not see."""


def challenge_for(organisation: Organisation, form: str, now: datetime) -> dict[str, Any]:
    """The context of network/human/check.html."""
    work = actions.challenge(organisation=organisation, form=form, now=now)
    return {"work": json.dumps(work), "proof": PROOF, "trap": TRAP}


def judge(request: HttpRequest, organisation: Organisation, form: str, email: str, now: datetime) -> Judgement:
    """What to do with the post in this request."""
    return actions.judge(
        organisation=organisation,
        form=form,
        proof=request.POST.get(PROOF, ""),
        address=get_adapter(request).get_client_ip(request),
        email=email,
        suspect=bool(request.POST.get(TRAP)),
        now=now,
    )


def mail_code(*, organisation: Organisation, about: str, to: str, url: str, language: str, now: datetime) -> None:
    """Mail a code for what waits, with a link to the page where it is written. Words in the language that is active."""
    code = actions.new_code(organisation=organisation, about=about, now=now)
    notifications.send_mail(
        to=to,
        organisation_name=organisation.name,
        subject=_("Din kod är {code}").format(code=code),
        body=_(
            "Skriv koden {code} på sidan där du skickade ditt formulär. Då vet vi att en människa har skrivit, och vi läser det.\n\n"
            "Koden gäller i två dagar. Har du inte skrivit något till oss? Då behöver du inte göra något."
        ).format(code=code),
        url=f"{url}?kod={code}",
        url_text=_("Öppna sidan med koden ifylld"),
        language=language,
    )


def right_code(*, organisation: Organisation, about: str, code: str, now: datetime) -> bool:
    """Whether the code that was mailed has come back."""
    return actions.use_code(organisation=organisation, about=about, code=code, now=now)


def too_many(organisation: Organisation) -> str:
    """What to say to somebody whose post was not taken, with another way to reach the office."""
    ways = " ".join(way for way in (organisation.contact_email, organisation.contact_phone) if way)
    text = _(
        "Just nu kommer det för många formulär från samma håll, så det här är inte skickat. Det du har skrivit finns kvar. "
        "Slå på JavaScript och skicka igen, eller vänta en timme."
    )
    return f"{text} " + _("Du når oss också så här: {ways}.").format(ways=ways) if ways else text


def form_key(request: HttpRequest) -> str:
    """The key of the form that was sent, by which sending it twice is seen; a new one when there is none that we can have made."""
    given = request.POST.get("key", "")
    return given if KEY.fullmatch(given) else secrets.token_hex(16)
