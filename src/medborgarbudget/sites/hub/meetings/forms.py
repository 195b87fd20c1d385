"""What do people and the office write about meetings?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import FileInput, KronorField, MomentField, PlainForm
from medborgarbudget.domain.network.meetings import policy
from medborgarbudget.domain.network.meetings.models import (
    Attendance,
    Audience,
    EvaluationQuestion,
    MaterialAudience,
    MeetingKind,
    Mode,
    QuestionKind,
    Selection,
)
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.sites.access.second_person import FileOfManyForm


class NeedsForm(PlainForm):
    """What somebody needs at the meeting."""

    diet = forms.CharField(
        label=_("Mat"),
        help_text=_("Till exempel vegetariskt eller allergi mot nötter."),
        max_length=300,
        required=False,
    )
    access = forms.CharField(
        label=_("Tillgänglighet"),
        help_text=_("Vad du behöver för att kunna delta, till exempel hörslinga eller rullstolsramp."),
        max_length=300,
        required=False,
    )


class RegisterForm(NeedsForm):
    """A registration."""

    mode = forms.ChoiceField(label=_("Hur vill du delta?"), widget=forms.RadioSelect)
    accept_waiting = forms.BooleanField(label=_("Sätt mig på väntelistan om platserna är slut"), required=False)

    field_order = ["mode", "diet", "access", "accept_waiting"]

    def __init__(self, *args: Any, modes: list[tuple[str, str]], needs: bool, may_wait: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(modes) > 1:
            self.fields["mode"].choices = modes  # type: ignore[attr-defined]
        else:
            del self.fields["mode"]
        if not needs:
            del self.fields["diet"], self.fields["access"]
        if not may_wait:
            del self.fields["accept_waiting"]
        self.only_mode = modes[0][0]

    def chosen_mode(self) -> str:
        return str(self.cleaned_data.get("mode") or self.only_mode)


class ColleagueForm(PlainForm):
    """Somebody from the same member. What they need they tell themselves."""

    name = forms.CharField(label=_("Kollegans namn"), max_length=80)
    email = forms.EmailField(
        label=_("Kollegans e-post"),
        help_text=_("Dit går bekräftelsen, med en länk för att avanmäla sig."),
        max_length=254,
    )
    mode = forms.ChoiceField(label=_("Hur deltar kollegan?"), widget=forms.RadioSelect)
    accept_waiting = forms.BooleanField(label=_("Sätt kollegan på väntelistan om platserna är slut"), required=False)

    def __init__(self, *args: Any, modes: list[tuple[str, str]], may_wait: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(modes) > 1:
            self.fields["mode"].choices = modes  # type: ignore[attr-defined]
        else:
            del self.fields["mode"]
        if not may_wait:
            del self.fields["accept_waiting"]
        self.only_mode = modes[0][0]
        for name in ("name", "email"):
            # It is somebody else's: the browser should not fill in one's own.
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def values(self) -> dict[str, Any]:
        """What the deed takes."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "email": data["email"],
            "mode": str(data.get("mode") or self.only_mode),
            "accept_waiting": bool(data.get("accept_waiting")) or "accept_waiting" not in self.fields,
        }


class CodeForm(PlainForm):
    """The code shown at the meeting."""

    code = forms.CharField(
        label=_("Kod"),
        help_text=_("Sex siffror som visas på träffen."),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class EvaluationForm(PlainForm):
    """The evaluation's questions, none of which must be answered."""

    def __init__(self, *args: Any, questions: list[EvaluationQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            name = f"q_{question.pk}"
            if question.kind == QuestionKind.TEXT:
                self.fields[name] = forms.CharField(
                    label=question.text, max_length=1000, required=False, widget=forms.Textarea
                )
                continue
            if question.kind == QuestionKind.SCALE:
                steps = [(1, _now("1 – inte alls")), *((n, str(n)) for n in (2, 3, 4)), (5, _now("5 – mycket"))]
                choices = [(str(value), label) for value, label in steps]
            else:
                choices = [(option, option) for option in question.options]
            self.fields[name] = forms.ChoiceField(
                label=question.text, choices=choices, required=False, widget=forms.RadioSelect
            )

    def answers(self) -> dict[int, str]:
        """Question id → answer."""
        return {int(name.removeprefix("q_")): value for name, value in self.cleaned_data.items()}


class MeetingForm(PlainForm):
    """All that is decided about a meeting."""

    title = forms.CharField(label=_("Vad heter träffen?"), max_length=100)
    kind = forms.ChoiceField(label=_("Slag"), choices=MeetingKind.choices)
    summary = forms.CharField(
        label=_("Kort om träffen"),
        help_text=_("En eller två meningar. Visas i listor och i kalendern."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
    text = forms.CharField(
        label=_("Mer om träffen"),
        help_text=_(
            "**fet**, *kursiv*, [länkens ord](https://adress). Tom rad ger nytt stycke, rader som börjar med - blir en lista."
        ),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "8"}),
    )
    target_group = forms.CharField(
        label=_("För vem"),
        help_text=_("Till exempel ”projektansvariga som ska göra sin första omgång”."),
        max_length=200,
        required=False,
    )
    starts_at = MomentField(label=_("Börjar"))
    ends_at = MomentField(label=_("Slutar"))
    register_until = MomentField(
        label=_("Sista anmälan"), help_text=_("Lämna tomt om man kan anmäla sig ända tills den börjar."), required=False
    )
    attendance = forms.ChoiceField(
        label=_("Hur deltar man?"), choices=Attendance.choices, widget=forms.RadioSelect, initial=Attendance.DIGITAL
    )
    venue = forms.CharField(label=_("Lokal"), max_length=120, required=False)
    address = forms.CharField(
        label=_("Adress"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    travel = forms.CharField(
        label=_("Hitta dit"),
        help_text=_("Närmaste station, parkering, vilken dörr, tillgänglighet."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
    places = forms.IntegerField(
        label=_("Platser på plats"), help_text=_("Tomt: ingen gräns."), required=False, min_value=1, max_value=100_000
    )
    digital_link = forms.CharField(
        label=_("Länk till det digitala mötet"),
        help_text=_("Visas bara för de anmälda, från en timme innan."),
        max_length=500,
        required=False,
    )
    digital_places = forms.IntegerField(
        label=_("Digitala platser"), help_text=_("Tomt: ingen gräns."), required=False, min_value=1, max_value=100_000
    )
    audience = forms.ChoiceField(
        label=_("Vilka får anmäla sig?"), choices=Audience.choices, widget=forms.RadioSelect, initial=Audience.MEMBERS
    )
    max_per_member = forms.IntegerField(
        label=_("Högst så många per medlem"),
        help_text=_("Tomt: ingen gräns."),
        required=False,
        min_value=1,
        max_value=1_000,
    )
    selection = forms.ChoiceField(
        label=_("Hur fördelas platserna?"),
        help_text=_(
            "Vid lottning och regler anmäler man intresse, och platserna fördelas efter sista anmälan. Alla kan se hur."
        ),
        choices=Selection.choices,
        widget=forms.RadioSelect,
        initial=Selection.FIRST,
    )
    asks_needs = forms.BooleanField(
        label=_("Fråga om mat och tillgänglighet"),
        help_text=_("Svaren kastas två veckor efter träffen."),
        required=False,
    )
    price = KronorField(label=_("Pris"), help_text=_("Tomt: kostnadsfritt."), required=False)
    cost_note = forms.CharField(
        label=_("Egna kostnader"),
        help_text=_("Till exempel ”Ni betalar resa och boende själva”."),
        max_length=300,
        required=False,
    )

    def clean_price(self) -> int:
        return self.cleaned_data.get("price") or 0


for _field in ("places", "digital_places"):
    MeetingForm.base_fields[_field].widget.attrs["inputmode"] = "numeric"


class ProgrammeRowForm(PlainForm):
    """One line of the programme. An empty one is left out."""

    at = forms.TimeField(label=_("Klockslag"), required=False, input_formats=["%H:%M", "%H.%M", "%H"])
    title = forms.CharField(label=_("Programpunkt"), max_length=150, required=False)
    speaker = forms.CharField(label=_("Medverkande"), max_length=200, required=False)
    text = forms.CharField(label=_("Beskrivning"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("at") or data.get("speaker") or data.get("text")) and not data.get("title"):
            self.add_error("title", _now("Ange vad programpunkten heter."))
        return data


ProgrammeFormSet = forms.formset_factory(ProgrammeRowForm, extra=4, max_num=policy.MAX_PROGRAMME, absolute_max=60)


class QuestionRowForm(PlainForm):
    """One question of the evaluation. An empty one is left out."""

    text = forms.CharField(label=_("Fråga"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Slags svar"), choices=QuestionKind.choices, initial=QuestionKind.SCALE)
    options = forms.CharField(
        label=_("Svar att välja bland"),
        help_text=_("Bara för val. Skilj dem åt med |."),
        max_length=600,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        options = {option.strip() for option in data.get("options", "").split("|") if option.strip()}
        if data.get("text") and data.get("kind") == QuestionKind.CHOICE and len(options) < 2:
            self.add_error("options", _now("Ange minst två svar att välja bland, skilda åt med |."))
        return data


QuestionFormSet = forms.formset_factory(QuestionRowForm, extra=3, max_num=policy.MAX_QUESTIONS, absolute_max=30)


class CancelForm(PlainForm):
    """Why it will not be held."""

    reason = forms.CharField(
        label=_("Varför ställs träffen in?"),
        help_text=_("Alla anmälda får läsa det i ett mejl, och det står på träffens sida."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "3"}),
        error_messages={"required": _("Ange varför träffen ställs in. Alla anmälda får läsa det.")},
    )


class SomebodyForm(PlainForm):
    """Somebody who has called or written."""

    name = forms.CharField(label=_("Namn"), max_length=80)
    email = forms.EmailField(label=_("E-post"), max_length=254)
    member: forms.ModelChoiceField[Member] = forms.ModelChoiceField(
        label=_("Medlem"), queryset=Member.objects.none(), required=False, empty_label=_("Ingen medlem")
    )
    mode = forms.ChoiceField(label=_("Hur deltar personen?"), choices=Mode.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, members: Any, modes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]
        self.fields["mode"].choices = modes  # type: ignore[attr-defined]
        for name in ("name", "email"):
            # It is somebody else's: the browser should not fill in one's own.
            self.fields[name].widget.attrs["autocomplete"] = "off"


class AskParticipantsForm(FileOfManyForm):
    """What somebody needs the list of participants for, and whether with what each has told of food and access."""

    needs = forms.BooleanField(
        label=_("Ta med mat och tillgänglighet"),
        help_text=_("Bara om mottagaren behöver det, till exempel köket."),
        required=False,
    )

    def __init__(self, *args: Any, asks_needs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_needs:
            del self.fields["needs"]

    def wants_needs(self) -> bool:
        """Whether the list is to tell of needs, which it never does unless the meeting asks for them."""
        return self.is_bound and self.is_valid() and bool(self.cleaned_data.get("needs"))


class MaterialForm(PlainForm):
    """A file or an address."""

    title = forms.CharField(label=_("Vad är det?"), help_text=_("Till exempel ”Bilder från träffen”."), max_length=150)
    url = forms.CharField(
        label=_("Länk"), help_text=_("Till exempel till en inspelning."), max_length=500, required=False
    )
    file = forms.FileField(
        label=_("Fil"),
        help_text=_("PDF, Word, PowerPoint, Excel eller OpenDocument, högst 25 MB."),
        required=False,
        widget=FileInput(",".join(policy.FILE_STARTS)),
        max_length=300,
    )
    audience = forms.ChoiceField(
        label=_("Vilka får se det?"),
        choices=MaterialAudience.choices,
        widget=forms.RadioSelect,
        initial=MaterialAudience.MEMBERS,
    )
    tell = forms.BooleanField(label=_("Berätta för dem som var med"), required=False)
