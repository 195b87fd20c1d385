"""What do staff write when they assess, ask, sign and publish?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import KronorField, MomentField, PlainForm, make_plain
from medborgarbudget.domain.assessment.models import Assessment, Criterion, CriterionAnswer, Met, Outcome
from medborgarbudget.domain.assessment.policy import Findings, met_field
from medborgarbudget.domain.people.models import Person


class FindingsForm(PlainForm):
    """An assessment being written. Nothing is required, so that a draft can be kept; what a proposed outcome needs the domain tells."""

    outcome = forms.ChoiceField(
        label=_("Ditt förslag till besked"), choices=Outcome.choices, widget=forms.RadioSelect, required=False
    )
    cost = KronorField(
        label=_("Kostnad att genomföra"),
        help_text=_("Allt som behövs för att det ska bli klart, i hela kronor."),
        required=False,
    )
    running_cost = KronorField(
        label=_("Kostnad per år efteråt"),
        help_text=_("Skötsel, el, städning, personal. Skriv 0 om det inte kostar något."),
        required=False,
    )
    conditions = forms.CharField(
        label=_("Vad som behövde ändras i förslaget för att det ska gå"),
        help_text=_("Visas för alla, om förslaget går vidare."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
    reason = forms.CharField(
        label=_("Motivering i klarspråk"),
        help_text=_("Förslagsställaren och alla andra läser den. Skriv kort och konkret, utan förkortningar."),
        max_length=3000,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, findings: Sequence[tuple[Criterion, CriterionAnswer | None]], **kwargs: Any) -> None:
        self.criteria = [criterion for criterion, _answer in findings]
        initial = dict(kwargs.pop("initial", None) or {})
        extra: dict[str, forms.Field] = {}
        for criterion, answer in findings:
            met, note = met_field(criterion.pk), f"note_{criterion.pk}"
            extra[met] = forms.ChoiceField(
                label=criterion.question, choices=Met.choices, widget=forms.RadioSelect, required=False
            )
            extra[note] = forms.CharField(label=_("Kommentar för kollegor"), max_length=500, required=False)
            if answer is not None:
                initial[met], initial[note] = answer.met, answer.note
        super().__init__(*args, initial=initial, **kwargs)
        self.fields.update(extra)
        self.order_fields(extra)
        make_plain(self)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each criterion with its two fields, for the page."""
        for criterion in self.criteria:
            yield {"criterion": criterion, "met": self[met_field(criterion.pk)], "note": self[f"note_{criterion.pk}"]}

    def findings(self) -> Findings:
        """What has been written, for the domain."""
        data = self.cleaned_data
        return Findings(
            outcome=data["outcome"],
            reason=data["reason"],
            conditions=data["conditions"],
            cost=data["cost"],
            running_cost=data["running_cost"],
            met={row.pk: data[met_field(row.pk)] for row in self.criteria if data[met_field(row.pk)]},
            notes={row.pk: data[f"note_{row.pk}"] for row in self.criteria},
        )

    def say_what_is_needed(self) -> None:
        """Call after validation: what an outcome always needs is not shown as optional."""
        for name, field in self.fields.items():
            if name.startswith("met_") or name in {"outcome", "reason", "cost", "running_cost"}:
                field.required = True


def initial_of(assessment: Assessment) -> dict[str, Any]:
    """What the form starts from."""
    return {name: getattr(assessment, name) for name in ("outcome", "reason", "conditions", "cost", "running_cost")}


class AssignForm(PlainForm):
    """To whom a batch is given, until when."""

    assignee: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=_("Ge till"), queryset=Person.objects.none(), required=False, empty_label=_("Ingen – lägg tillbaka")
    )
    deadline = forms.DateField(label=_("Klar senast"), required=False)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people  # type: ignore[attr-defined]


class QuestionForm(PlainForm):
    """One question to somebody in another department."""

    email = forms.EmailField(label=_("E-post till den som ska svara"), max_length=254)
    unit = forms.CharField(label=_("Enhet"), max_length=100, required=False)
    question = forms.CharField(
        label=_("Fråga"),
        help_text=_("Ställ en enda fråga. Den som svarar ser förslaget och din fråga, inget annat."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": "4"}),
    )
    deadline = forms.DateField(label=_("Svar senast"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)


class ReasonForm(PlainForm):
    """Why something is sent back or opened again."""

    reason = forms.CharField(
        label=_("Vad behöver ändras?"), max_length=1000, widget=forms.Textarea(attrs={"rows": "4"})
    )


class ProvisionalForm(PlainForm):
    """The publishing of the provisional list."""

    objections_until = MomentField(label=_("Omprövning kan begäras till"))
    sure = forms.BooleanField(label=_("Ja, lämna besked till alla förslagsställare och visa listan för alla"))


class FinalForm(PlainForm):
    """The publishing of the final list."""

    sure = forms.BooleanField(label=_("Ja, gör beskeden slutliga"))


class ObjectionAnswerForm(PlainForm):
    """The answer to a request for a new look."""

    upheld = forms.ChoiceField(
        label=_("Vad kom du fram till?"),
        choices=[("yes", _("Förslaget går vidare – beskedet ändras")), ("no", _("Beskedet står fast"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Svar med motivering"),
        help_text=_("Förslagsställaren får svaret, och det visas för alla."),
        max_length=2000,
        widget=forms.Textarea,
    )
    cost = KronorField(label=_("Kostnad att genomföra"), help_text=_("Om förslaget går vidare."), required=False)
    running_cost = KronorField(
        label=_("Kostnad per år efteråt"),
        help_text=_("Om förslaget går vidare. Skriv 0 om det inte kostar något."),
        required=False,
    )


class CriterionForm(PlainForm):
    """One criterion."""

    code = forms.CharField(
        label=_("Kod"), help_text=_("Ett kort ord för tabeller, till exempel ”kostnad”."), max_length=20
    )
    question = forms.CharField(
        label=_("Fråga"), help_text=_("Ställ den så att svaret ja betyder att förslaget kan gå vidare."), max_length=200
    )
    refusal_text = forms.CharField(
        label=_("Skäl i klarspråk när svaret är nej"),
        help_text=_("Det här läser förslagsställaren, och det visas för alla."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
