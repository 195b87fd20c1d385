"""How does sign-in fit our pages? What other pages may call, and what allauth asks its adapters for."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import get_script_prefix, reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import actions as people
from medborgarbudget.domain.people.models import Person, Role
from medborgarbudget.foundation import clock, notifications
from medborgarbudget.sites.access import links

SEALED = "aesgcm:"
FREE_TRIES = 3
LONGEST_WAIT = 60
TELL_OWNER_AFTER = 10


class TooManyLinks(Exception):  # noqa: N818 - it says what happened
    """The same address has been sent several links within a minute."""


def safe_path(url: str | None) -> str:
    """The path to go on to if it stays on this host; empty otherwise."""
    if not url or not url.startswith("/") or any(ord(character) < 33 or character == "\\" for character in url):
        return ""
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""


def send_sign_in_link(request: HttpRequest, email: str, next_path: str = "") -> None:
    """Mail a link that signs in whoever reads the address's mail and then goes to `next_path` (as `reverse` gives it).

    Raises ValidationError for what is no address, TooManyLinks when it is asked for too often.
    """
    email = email.strip().lower()
    validate_email(email)
    if not ratelimit.consume(request, action="request_login_code", key=email):
        raise TooManyLinks
    _mail_link(
        request,
        email,
        next_path,
        links.LIFETIME,
        subject=_("Din länk för att logga in"),
        body=_(
            "Öppna länken för att logga in. Den gäller i 30 minuter och går att använda en gång.\n\n"
            "Har du inte bett om den? Då behöver du inte göra något. Ingen kommer in utan länken."
        ),
        url_text=_("Logga in"),
    )


def send_invitation(request: HttpRequest, person: Person, roles: list[Role]) -> None:
    """Mail a person who has been given roles a link to the staff pages; it works for a week."""
    organisation: Organisation = request.organisation if roles == [] else roles[0].organisation  # type: ignore[attr-defined]
    names = ", ".join(str(role.get_role_display()).lower() for role in roles)
    _mail_link(
        request,
        person.email,
        f"{get_script_prefix()}personal/",
        links.INVITATION_LIFETIME,
        subject=_("Du har fått en roll i {name}").format(name=organisation.name),
        body=_(
            "Du är nu {roles} i medborgarbudgeten för {name}.\n\nÖppna länken för att komma igång. Första gången lägger du "
            "till en app eller en nyckel, så att ingen annan kan logga in som du. Länken gäller i sju dagar."
        ).format(roles=names, name=organisation.name),
        url_text=_("Kom igång"),
    )


def invite_administrator(organisation: Organisation, person: Person) -> None:
    """Tell the first administrator of a new organisation where to sign in."""
    notifications.send_mail(
        to=person.email,
        organisation_name=organisation.name,
        subject=_("Du är administratör för {name}").format(name=organisation.name),
        body=_(
            "{name} har fått en egen plats för medborgarbudget, och du är dess administratör.\n\n"
            "Logga in med den här e-postadressen. Sedan kan du lägga in färger, områden och kollegor."
        ).format(name=organisation.name),
        url=f"{organisation.base_url}/personal/",
        url_text=_("Logga in"),
        language=person.language,
    )


def tell_of_reset(request: HttpRequest, person: Person) -> None:
    """Tell a colleague that the second factor has been taken away."""
    notifications.send_mail(
        to=person.email,
        organisation_name=_sender(request),
        subject=_("Din tvåstegsinloggning är återställd"),
        body=_(
            "En administratör har tagit bort din app, dina nycklar och dina reservkoder. Nästa gång du loggar in lägger "
            "du till en ny.\n\nHar du inte bett om det? Hör genast av dig till administratören."
        ),
        url=links.own_address(request, "account_login"),
        url_text=_("Logga in"),
        language=person.language,
    )


def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponseBase | None:
    """Use a link up and sign its person in; a second factor is still asked for. None when the link does not work."""
    used = links.use_token(token, clock.now())
    if used is None:
        return None
    person, link = used
    if link.new:
        people.save_profile(person=person, name=person.name, language=getattr(request, "LANGUAGE_CODE", "sv"))
    if request.user.is_authenticated and request.user.pk != person.pk:
        logout(request)
    # Whoever holds the link reads the address's mail: that is what verifying an address means.
    EmailAddress.objects.filter(user_id=person.pk, verified=False).exclude(email__iexact=person.email).delete()
    address, _made = EmailAddress.objects.get_or_create(
        user_id=person.pk, email=person.email, defaults={"primary": True}
    )
    if not address.verified:
        address.verified = True
        address.save()
    record_authentication(request, person, method="code", email=person.email)
    path = safe_path(link.next_path) or home_of(request)
    response: HttpResponseBase = perform_login(request, Login(user=person, email=person.email, redirect_url=path))
    return response


def home_of(request: HttpRequest) -> str:
    """Where the signed-in go when nothing else was asked for."""
    if getattr(request, "organisation", None) is None:
        return reverse("hub:front")
    return reverse("residents:my")


def _mail_link(
    request: HttpRequest, email: str, next_path: str, lifetime: timedelta, *, subject: str, body: str, url_text: str
) -> None:
    token = links.make_token(email=email, next_path=safe_path(next_path), now=clock.now(), lifetime=lifetime)
    notifications.send_mail(
        to=email,
        organisation_name=_sender(request),
        subject=subject,
        body=body,
        url=links.own_address(request, "account_link", token),
        url_text=url_text,
        language=getattr(request, "LANGUAGE_CODE", "sv"),
    )


def _sender(request: HttpRequest) -> str:
    organisation: Organisation | None = getattr(request, "organisation", None)
    return organisation.name if organisation else "Medborgarbudget"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mails go out in the organisation's name; `next` stays on the host that was asked; wrong passwords cost waiting."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("Kontot är avslutat."),
        "email_password_mismatch": gettext_lazy("E-postadressen eller lösenordet stämmer inte."),
        "email_taken": gettext_lazy("Det finns redan ett konto med den e-postadressen."),
        "duplicate_email": gettext_lazy("Det är redan din e-postadress."),
        "enter_current_password": gettext_lazy("Lösenordet stämmer inte. Ange det lösenord du har nu."),
        "incorrect_code": gettext_lazy("Koden stämmer inte. Ange den senaste koden."),
        "incorrect_password": gettext_lazy("Lösenordet stämmer inte."),
        "invalid_or_expired_key": gettext_lazy("Länken gäller inte längre. Be om en ny."),
        "invalid_login": gettext_lazy("E-postadressen eller lösenordet stämmer inte."),
        "invalid_password_reset": gettext_lazy("Länken gäller inte längre. Be om en ny."),
        "too_many_login_attempts": gettext_lazy(
            "Det blev för många försök. Vänta en stund, eller logga in med en länk."
        ),
        "unknown_email": gettext_lazy("Ange en e-postadress som namn@exempel.se."),
        "same_as_current": gettext_lazy("Ange en annan e-postadress än den du har."),
        "rate_limited": gettext_lazy("Det blev för många försök. Vänta en stund och försök igen."),
    }

    def is_safe_url(self, url: str | None) -> bool:
        return bool(safe_path(url))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return home_of(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return home_of(request)

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return home_of(self.request) if self.request.user.is_authenticated else reverse("account_login")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return get_script_prefix()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return home_of(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, temporary = key.partition("-")
        return links.own_address(self.request, "account_reset_password_from_key", uid, temporary)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address. A public installation stands behind a proxy, whose word is the last one in the header."""
        forwarded = request.headers.get("x-forwarded-for", "") if settings.SECURE else ""
        return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR") or "unknown"

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.name = form.cleaned_data.get("name", "")
        user.language = getattr(request, "LANGUAGE_CODE", "sv")
        return super().save_user(request, user, form, commit)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a try made too soon after wrong ones from the same place. Other places, and links, are not hindered."""
        kept = cache.get(self._tries_key(request, credentials))
        if kept is None:
            return
        tries, last = kept
        wait = last + _wait_after(tries) - clock.now().timestamp()
        if wait > 0:
            raise ValidationError(
                _(
                    "Det blev många felaktiga försök. Vänta {seconds} sekunder, eller logga in med en länk i stället."
                ).format(seconds=int(wait) + 1),
                code="too_many_login_attempts",
            )

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        key = self._tries_key(request, credentials)
        tries = (cache.get(key) or (0, 0.0))[0] + 1
        cache.set(key, (tries, clock.now().timestamp()), 3600)
        everywhere = f"tries:{credentials.get('email', '').lower()}"
        total = (cache.get(everywhere) or 0) + 1
        cache.set(everywhere, total, 24 * 3600)
        person = Person.objects.filter(email__iexact=credentials.get("email", ""), is_active=True).first()
        if total == TELL_OWNER_AFTER and person is not None:
            notifications.send_mail(
                to=person.email,
                organisation_name=_sender(request),
                subject=_("Någon har försökt logga in på ditt konto"),
                body=_(
                    "Någon har skrivit fel lösenord till ditt konto flera gånger. Ingen har kommit in.\n\n"
                    "Var det inte du? Byt lösenord om du använder samma på andra ställen."
                ),
                language=person.language,
            )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if person is not None:
            cache.delete(self._tries_key(request, credentials))
        return person

    def _tries_key(self, request: HttpRequest, credentials: dict[str, Any]) -> str:
        return f"tries:{credentials.get('email', '').lower()}:{self.get_client_ip(request)}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        make = MAILS.get(template_prefix.rpartition("/")[2])
        if make is None:
            raise KeyError(f"no mail for {template_prefix}")
        subject, body, url, url_text = make(self.request, context)
        notifications.send_mail(
            to=email,
            organisation_name=_sender(self.request),
            subject=subject,
            body=body,
            url=url,
            url_text=url_text,
            language=getattr(self.request, "LANGUAGE_CODE", "sv"),
        )

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        known = MESSAGES.get((message_template or "").rpartition("/")[2].removesuffix(".txt"))
        text = message or (str(known).format(**(message_context or {})) if known else "")
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor's words and names."""

    error_messages = {
        "add_email_blocked": gettext_lazy("Du kan inte byta e-postadress medan tvåstegsinloggning är på."),
        "cannot_delete_authenticator": gettext_lazy("Tvåstegsinloggningen går inte att stänga av."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Lägg till en app eller nyckel först. Sedan får du reservkoder."
        ),
        "incorrect_code": gettext_lazy("Koden stämmer inte. Ange den kod som appen visar nu."),
        "unverified_email": gettext_lazy("Bekräfta din e-postadress först, genom att logga in med en länk."),
        "rate_limited": gettext_lazy("Det blev för många försök. Vänta en stund och försök igen."),
    }

    def encrypt(self, text: str) -> str:
        """Secrets of apps and reserve codes lie in the database only under a key that does not."""
        nonce = secrets.token_bytes(12)
        return SEALED + base64.b64encode(nonce + _mfa_cipher().encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        raw = base64.b64decode(encrypted_text.removeprefix(SEALED))
        return _mfa_cipher().decrypt(raw[:12], raw[12:], None).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        number = self._count(user, type) + 1
        return _("Min nyckel") if number == 1 else _("Nyckel {number}").format(number=number)

    def _count(self, user: AbstractBaseUser, kind: Any) -> int:
        from allauth.mfa.models import Authenticator

        return int(Authenticator.objects.filter(user_id=user.pk, type=kind).count())

    def _get_site_name(self) -> str:
        return "Medborgarbudget"


def _mfa_cipher() -> AESGCM:
    return AESGCM(salted_hmac("second-factor", "key", secret=settings.KEYS.django, algorithm="sha256").digest())


def _wait_after(tries: int) -> int:
    """Seconds to wait after so many wrong passwords: 0, 0, 0, 1, 2, 4 … 60."""
    return 0 if tries < FREE_TRIES else int(min(2 ** (tries - FREE_TRIES), LONGEST_WAIT))


Mail = tuple[str, str, str, str]


def _code_mail(request: HttpRequest, context: dict[str, Any]) -> Mail:
    return (
        _("Din kod: {code}").format(code=context["code"]),
        _(
            "Skriv koden {code} på sidan där du skapar ditt konto. Koden gäller i 15 minuter.\n\n"
            "Har du inte bett om den? Då behöver du inte göra något."
        ).format(code=context["code"]),
        "",
        "",
    )


def _reset_mail(request: HttpRequest, context: dict[str, Any]) -> Mail:
    return (
        _("Välj ett nytt lösenord"),
        _("Öppna länken för att välja ett nytt lösenord.\n\nHar du inte bett om det? Då behöver du inte göra något."),
        context["password_reset_url"],
        _("Välj nytt lösenord"),
    )


def _exists_mail(request: HttpRequest, context: dict[str, Any]) -> Mail:
    return (
        _("Du har redan ett konto"),
        _(
            "Någon, troligen du, försökte skapa ett konto med den här adressen. Det finns redan ett.\n\n"
            "Logga in med en länk eller välj ett nytt lösenord om du har glömt ditt."
        ),
        links.own_address(request, "account_login"),
        _("Logga in"),
    )


def _unknown_mail(request: HttpRequest, context: dict[str, Any]) -> Mail:
    return (
        _("Det finns inget konto med den här adressen"),
        _(
            "Någon bad om ett nytt lösenord för den här adressen, men det finns inget konto med den.\n\n"
            "Du kanske har en annan adress hos oss. Du kan också skapa ett konto genom att logga in med en länk."
        ),
        links.own_address(request, "account_login"),
        _("Logga in"),
    )


def _changed(what: Any) -> Callable[[HttpRequest, dict[str, Any]], Mail]:
    def make(request: HttpRequest, context: dict[str, Any]) -> Mail:
        return (
            str(what),
            _(
                "Det här hände nyss med ditt konto: {what}.\n\nVar det inte du? Välj genast ett nytt lösenord och svara "
                "den som ansvarar för sidan."
            ).format(what=what),
            links.own_address(request, "account_reset_password"),
            _("Välj nytt lösenord"),
        )

    return make


MAILS: dict[str, Callable[[HttpRequest, dict[str, Any]], Mail]] = {
    "email_confirmation": _code_mail,
    "email_confirmation_signup": _code_mail,
    "password_reset_key": _reset_mail,
    "account_already_exists": _exists_mail,
    "unknown_account": _unknown_mail,
    "password_changed": _changed(gettext_lazy("Lösenordet är bytt")),
    "password_set": _changed(gettext_lazy("Ett lösenord är valt")),
    "password_reset": _changed(gettext_lazy("Lösenordet är bytt")),
    "email_changed": _changed(gettext_lazy("E-postadressen är bytt")),
    "email_confirm": _changed(gettext_lazy("E-postadressen är bekräftad")),
    "email_deleted": _changed(gettext_lazy("En e-postadress är borttagen")),
    "totp_activated": _changed(gettext_lazy("En app för koder är tillagd")),
    "totp_deactivated": _changed(gettext_lazy("Appen för koder är borttagen")),
    "webauthn_added": _changed(gettext_lazy("En nyckel är tillagd")),
    "webauthn_removed": _changed(gettext_lazy("En nyckel är borttagen")),
    "recovery_codes_generated": _changed(gettext_lazy("Nya reservkoder är skapade")),
}
"""What allauth may want to send (by the name of its template) → subject, body, address, what the button says."""

MESSAGES = {
    "email_confirmation_sent": gettext_lazy("Vi har skickat en kod till {email}."),
    "email_confirmed": gettext_lazy("Din e-postadress är bekräftad."),
    "email_deleted": gettext_lazy("E-postadressen är borttagen."),
    "primary_email_set": gettext_lazy("Din e-postadress är bytt."),
    "logged_out": gettext_lazy("Du är utloggad."),
    "password_changed": gettext_lazy("Lösenordet är bytt."),
    "password_set": gettext_lazy("Lösenordet är sparat."),
    "totp_activated": gettext_lazy("Appen är tillagd."),
    "totp_deactivated": gettext_lazy("Appen är borttagen."),
    "webauthn_added": gettext_lazy("Nyckeln är tillagd."),
    "webauthn_removed": gettext_lazy("Nyckeln är borttagen."),
    "recovery_codes_generated": gettext_lazy("Du har fått nya reservkoder."),
}
"""What allauth says on the next page, by the name of its template; what is not here is not said."""
