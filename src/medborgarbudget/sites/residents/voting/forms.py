"""What does a voter write?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.design.dates import long_date
from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.cycles.models import RuleSheet


class AreaForm(PlainForm):
    """Which area's ballot?"""

    style = forms.ChoiceField(label=gettext_lazy("Området du röstar i"), widget=forms.RadioSelect)
    other = forms.ChoiceField(
        label=gettext_lazy("Ett område till, om du vill"),
        help_text=gettext_lazy("Du får rösta i ett område till som du väljer fritt. Båda rösterna skickas på en gång."),
        required=False,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], with_other: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["style"].choices = choices  # type: ignore[attr-defined]
        if with_other:
            self.fields["style"].label = _("Ditt eget område")
            self.fields["other"].choices = [("", _("Inget mer område")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["other"]

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        if clean.get("other") and clean["other"] == clean.get("style"):
            self.add_error("other", _("Välj ett annat område än ditt eget, eller inget."))
        return clean


class EmailForm(PlainForm):
    """Where a code can be sent, and what the voter declares about themselves."""

    email = forms.CharField(
        label=gettext_lazy("Din e-postadress"),
        max_length=254,
        help_text=gettext_lazy("Vi skickar en kod dit. Adressen används bara för koden och sparas inte med din röst."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    old_enough = forms.BooleanField()
    belongs = forms.BooleanField()
    to_known = gettext_lazy("Skriv den adress som står i röstlängden. Koden skickas bara dit.")

    to = "email"

    def __init__(self, *args: Any, rules: RuleSheet, known_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known_only:
            self.fields[self.to].help_text = self.to_known
        if rules.min_age:
            self.fields["old_enough"].label = (
                _("Jag är minst %(age)d år den %(day)s") % {"age": rules.min_age, "day": long_date(rules.age_on)}
                if rules.age_on
                else _("Jag är minst %(age)d år") % {"age": rules.min_age}
            )
        else:
            del self.fields["old_enough"]
        self.fields["belongs"].label = _("Det här stämmer på mig: %(tie)s") % {"tie": rules.tie_to_place.rstrip(".")}


class PhoneForm(EmailForm):
    """A telephone that a code can be sent to, and what the voter declares about themselves."""

    email = None  # type: ignore[assignment]
    phone = forms.CharField(
        label=gettext_lazy("Ditt mobilnummer"),
        max_length=30,
        help_text=gettext_lazy("Vi skickar en kod dit. Numret används bara för koden och sparas inte med din röst."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    field_order = ["phone", "old_enough", "belongs"]
    to = "phone"
    to_known = gettext_lazy("Skriv det nummer som står i röstlängden. Koden skickas bara dit.")


class CodeForm(PlainForm):
    """The code that came by e-mail or in a text message."""

    code = forms.CharField(
        label=gettext_lazy("Koden du fick"),
        max_length=40,
        help_text=gettext_lazy("Åtta siffror. Det gör inget om du skriver mellanslag."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input--short"}
        ),
    )


class LetterForm(PlainForm):
    """Number and code of a letter."""

    number = forms.CharField(
        label=gettext_lazy("Brevnummer"),
        max_length=40,
        help_text=gettext_lazy("Nio siffror, överst i rutan i brevet."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Kod"),
        max_length=60,
        help_text=gettext_lazy("Tolv tecken. Stora och små bokstäver, mellanslag och streck spelar ingen roll."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class ReceiptForm(PlainForm):
    """The code on a receipt."""

    receipt = forms.CharField(
        label=gettext_lazy("Koden på kvittot"),
        max_length=60,
        help_text=gettext_lazy("Sexton tecken, till exempel 7QMX-3RTP-9ZWK-A2CD."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
