"""What does an administrator change about the organisation?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design import theme
from medborgarbudget.design.forms import PICTURES, FileInput, PlainForm, PlainModelForm
from medborgarbudget.domain.organisations.models import Area, Organisation
from medborgarbudget.foundation.files import Picture, read_picture


class SettingsForm(PlainModelForm):
    """Name, contact, languages, address. Saved by organisations.actions, which checks the rest."""

    languages = forms.MultipleChoiceField(
        label=_("Språk på invånarnas sidor"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Svenska finns alltid."),
    )

    class Meta:
        model = Organisation
        fields = [
            "name",
            "short_name",
            "kind",
            "code",
            "inhabitants",
            "contact_email",
            "contact_phone",
            "host",
        ]
        widgets = {"kind": forms.RadioSelect}
        labels = {
            "name": _("Namn"),
            "short_name": _("Kort namn"),
            "kind": _("Slag"),
            "code": _("Kommunkod eller länskod"),
            "inhabitants": _("Antal invånare"),
            "contact_email": _("E-post till den som svarar"),
            "contact_phone": _("Telefon till den som svarar"),
            "host": _("Eget värdnamn"),
        }
        help_texts = {
            "short_name": _("Till exempel Lund. Används där det är trångt."),
            "inhabitants": _("Visar vad stora belopp blir per invånare."),
            "contact_email": _("Visas längst ner på varje sida."),
            "host": _(
                "Till exempel medborgarbudget.exempel.se. Be först den som sköter era domäner att peka namnet hit."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = [  # type: ignore[attr-defined]
            (code, str(label).capitalize()) for code, label in settings.LANGUAGES if code != "sv"
        ]
        self.fields["languages"].initial = self.instance.languages

    def _post_clean(self) -> None:
        """The action checks the whole organisation; the form must not change the one that the page shows."""


class LookForm(PlainForm):
    """Six colours and a logo. `picture` holds the logo when a new one was given."""

    accent = forms.CharField(max_length=7, help_text=_("Knappar och länkar."))
    accent_strong = forms.CharField(max_length=7, help_text=_("Mörka fält och det man pekar på."))
    accent_soft = forms.CharField(max_length=7, help_text=_("Ljusa fält bakom text."))
    secondary = forms.CharField(max_length=7, help_text=_("Detaljer i bilder."))
    highlight = forms.CharField(max_length=7, help_text=_("Det som ska synas mest."))
    ink = forms.CharField(max_length=7, help_text=_("Rubriker."))
    logo = forms.FileField(
        label=_("Logotyp"),
        required=False,
        widget=FileInput(accept=PICTURES),
        help_text=_("PNG med genomskinlig bakgrund blir bäst. JPEG, WebP och HEIC går också, högst 20 MB."),
    )
    remove_logo = forms.BooleanField(label=_("Ta bort logotypen"), required=False)

    picture: Picture | None = None

    def __init__(self, *args: Any, has_logo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in theme.NAMES.items():
            self.fields[name].label = label
            self.fields[name].widget = forms.TextInput(attrs={"type": "color"})
        if not has_logo:
            del self.fields["remove_logo"]

    def clean_logo(self) -> Any:
        upload = self.cleaned_data["logo"]
        if upload:
            self.picture = read_picture(upload)
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors.keys() & theme.NAMES.keys():
            for name, sentence in theme.problems(self.theme()):
                self.add_error(name, sentence)
        return cleaned

    def theme(self) -> theme.Theme:
        """The colours of a form without faults in them."""
        return theme.Theme(**{name: self.cleaned_data[name].strip().lower() for name in theme.NAMES})

    def colours(self) -> dict[str, str]:
        """The same as a mapping."""
        return asdict(self.theme())


class AreaForm(PlainModelForm):
    """An area, without its border: that comes from a file."""

    class Meta:
        model = Area
        fields = ["name", "code", "kind", "inhabitants"]
        widgets = {"kind": forms.RadioSelect}
        labels = {"name": _("Namn"), "code": _("Kod"), "kind": _("Slag"), "inhabitants": _("Antal invånare")}
        help_texts = {
            "code": _("Kort och för alltid samma, till exempel norr. Filer med gränser känner igen området på koden.")
        }

    def _post_clean(self) -> None:
        """The action checks the area; the form must not change the one that the page shows."""


class GeoJSONForm(PlainForm):
    """A file with borders."""

    file = forms.FileField(
        label=_("GeoJSON-fil"),
        widget=FileInput(accept=".geojson,.json,application/geo+json,application/json"),
        help_text=_("Longitud och latitud (WGS 84). Högst 8 MB och 50 000 punkter."),
    )
