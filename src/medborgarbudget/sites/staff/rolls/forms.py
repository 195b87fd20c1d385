"""What do staff write about a roll?"""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.cycles.models import CycleArea
from medborgarbudget.domain.rolls.models import ChangeKind, Roll
from medborgarbudget.domain.rolls.policy import LARGEST_FILE


class UploadForm(PlainForm):
    """The file with those who may vote."""

    file = forms.FileField(
        label=gettext_lazy("Fil med röstberättigade"),
        help_text=gettext_lazy(
            "CSV eller Excel (.xlsx), högst 400 MB. Första raden ska vara rubriker. Kolumnen Personnummer måste finnas; Område, Skyddad, "
            "Namn, Adress, Postnummer, Postort, E-post, Mobil, Samordningsnummer, Grupp, Skola och Klass används om reglerna har bruk för dem."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=50)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = secrets.token_urlsafe(16)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if getattr(file, "too_large", False):
            raise ValidationError(
                _("Filen är större än %(most)d MB. Ta bort kolumner som inte behövs.")
                % {"most": LARGEST_FILE // 1024**2}
            )
        return file


class ApprovalForm(PlainForm):
    """Where the file comes from, and that rows left out are meant to be."""

    leave_out = forms.BooleanField(required=False)
    reason = forms.CharField(
        label=gettext_lazy("Varifrån kommer filen, och vilken dag är uppgifterna från?"),
        max_length=300,
        help_text=gettext_lazy("Till exempel: Invånarregistret, uttag den 1 mars 2027."),
    )

    def __init__(self, *args: Any, roll: Roll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rejected = roll.summary.get("rejected", 0)
        if rejected:
            self.fields["leave_out"].label = _("Lämna %(n)d rader utanför röstlängden") % {"n": rejected}
        else:
            del self.fields["leave_out"]


class ChangeForm(PlainForm):
    """One person, as a case."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Vad ska hända?"),
        choices=ChangeKind.choices,
        initial=ChangeKind.ADD,
        widget=forms.RadioSelect,
    )
    number = forms.CharField(
        label=gettext_lazy("Personnummer eller samordningsnummer"),
        max_length=20,
        help_text=gettext_lazy("Används för att hitta personen och sparas inte."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    area = forms.ModelChoiceField(
        label=gettext_lazy("Område"),
        queryset=CycleArea.objects.none(),
        required=False,
        empty_label=gettext_lazy("Hela kommunen – väljer själv"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Varför?"),
        max_length=300,
        help_text=gettext_lazy(
            "Till exempel: flyttade in den 3 mars, visat personbevis. Skriv inget personnummer här."
        ),
    )

    def __init__(self, *args: Any, roll: Roll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = CycleArea.objects.filter(cycle_id=roll.cycle_id).select_related("area")
        if areas:
            self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        else:
            del self.fields["area"]
