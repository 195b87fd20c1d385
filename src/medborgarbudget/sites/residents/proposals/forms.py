"""What do residents write: an idea, who they are, a comment, what is wrong?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.design.forms import FileInput, PlainForm
from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Theme
from medborgarbudget.domain.proposals.content import FIELDS, LIMITS, ProposalContent, content_of
from medborgarbudget.domain.proposals.models import Proposal, Stance


class SeveralFiles(FileInput):
    """A file input that takes several at a time."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, cleaned to a list; each is read later, so that one bad file does not lose the others."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [file for file in files if isinstance(file, UploadedFile)]


class AreaField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among areas by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.area.name)


class IdeaForm(PlainForm):
    """The idea itself: what, where, why. Who has it comes on the next page."""

    title = forms.CharField(
        label=gettext_lazy("Vad vill du föreslå?"),
        help_text=gettext_lazy("En kort rubrik, till exempel ”Fler bänkar i Stadsparken”."),
        max_length=LIMITS["title"],
        required=False,
    )
    what = forms.CharField(
        label=gettext_lazy("Beskriv förslaget"),
        help_text=gettext_lazy("Vad ska finnas eller hända? Du behöver inte veta vad det kostar."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LIMITS["what"],
        required=False,
    )
    why = forms.CharField(
        label=gettext_lazy("Varför behövs det?"),
        help_text=gettext_lazy("Vem blir glad? Vad blir bättre?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LIMITS["why"],
        required=False,
    )
    place = forms.CharField(
        label=gettext_lazy("Var?"),
        help_text=gettext_lazy(
            "Skriv med ord, till exempel ”vid lekplatsen bakom skolan”. Du kan också peka på kartan."
        ),
        max_length=LIMITS["place"],
        required=False,
    )
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    cycle_area = AreaField(label=gettext_lazy("Område"), queryset=CycleArea.objects.none(), required=False)
    theme = forms.ModelChoiceField(label=gettext_lazy("Tema"), queryset=Theme.objects.none(), required=False)
    pictures = FilesField(
        label=gettext_lazy("Bilder"),
        help_text=gettext_lazy("Ta ett foto eller välj upp till fem bilder. Visa inga ansikten utan att ha frågat."),
        widget=SeveralFiles(accept="image/*"),
        required=False,
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        self.areas = list(cycles.areas(cycle))
        areas, themes = self.fields["cycle_area"], self.fields["theme"]
        assert isinstance(areas, forms.ModelChoiceField)
        assert isinstance(themes, forms.ModelChoiceField)
        areas.queryset = cycles.areas(cycle)
        by_map = bool(self.areas) and all(area.area.geometry for area in self.areas)
        areas.empty_label = _("Välj, eller peka på kartan") if by_map else _("Välj område")
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

    def mark_needed(self) -> None:
        """Before it is shown: what must be there to send is not called voluntary. A draft may lack it, so validation does not ask."""
        for name in {"title", "what", "cycle_area"} & set(self.fields):
            self.fields[name].required = True

    def told(self, error: ValidationError) -> None:
        """Put the domain's errors at fields that are seen."""
        for field, messages in error.message_dict.items():
            shown = {"latitude": "place", "longitude": "place", "picture": "pictures"}.get(field, field)
            self.add_error(shown if shown in self.fields else None, messages)

    def content(self, before: ProposalContent) -> ProposalContent:
        """What was written, where it was right; what was there before, where it was not."""
        names = ("title", "what", "why", "place", "latitude", "longitude", "cycle_area", "theme")
        given = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        if "place" in self.errors:
            given.pop("latitude", None)
            given.pop("longitude", None)
        return ProposalContent(**{**vars_of(before), **given})


def vars_of(content: ProposalContent) -> dict[str, Any]:
    """The content's fields by name."""
    return {name: getattr(content, name) for name in FIELDS}


def idea_of(proposal: Proposal | None) -> dict[str, Any]:
    """Initial values of an idea form."""
    return vars_of(content_of(proposal)) if proposal is not None else {}


class SenderForm(PlainForm):
    """Who sends it, asked last. Without account an e-mail address is needed, to answer and to show that it is a person's."""

    display_name = forms.CharField(
        label=gettext_lazy("Namn som visas"),
        help_text=gettext_lazy("Alla ser det. Förnamn räcker, eller lämna tomt om du inte vill synas."),
        max_length=LIMITS["display_name"],
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    contact_email = forms.CharField(
        label=gettext_lazy("Din e-postadress"),
        help_text=gettext_lazy(
            "Visas inte. Dit skickar vi en länk som du bekräftar förslaget med, och svar om hur det går."
        ),
        max_length=LIMITS["contact_email"],
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    contact_name = forms.CharField(
        label=gettext_lazy("En vuxen som kan svara"),
        help_text=gettext_lazy(
            "Är du barn? Skriv namnet på en vuxen. E-postadressen ska då vara den vuxnas. Visas inte."
        ),
        max_length=LIMITS["contact_name"],
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("Telefon"),
        help_text=gettext_lazy("Om vi hellre ska ringa. Visas inte."),
        max_length=LIMITS["contact_phone"],
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    association = forms.CharField(
        label=gettext_lazy("Förening"),
        help_text=gettext_lazy("Om du skriver för en förening. Alla ser det."),
        max_length=LIMITS["association"],
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    website = forms.CharField(label=gettext_lazy("Lämna det här fältet tomt"), required=False)

    def __init__(self, *args: Any, signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signed_in = signed_in
        self.fields["website"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}
        email = self.fields["contact_email"]
        email.required = not signed_in
        if signed_in:
            email.label = _("Den vuxnas e-postadress")
            email.help_text = _("Bara om du är barn. Visas inte.")

    @property
    def is_robot(self) -> bool:
        """Whether the field that nobody sees has been filled in."""
        return bool(self.data.get("website"))

    @property
    def has_more(self) -> bool:
        """Whether something under the fold is filled in or wrong."""
        return any(self[name].value() or self[name].errors for name in ("contact_name", "contact_phone", "association"))

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if (
            self.signed_in
            and clean.get("contact_name")
            and not (clean.get("contact_email") or clean.get("contact_phone"))
        ):
            self.add_error("contact_email", _("Ange den vuxnas e-postadress eller telefon."))
        return clean


class CommentForm(PlainForm):
    """For, against or a question."""

    stance = forms.ChoiceField(
        label=gettext_lazy("Vad vill du säga?"), choices=Stance.choices, widget=forms.RadioSelect, initial=Stance.FOR
    )
    text = forms.CharField(
        label=gettext_lazy("Din kommentar"),
        help_text=gettext_lazy("Alla ser den, med ditt namn."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1500,
    )
    answer_to = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FlagForm(PlainForm):
    """What breaks the rules."""

    reason = forms.CharField(
        label=gettext_lazy("Vad är fel?"),
        help_text=gettext_lazy(
            "Till exempel hot, personuppgifter om någon annan eller reklam. Bara den som granskar ser det."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
    )


class WithdrawForm(PlainForm):
    """Why, if one wants to say."""

    reason = forms.CharField(
        label=gettext_lazy("Varför drar du tillbaka förslaget?"),
        help_text=gettext_lazy("De som följer förslaget får veta det."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )
