"""What do staff write about proposals: what came in by other ways, corrections, decisions on what may be seen?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Theme
from medborgarbudget.domain.proposals.actions import new_key
from medborgarbudget.domain.proposals.content import FIELDS, LIMITS, ProposalContent
from medborgarbudget.domain.proposals.models import Channel
from medborgarbudget.domain.proposals.policy import HideGround

_signer = signing.Signer(salt="medborgarbudget.staff.proposal-entry")


class AreaField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among areas by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.area.name)


class TextForm(PlainForm):
    """A proposal's text, place and sender, as staff write them."""

    title = forms.CharField(label=gettext_lazy("Titel"), max_length=LIMITS["title"])
    what = forms.CharField(
        label=gettext_lazy("Vad förslaget är"), widget=forms.Textarea(attrs={"rows": 6}), max_length=LIMITS["what"]
    )
    why = forms.CharField(
        label=gettext_lazy("Varför det behövs"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LIMITS["why"],
        required=False,
    )
    place = forms.CharField(label=gettext_lazy("Plats, i ord"), max_length=LIMITS["place"], required=False)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    cycle_area = AreaField(label=gettext_lazy("Område"), queryset=CycleArea.objects.none(), required=False)
    theme = forms.ModelChoiceField(label=gettext_lazy("Tema"), queryset=Theme.objects.none(), required=False)
    display_name = forms.CharField(
        label=gettext_lazy("Namn som visas"),
        help_text=gettext_lazy("Alla ser det. Lämna tomt om personen inte vill synas."),
        max_length=LIMITS["display_name"],
        required=False,
    )
    association = forms.CharField(
        label=gettext_lazy("Förening eller klass"), max_length=LIMITS["association"], required=False
    )
    contact_name = forms.CharField(
        label=gettext_lazy("Kontaktperson"),
        help_text=gettext_lazy("Visas bara för den som svarar. För barn: en vuxen."),
        max_length=LIMITS["contact_name"],
        required=False,
    )
    contact_email = forms.EmailField(
        label=gettext_lazy("E-post för svar"), max_length=LIMITS["contact_email"], required=False
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("Telefon för svar"), max_length=LIMITS["contact_phone"], required=False
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = list(cycles.areas(cycle))
        areas, themes = self.fields["cycle_area"], self.fields["theme"]
        assert isinstance(areas, forms.ModelChoiceField)
        assert isinstance(themes, forms.ModelChoiceField)
        areas.queryset = cycles.areas(cycle)
        areas.empty_label = _("Välj område")
        themes.queryset = cycle.themes.all()
        themes.empty_label = _("Inget särskilt")
        if not self.areas:
            del self.fields["cycle_area"]
        if not cycle.themes.exists():
            del self.fields["theme"]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for half in ("latitude", "longitude"):
            if half in self.errors:
                # The inputs are hidden: what is wrong with the point is told where the place is written.
                del self.errors[half]
                self.add_error(
                    "place", _("Punkten på kartan gick inte att läsa. Peka ut platsen igen eller skriv med ord.")
                )
        return clean

    def told(self, error: ValidationError) -> None:
        """Put the domain's errors at fields that are seen."""
        for field, messages in error.message_dict.items():
            shown = {"latitude": "place", "longitude": "place"}.get(field, field)
            self.add_error(shown if shown in self.fields else None, messages)

    def content(self, before: ProposalContent | None = None) -> ProposalContent:
        """The cleaned values; what the form has no field for stays as it was."""
        kept = {name: getattr(before, name) for name in FIELDS} if before else {}
        return ProposalContent(
            **{**kept, **{name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}}
        )


class EntryForm(TextForm):
    """Something that came on paper, by phone or at a meeting. The hidden key makes the form one proposal however often it is sent."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Hur kom förslaget in?"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.WEB],
        widget=forms.RadioSelect,
    )
    received_on = forms.DateField(
        label=gettext_lazy("När kom det in?"), help_text=gettext_lazy("Dagen avgör om förslaget kom i tid.")
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = ("channel", "received_on")

    @staticmethod
    def new_key() -> str:
        """A fresh value for the hidden field."""
        return _signer.sign(new_key())

    @property
    def status_key(self) -> str:
        """The key that the form was given when it was opened; empty for one that is not ours."""
        try:
            return _signer.unsign(str(self.data.get("key", "")))
        except signing.BadSignature:
            return ""


class CorrectionForm(TextForm):
    """A change to somebody's proposal, with the reason that the author is told."""

    reason = forms.CharField(
        label=gettext_lazy("Varför ändrar du?"),
        help_text=gettext_lazy("Förslagsställaren får veta det."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class MoveForm(PlainForm):
    """Another area."""

    cycle_area = AreaField(label=gettext_lazy("Nytt område"), queryset=CycleArea.objects.none())
    reason = forms.CharField(
        label=gettext_lazy("Varför flyttar du förslaget?"),
        help_text=gettext_lazy("Förslagsställaren får veta det."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = self.fields["cycle_area"]
        assert isinstance(areas, forms.ModelChoiceField)
        areas.queryset = cycles.areas(cycle)
        areas.empty_label = _("Välj område")


class HideForm(PlainForm):
    """Why something is to be out of sight."""

    ground = forms.ChoiceField(label=gettext_lazy("Skäl"), choices=HideGround.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("Med egna ord"),
        help_text=gettext_lazy("Den som har skrivit får läsa det. Behövs om skälet är ett annat."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=200,
        required=False,
    )


class SettleForm(HideForm):
    """Whether a flag was right; then the ground."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Vad gör du?"),
        choices=[("keep", gettext_lazy("Behåll – det bryter inte mot reglerna")), ("hide", gettext_lazy("Dölj det"))],
        widget=forms.RadioSelect,
    )
    field_order = ("decision",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].required = False
        self.fields["ground"].label = _("Skäl, om du döljer")

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("decision") == "hide" and not clean.get("ground"):
            self.add_error("ground", _("Välj skäl."))
        return clean


class ReasonForm(PlainForm):
    """Why a hidden proposal comes back."""

    reason = forms.CharField(
        label=gettext_lazy("Varför visas förslaget igen?"),
        help_text=gettext_lazy("Syns för alla i förslagets historik."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
