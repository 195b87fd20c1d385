"""What do staff write about deliveries?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design import dates
from medborgarbudget.design.forms import PICTURES, FileInput, KronorField, PlainForm
from medborgarbudget.domain.cycles.models import Decision
from medborgarbudget.domain.delivery import policy
from medborgarbudget.domain.delivery.actions import DescribedPicture
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Proposal
from medborgarbudget.foundation.files import read_picture
from medborgarbudget.foundation.money import kronor


class _ProposalsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Proposals as checkboxes, with their cost."""

    def label_from_instance(self, obj: Any) -> str:
        area = f"{obj.cycle_area.area.name} – " if obj.cycle_area else ""
        return f"{area}{obj.title} ({kronor(obj.cost or 0)})"


def decision_in_words(decision: Decision) -> str:
    """ "Kommunstyrelsen 25 augusti 2026, § 45"."""
    return _now("%(body)s %(day)s, § %(paragraph)s") % {
        "body": decision.body,
        "day": dates.long_date(decision.decided_on),
        "paragraph": decision.paragraph.removeprefix("§").strip(),
    }


class _DecisionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Decisions by body and day, with what kind they are."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{decision_in_words(obj)} – {obj.get_kind_display().lower()}"


class StartForm(PlainForm):
    """Which proposals a decision covers."""

    decision = _DecisionField(
        label=_("Beslut"), queryset=Decision.objects.none(), empty_label=None, widget=forms.RadioSelect
    )
    proposals = _ProposalsField(
        label=_("Förslag som beslutet gäller"), queryset=Proposal.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, decisions: QuerySet[Decision], proposals: QuerySet[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions  # type: ignore[attr-defined]
        self.fields["proposals"].queryset = proposals  # type: ignore[attr-defined]


class PlanForm(PlainForm):
    """Who, and when."""

    responsible = forms.CharField(
        label=_("Vem som genomför"),
        help_text=_("Visas för alla, till exempel ”Tekniska förvaltningen”."),
        max_length=120,
        required=False,
    )
    responsible_person: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=_("Medarbetare som håller sidan aktuell"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Ingen vald"),
    )
    planned_for = forms.DateField(label=_("Planerat klart"), required=False)
    reason = forms.CharField(
        label=_("Varför datumet ändras"),
        help_text=_("Behövs när ett datum flyttas. Alla kan läsa det."),
        max_length=400,
        required=False,
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible_person"].queryset = people  # type: ignore[attr-defined]


class MoneyForm(PlainForm):
    """What it has cost."""

    spent = KronorField(
        label=_("Utfall hittills"), help_text=_("Allt som har betalats, i hela kronor."), required=False
    )
    reason = forms.CharField(
        label=_("Varför det kostade mer"),
        help_text=_("Behövs när utfallet är högre än budgeten. Alla kan läsa det."),
        max_length=400,
        required=False,
    )


class _PicturesForm(PlainForm):
    """Up to `policy.MAX_PICTURES` pictures, each with words for those who do not see it."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, policy.MAX_PICTURES + 1):
            self.fields[f"picture_{number}"] = forms.FileField(
                label=_("Bild %(n)d") % {"n": number}, required=False, widget=FileInput(PICTURES), max_length=300
            )
            self.fields[f"alt_{number}"] = forms.CharField(
                label=_("Vad bild %(n)d visar") % {"n": number},
                help_text=_now("För den som inte ser bilden, till exempel ”Två barn gungar i den nya gungan”.")
                if number == 1
                else "",
                max_length=200,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.pictures: list[DescribedPicture] = []
        for number in range(1, policy.MAX_PICTURES + 1):
            upload, alt = data.get(f"picture_{number}"), (data.get(f"alt_{number}") or "").strip()
            if not upload:
                continue
            if not alt:
                self.add_error(f"alt_{number}", _now("Beskriv vad bilden visar, för den som inte ser den."))
                continue
            try:
                self.pictures.append(DescribedPicture(read_picture(upload), alt))
            except ValidationError as wrong:
                self.add_error(f"picture_{number}", wrong.messages)
        return data

    def picture_rows(self) -> list[dict[str, Any]]:
        """The fields two by two, for the page."""
        return [
            {"picture": self[f"picture_{n}"], "alt": self[f"alt_{n}"], "number": n}
            for n in range(1, policy.MAX_PICTURES + 1)
        ]


class UpdateForm(_PicturesForm):
    """News from the work."""

    state = forms.ChoiceField(label=_("Hur långt har det kommit?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Vad har hänt?"),
        help_text=_("Skriv till den som bor i närheten: vad är gjort, vad händer sedan?"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Ange vad som har hänt.")},
    )
    field_order = ["state", "text"]

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(each.value, each.label) for each in policy.states_after(state)]  # type: ignore[attr-defined]


class InaugurationForm(_PicturesForm):
    """The day it was opened."""

    on = forms.DateField(label=_("Dagen för invigningen"))
    text = forms.CharField(
        label=_("Berätta om invigningen"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Ange vad som har hänt.")},
    )
    field_order = ["on", "text"]


class StopForm(PlainForm):
    """Why it will not be carried out."""

    reason = forms.CharField(
        label=_("Varför förslaget inte genomförs"),
        help_text=_("Förslagsställaren, följare och alla andra läser det."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "3"}),
        error_messages={"required": _("Ange varför förslaget inte genomförs. Alla får läsa det.")},
    )
    sure = forms.BooleanField(label=_("Ja, avbryt genomförandet"))
