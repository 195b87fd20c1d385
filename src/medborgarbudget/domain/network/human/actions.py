"""How is it found out whether a post comes from a person? Work by ALTCHA's protocol first, a mailed code for the rest.

Nobody is shut out by the first: without JavaScript, or with a browser that does no work, what was written waits for a code that is
mailed to the sender.
"""

from __future__ import annotations

import base64
import ipaddress
import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from altcha import v1 as altcha
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from medborgarbudget.domain.network.human import policy
from medborgarbudget.domain.network.human.models import MailedCode, PostCount, SpentProof
from medborgarbudget.domain.network.human.policy import Judgement
from medborgarbudget.domain.organisations.models import Organisation

SALT = "medborgarbudget.network.human"


def challenge(*, organisation: Organisation, form: str, now: datetime, work: int = policy.WORK) -> dict[str, Any]:
    """Work for a browser, good for one post of this form."""
    made = altcha.create_challenge(
        altcha.ChallengeOptions(
            algorithm="SHA-256",
            max_number=work,
            hmac_key=_key("work"),
            expires=now + policy.PROOF_LASTS,
            params={"for": f"{organisation.pk}:{form}"},
        )
    )
    return dict(made.to_dict())


def judge(
    *, organisation: Organisation, form: str, proof: str, address: str, email: str, suspect: bool, now: datetime
) -> Judgement:
    """What to do with a valid post. `address` is the network address it came from; `suspect` when a field that people do not see was filled in.

    Counts the post and uses the work up, so it is called once, when all else is in order. In a flood nothing is written.
    """
    place, hour, day = _network_of(address), timedelta(hours=1), timedelta(days=1)
    to = email.strip().lower()
    proven = (
        (f"proven:{place}", hour, policy.PROVEN_PER_NETWORK),
        (f"proven to:{to}", day, policy.PROVEN_PER_ADDRESS),
    )
    # One network's flood is stopped before it counts against everybody.
    unproven = (
        (f"unproven:{place}", hour, policy.UNPROVEN_PER_NETWORK),
        (f"to:{to}", day, policy.UNPROVEN_PER_ADDRESS),
        ("unproven", hour, policy.UNPROVEN_IN_ALL),
    )
    if _take_proof(organisation, form, proof, now) and not suspect and _has_room(organisation, proven, now):
        return Judgement.PROVEN
    return Judgement.NEEDS_CODE if _has_room(organisation, unproven, now) else Judgement.TOO_MANY


def new_code(*, organisation: Organisation, about: str, now: datetime) -> str:
    """A code to be mailed for what waits under this name; an earlier one stops working."""
    code = "".join(secrets.choice("0123456789") for _ in range(policy.CODE_DIGITS))
    MailedCode.objects.update_or_create(
        organisation=organisation,
        about=about,
        defaults={"code_hash": _code_hash(about, code), "tries": 0, "sent_at": now},
    )
    return code


def use_code(*, organisation: Organisation, about: str, code: str, now: datetime) -> bool:
    """Whether this is the code that was mailed. A wrong one counts as a try, and after some tries none is right."""
    with transaction.atomic():
        held = MailedCode.objects.select_for_update().filter(organisation=organisation, about=about).first()
        if held is None or held.tries >= policy.CODE_TRIES or now - held.sent_at > policy.CODE_LASTS:
            return False
        digits = "".join(character for character in code if character.isascii() and character.isdigit())
        if constant_time_compare(held.code_hash, _code_hash(about, digits)):
            held.delete()
            return True
        held.tries += 1
        held.save(update_fields=["tries"])
    return False


def tidy(now: datetime) -> dict[str, int]:
    """Throw away what has done its work. Says how many of what."""
    return {
        "spent proofs": SpentProof.objects.filter(expires_at__lt=now).delete()[0],
        "post counts": PostCount.objects.filter(until__lt=now).delete()[0],
        "mailed codes": MailedCode.objects.filter(sent_at__lt=now - policy.CODE_LASTS).delete()[0],
    }


def _take_proof(organisation: Organisation, form: str, proof: str, now: datetime) -> bool:
    """Whether the work is done, for this form, in time and for the first time."""
    if not proof or len(proof) > 2000:
        return False
    try:
        payload = json.loads(base64.b64decode(proof, validate=True))
        right, _why = altcha.verify_solution(payload, _key("work"), check_expires=False)
        about = altcha.extract_params(payload)
        expires = datetime.fromtimestamp(int(about["expires"][0]), tz=now.tzinfo)
        signature = str(payload["signature"])
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError):
        return False
    if not right or about.get("for") != [f"{organisation.pk}:{form}"] or expires < now or len(about["expires"]) != 1:
        return False
    try:
        with transaction.atomic():
            SpentProof.objects.create(signature=signature, expires_at=expires)
    except IntegrityError:
        return False
    return True


def _has_room(organisation: Organisation, windows: Iterable[tuple[str, timedelta, int]], now: datetime) -> bool:
    """Whether fewer than its limit have been counted in each window (what, how long, limit); counts one more in those before the first full one.

    Two at the same moment may both be let in at the limit: it bounds floods and need not be exact.
    """
    for what, window, limit in windows:
        start = int(now.timestamp() // window.total_seconds())
        key = salted_hmac(SALT, f"{what}|{start}", secret=settings.KEYS.django, algorithm="sha256").hexdigest()
        number = PostCount.objects.of(organisation).filter(key=key).values_list("number", flat=True).first()
        if number is not None and number >= limit:
            return False
        if number is None:
            until = datetime.fromtimestamp((start + 1) * window.total_seconds(), tz=now.tzinfo)
            PostCount.objects.get_or_create(organisation=organisation, key=key, defaults={"until": until})
        PostCount.objects.of(organisation).filter(key=key).update(number=F("number") + 1)
    return True


def _network_of(address: str) -> str:
    """The part of an address that its holder cannot change at will: a /24 of IPv4, a /48 of IPv6."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped is not None:
        read = read.ipv4_mapped
    return str(ipaddress.ip_network(f"{read}/{24 if read.version == 4 else 48}", strict=False))


def _key(what: str) -> str:
    return salted_hmac(SALT, what, secret=settings.KEYS.django, algorithm="sha256").hexdigest()


def _code_hash(about: str, code: str) -> str:
    return salted_hmac(SALT, f"{about}|{code}", secret=settings.KEYS.django, algorithm="sha256").hexdigest()
