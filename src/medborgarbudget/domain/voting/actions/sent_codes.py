"""How does a voter show that they read an e-mail address or hold a telephone? By a code sent there, which only the browser that asked can use.

Because a code belongs to the browser that asked, nobody else can use up its tries, and somebody who asks for codes to another's
address delays that person by ten minutes at most. When the roll knows addresses, a code goes only to those it knows; who asks is
not told which those are.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django_tasks import task

from medborgarbudget.domain.rolls.models import ContactKind
from medborgarbudget.domain.rolls.policy import plain_email, plain_phone
from medborgarbudget.domain.voting import keys, policy
from medborgarbudget.domain.voting.identity import Voter, address_voter, network_of
from medborgarbudget.domain.voting.models import EmailCode, Vote
from medborgarbudget.foundation import sms
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.notifications import mail_address


@dataclass(frozen=True)
class SentCode:
    """Whether a code was sent now; if not, one sent lately still works, and `wait` says when another can be sent."""

    sent: bool
    wait: timedelta = timedelta(0)


def send_code(
    *,
    vote: Vote,
    address: str,
    network: str,
    browser: str,
    now: datetime,
    kind: ContactKind = ContactKind.EMAIL,
) -> SentCode:
    """Send a code to the address. An older one to the same browser dies. `network` is the asker's IP address, `browser` a secret of theirs.

    Raises ValidationError on email or phone for what is no address, Refused when the network or the number has asked for too many.
    """
    plain = _plain(kind, address)
    hashes = _hashes(vote, plain, browser)
    network_hash = network_of(network)
    with transaction.atomic():
        _one_at_a_time(network_hash)
        lately = EmailCode.objects.filter(sent_at__gt=now - policy.EMAIL_CODES_WINDOW)
        if lately.filter(network_hash=network_hash).count() >= policy.EMAIL_CODES_PER_NETWORK:
            raise Refused(
                _("Många koder har skickats från ditt nätverk. Försök igen om en timme, eller från ett annat nätverk.")
            )
        to_address = EmailCode.objects.filter(vote=vote, address_hash=hashes["address_hash"])
        if kind == ContactKind.PHONE:
            _require_affordable(vote, to_address.filter(sent_at__gt=now - timedelta(days=1)).count())
        sent = list(
            to_address.filter(sent_at__gt=now - policy.EMAIL_CODES_WINDOW)
            .order_by("-sent_at")
            .values_list("sent_at", flat=True)
        )
        wait = (sent[0] + policy.wait_before_new_code(len(sent)) - now) if sent else timedelta(0)
        if wait > timedelta(0):
            return SentCode(sent=False, wait=wait)
        EmailCode.objects.filter(
            vote=vote, address_hash=hashes["address_hash"], browser_hash=hashes["browser_hash"], ended=False
        ).update(ended=True)
        code = f"{secrets.randbelow(10**policy.EMAIL_CODE_DIGITS):0{policy.EMAIL_CODE_DIGITS}d}"
        EmailCode.objects.create(
            vote=vote,
            **hashes,
            network_hash=network_hash,
            code_hash=_code_hash(vote, code, hashes["browser_hash"]),
            sent_at=now,
            expires_at=now + policy.EMAIL_CODE_LIFE,
        )
        if address_voter(vote, kind, plain) is not None:
            _enqueue(vote, kind, address.strip() if kind == ContactKind.EMAIL else plain, code)
    return SentCode(sent=True)


def check_code(
    *, vote: Vote, address: str, browser: str, code: str, now: datetime, kind: ContactKind = ContactKind.EMAIL
) -> Voter:
    """The voter, when the code is the one last sent to the address for this browser. Raises ValidationError on `code`.

    The try is counted before the code is compared, so that parallel guesses do not get more than their number.
    """
    digits = "".join(code.split()).replace("-", "")
    if len(digits) != policy.EMAIL_CODE_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise ValidationError({"code": _("Ange koden med 8 siffror som du har fått.")})
    plain = _plain(kind, address)
    hashes = _hashes(vote, plain, browser)
    live = EmailCode.objects.filter(vote=vote, **hashes, ended=False)
    found = live.order_by("-sent_at", "-id").first()
    if found is None:
        raise ValidationError({"code": _("Koden gäller inte längre. Be om en ny kod.")})
    if found.expires_at <= now:
        raise ValidationError({"code": _("Koden har gått ut. Den gäller i 30 minuter. Be om en ny kod.")})
    if not live.filter(pk=found.pk, tries__lt=policy.EMAIL_CODE_TRIES).update(tries=F("tries") + 1):
        raise ValidationError({"code": _("Koden har skrivits fel fem gånger och gäller inte längre. Be om en ny kod.")})
    if not hmac.compare_digest(found.code_hash, _code_hash(vote, digits, hashes["browser_hash"])):
        left = max(policy.EMAIL_CODE_TRIES - found.tries - 1, 0)
        if not left:
            raise ValidationError(
                {"code": _("Koden har skrivits fel fem gånger och gäller inte längre. Be om en ny kod.")}
            )
        text = ngettext(
            "Koden stämmer inte. Du kan försöka %(left)d gång till.",
            "Koden stämmer inte. Du kan försöka %(left)d gånger till.",
            left,
        )
        raise ValidationError({"code": text % {"left": left}})
    if not live.filter(pk=found.pk).update(ended=True):
        raise ValidationError({"code": _("Koden är redan använd. Be om en ny kod.")})
    voter = address_voter(vote, kind, plain)
    if voter is None:
        # Only for somebody taken out of the roll between code and answer, or who has guessed a code that was never sent.
        raise ValidationError({"code": _("Koden gäller inte längre. Be om en ny kod.")})
    return voter


@task()
def mail_code(sealed: str) -> None:
    """Send a code. What lies in the queue is sealed, so that the database never holds an address with its code."""
    letter = json.loads(keys.unwrap("mail", base64.b64decode(sealed)))
    mail_address.call(letter["to"], letter["from"], letter["subject"], letter["body"], "", "", letter["language"])


@task()
def text_code(sealed: str) -> None:
    """Send a code to a telephone."""
    letter = json.loads(keys.unwrap("text", base64.b64decode(sealed)))
    sms.send(letter["to"], letter["message"])


def _enqueue(vote: Vote, kind: ContactKind, to: str, code: str) -> None:
    if kind == ContactKind.PHONE:
        message = {"to": to, "message": _text(vote, code)}
        text_code.enqueue(base64.b64encode(keys.wrap("text", json.dumps(message).encode())).decode())
        return
    letter = {
        "to": to,
        "from": vote.cycle.organisation.name,
        **_words(vote, code),
        "language": get_language() or "sv",
    }
    mail_code.enqueue(base64.b64encode(keys.wrap("mail", json.dumps(letter).encode())).decode())


def _plain(kind: ContactKind, address: str) -> str:
    """The address in its one form. Raises ValidationError when it is none."""
    if kind == ContactKind.PHONE:
        plain = plain_phone(address)
        if plain is None:
            raise ValidationError({"phone": _("Ange ett mobilnummer, till exempel 070-123 45 67.")})
        return plain
    address = address.strip()
    try:
        if len(address) > 254:
            raise ValidationError("long")
        validate_email(address)
    except ValidationError as error:
        raise ValidationError({"email": _("Ange en e-postadress, till exempel namn@example.se.")}) from error
    return plain_email(address)


def _require_affordable(vote: Vote, to_number: int) -> None:
    if not sms.is_ready():
        raise Refused(_("Sms går inte att skicka just nu. Välj ett annat sätt att visa vem du är."))
    if to_number >= policy.SMS_PER_NUMBER_AND_DAY:
        raise Refused(
            _(
                "Till det numret har vi skickat så många koder som går på ett dygn. Välj ett annat sätt, eller försök i morgon."
            )
        )


def _words(vote: Vote, code: str) -> dict[str, str]:
    spaced = f"{code[:4]} {code[4:]}"
    body = _(
        "Din kod är %(code)s\n\nSkriv koden på sidan där du röstar. Den gäller i 30 minuter. Din röst är inte registrerad förrän du har "
        "tryckt på Registrera min röst.\n\nHar du inte bett om någon kod? Då kan du bortse från mejlet. Ge inte koden till någon annan."
    )
    return {
        "subject": _("%(code)s är din kod för %(vote)s") % {"code": spaced, "vote": vote.cycle.name},
        "body": body % {"code": spaced},
    }


def _text(vote: Vote, code: str) -> str:
    return _(
        "%(code)s är din kod för att rösta i %(organisation)s. Den gäller i 30 minuter. Ge den inte till någon."
    ) % {
        "code": f"{code[:4]} {code[4:]}",
        "organisation": vote.cycle.organisation.short_name,
    }


def _hashes(vote: Vote, plain: str, browser: str) -> dict[str, str]:
    key = settings.KEYS.person
    return {
        "address_hash": keys.keyed_hash(key, "code address", str(vote.pk), plain).hex(),
        "browser_hash": keys.keyed_hash(key, "code browser", str(vote.pk), browser).hex(),
    }


def _code_hash(vote: Vote, code: str, browser_hash: str) -> str:
    return keys.keyed_hash(settings.KEYS.person, "code", str(vote.pk), browser_hash, code).hex()


def _one_at_a_time(network_hash: str) -> None:
    """Limits are counted and then written: one asker of a network at a time. On SQLite the transaction is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(network_hash[:15], 16)])
