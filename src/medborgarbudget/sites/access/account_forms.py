"""How do the forms of sign-in speak? allauth's forms with our labels and our errors."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PlainForm, make_plain

LABELS = {
    "login": _("E-postadress"),
    "email": _("E-postadress"),
    "password": _("Lösenord"),
    "oldpassword": _("Nuvarande lösenord"),
    "password1": _("Nytt lösenord"),
    "password2": _("Nytt lösenord igen"),
    "code": _("Kod"),
}
HELP = {
    "password1": _("Minst 10 tecken. Flera ord efter varandra är lätta att minnas och svåra att gissa."),
}


class Spoken:
    """Gives a form of allauth our labels, hints and errors."""

    fields: dict[str, forms.Field]
    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name) or LABELS.get(name, field.label)
            field.help_text = HELP.get(name, "")
            field.widget.attrs.pop("placeholder", None)
        make_plain(self)  # type: ignore[arg-type]


class LinkForm(PlainForm):
    """Whom to send a link."""

    email = forms.EmailField(label=_("E-postadress"), max_length=254)


class LoginForm(Spoken, account.LoginForm):  # type: ignore[misc]
    pass


class SignupForm(Spoken, account.SignupForm):  # type: ignore[misc]
    labels = {"password1": _("Lösenord")}

    name = forms.CharField(label=_("Namn som andra ser"), max_length=80, required=False)
    field_order = ["email", "name", "password1"]


class AddEmailForm(Spoken, account.AddEmailForm):  # type: ignore[misc]
    labels = {"email": _("Ny e-postadress")}


class ChangeEmailForm(Spoken, account.ChangeEmailForm):  # type: ignore[misc]
    labels = {"email": _("Rätt e-postadress")}


class ChangePasswordForm(Spoken, account.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(Spoken, account.SetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(Spoken, account.ResetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordKeyForm(Spoken, account.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ConfirmEmailForm(Spoken, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    labels = {"code": _("Koden i mejlet")}


class ReauthenticateForm(Spoken, account.ReauthenticateForm):  # type: ignore[misc]
    pass


class AuthenticateForm(Spoken, mfa.AuthenticateForm):  # type: ignore[misc]
    labels = {"code": _("Kod från appen, eller en reservkod")}


class ReauthenticateCodeForm(Spoken, mfa.ReauthenticateForm):  # type: ignore[misc]
    labels = {"code": _("Kod från appen, eller en reservkod")}


class ActivateTOTPForm(Spoken, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": _("Koden som appen visar")}


class AddKeyForm(Spoken, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    labels = {"name": _("Vad du vill kalla nyckeln"), "passwordless": _("Jag vill kunna logga in med bara nyckeln")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class EditKeyForm(Spoken, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    labels = {"name": _("Vad du vill kalla nyckeln")}
