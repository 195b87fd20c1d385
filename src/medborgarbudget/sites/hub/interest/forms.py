"""What does somebody write who wants their municipality or region to join?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.membership import bodies, policy
from medborgarbudget.domain.network.membership.content import LIMITS, InterestContent, PersonContent
from medborgarbudget.domain.network.membership.models import MemberContact

LIST_ID = "kommuner-och-regioner"


class InterestForm(PlainForm):
    """One page: who, how far, in which direction, what for, who to talk to."""

    body = forms.CharField(
        label=_("Kommun eller region"),
        max_length=100,
        help_text=_("Börja skriva namnet och välj i listan, till exempel Lunds kommun eller Region Skåne."),
        widget=forms.TextInput(attrs={"list": LIST_ID, "autocomplete": "organization"}),
    )
    stage = forms.ChoiceField(
        label=_("Hur långt har ni kommit?"), choices=policy.Stage.choices, widget=forms.RadioSelect
    )
    orientations = forms.MultipleChoiceField(
        label=_("Vilka inriktningar är ni intresserade av?"),
        choices=Orientation.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj minst en inriktning.")},
    )
    wants = forms.CharField(
        label=_("Vad vill ni pröva?"),
        help_text=_("Några meningar räcker."),
        max_length=LIMITS["wants"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    needs = forms.MultipleChoiceField(
        label=_("Vad vill ni ha hjälp med?"),
        choices=policy.Need.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    needs_text = forms.CharField(
        label=_("Något mer om vad ni behöver?"),
        max_length=LIMITS["needs_text"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    decision_body = forms.CharField(
        label=_("Vem har beslutat?"),
        max_length=LIMITS["decision_body"],
        required=False,
        help_text=_("Till exempel kommunstyrelsen."),
    )
    decision_date = forms.DateField(label=_("Beslutsdag"), required=False)
    decision_paragraph = forms.CharField(
        label=_("Paragraf"), max_length=LIMITS["decision_paragraph"], required=False, help_text=_("Till exempel 45.")
    )
    organisation_number = forms.CharField(
        label=_("Organisationsnummer"), max_length=20, required=False, help_text=_("Till exempel 212000-1132.")
    )
    agree = forms.BooleanField(
        label=policy.CONSENT, error_messages={"required": _("Bekräfta att du anmäler på uppdrag.")}
    )
    show_names = forms.BooleanField(label=policy.SHOW_NAMES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggested = self._suggestions()
        if self.suggested:
            # What was written may mean several: the sender picks one, and nothing else has to be filled in again.
            pick = forms.ChoiceField(
                label=_now("Vilken menar du?"),
                choices=[(body.key, body.name) for body in self.suggested],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields = {
                "body": self.fields["body"],
                "pick": pick,
                **{k: v for k, v in self.fields.items() if k != "body"},
            }

    def _suggestions(self) -> list[bodies.Body]:
        if not self.is_bound:
            return []
        found = bodies.meant_by(str(self.data.get(self.add_prefix("body"), "")))
        return list(found) if len(found) > 1 else []

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        written = data.get("body", "")
        if not written:
            return data
        found = bodies.meant_by(written)
        chosen = bodies.body_with_key(data.get("pick") or "")
        if chosen is None and len(found) == 1:
            chosen = found[0]
        if chosen is None and self.suggested:
            self.add_error("pick", _now("Välj vilken du menar."))
        elif chosen is None:
            self.add_error(
                "body",
                _now(
                    "Det finns ingen kommun eller region som heter så. Ange namnet som i listan, till exempel Lunds kommun."
                ),
            )
        data["chosen"] = chosen
        return data


class PersonForm(PlainForm):
    """Somebody who will take part."""

    name = forms.CharField(label=_("Namn"), max_length=80)
    email = forms.EmailField(label=_("E-postadress"), max_length=254)
    role = forms.ChoiceField(label=_("Roll"), choices=MemberContact.Role.choices, initial=MemberContact.Role.LEAD)
    title = forms.CharField(label=_("Titel"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)


class PeopleForms:
    """As many persons as are wanted, with room for one to begin with. Rows left wholly empty after the first are not counted."""

    def __init__(self, data: Any = None, *, more: bool = False) -> None:
        asked = str(data.get("people", "1")) if data is not None else "1"
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 1
        number = min(max(number, 1) + (1 if more else 0), policy.MOST_PEOPLE)
        # A row that has just been asked for is not yet wrong.
        answered = number - 1 if more else number
        self.forms = [
            PersonForm(data if data is not None and place < answered else None, prefix=f"person{place}")
            for place in range(number)
        ]
        self.number = number
        self.room_for_more = number < policy.MOST_PEOPLE

    def filled(self) -> list[PersonForm]:
        return [form for place, form in enumerate(self.forms) if place == 0 or self._has_words(form)]

    def is_valid(self) -> bool:
        # Each is judged, so that all errors are shown at once.
        return not [form for form in self.filled() if not form.is_valid()]

    def content(self) -> list[PersonContent]:
        return [PersonContent(**form.cleaned_data) for form in self.filled()]

    def with_errors(self) -> list[PersonForm]:
        return [form for form in self.filled() if form.is_bound and form.errors]

    def _has_words(self, form: PersonForm) -> bool:
        return form.is_bound and any(
            str(form.data.get(form.add_prefix(name), "")).strip() for name in ("name", "email", "title", "phone")
        )


def content_of(form: InterestForm, people: PeopleForms) -> InterestContent:
    """What the forms say."""
    data = form.cleaned_data
    return InterestContent(
        body=data["chosen"],
        stage=data["stage"],
        orientations=data["orientations"],
        people=people.content(),
        organisation_number=data["organisation_number"],
        wants=data["wants"],
        needs=data["needs"],
        needs_text=data["needs_text"],
        decision_body=data["decision_body"],
        decision_date=data["decision_date"],
        decision_paragraph=data["decision_paragraph"],
        show_names=data["show_names"],
    )
