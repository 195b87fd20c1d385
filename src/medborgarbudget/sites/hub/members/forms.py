"""What do members write about themselves, and the office about members?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.membership import bodies, policy
from medborgarbudget.domain.network.membership.models import BodyKind, Member, MemberContact
from medborgarbudget.domain.organisations.models import SLUG, Organisation
from medborgarbudget.domain.people.models import Person

OTHER = "other"


class AddMemberForm(PlainForm):
    """Somebody from the official list, or somebody who is not in it."""

    body = forms.CharField(
        label=_("Kommun eller region"),
        max_length=100,
        help_text=_("Välj ur den officiella listan. Finns den inte där fyller du i fälten under Annan."),
        widget=forms.TextInput(attrs={"list": "kommuner-och-regioner", "autocomplete": "off"}),
        required=False,
    )
    name = forms.CharField(label=_("Namn"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Slag"), choices=BodyKind.choices, required=False, initial=BodyKind.MUNICIPALITY)
    code = forms.CharField(label=_("Kod"), max_length=4, required=False, help_text=_("Högst fyra tecken."))
    county_code = forms.ChoiceField(label=_("Län"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counties = [("", _now("Välj län")), *((county.code, county.name) for county in bodies.counties())]
        self.fields["county_code"].choices = counties  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        written = data.get("body", "")
        found = bodies.meant_by(written)
        if written and len(found) != 1:
            several = ", ".join(body.name for body in found)
            self.add_error(
                "body",
                _now("Välj en av: {names}.").format(names=several)
                if several
                else _now("Ange ett namn ur listan, eller lämna fältet tomt och fyll i under Annan."),
            )
        elif written:
            data["chosen"] = found[0]
        elif not data.get("name"):
            self.add_error("body", _now("Ange en kommun eller region."))
        return data

    def values(self) -> dict[str, str]:
        """What add_member takes."""
        data, chosen = self.cleaned_data, self.cleaned_data.get("chosen")
        if chosen is not None:
            return {
                "kind": chosen.kind,
                "code": chosen.code,
                "name": chosen.name,
                "county_code": chosen.county.code,
            }
        return {name: data[name] for name in ("kind", "code", "name", "county_code")}


class TenantForm(PlainForm):
    """The address of the member's own pages."""

    slug = forms.CharField(
        label=_("Adressnamn"),
        max_length=40,
        validators=[SLUG],
        help_text=_("Sist i webbadressen, till exempel lund. Går inte att ändra sedan."),
    )


class AdmitForm(PlainForm):
    """With or without a place of its own."""

    place = forms.ChoiceField(
        label=_("Egen plats för omgångar"),
        choices=[
            ("new", _("Skapa en, så att de kan börja en omgång från SKR:s modell direkt")),
            ("none", _("Inte nu. De kan få en senare, eller har en redan")),
        ],
        widget=forms.RadioSelect,
    )
    slug = forms.CharField(
        label=_("Adressnamn"),
        max_length=40,
        validators=[SLUG],
        required=False,
        help_text=_("Sist i webbadressen, till exempel lund. Går inte att ändra sedan."),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if member.tenant_id is not None:
            del self.fields["place"], self.fields["slug"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        data.setdefault("place", "none")
        data.setdefault("slug", "")
        if data["place"] == "new" and not data["slug"] and "slug" not in self.errors:
            self.add_error("slug", _now("Ange ett adressnamn."))
        return data


class LinkForm(PlainForm):
    """Which organisation in the installation is the member's?"""

    tenant = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None)

    def __init__(self, *args: Any, tenants: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tenant"].queryset = tenants  # type: ignore[attr-defined]


class MoveForm(PlainForm):
    """Why?"""

    reason = forms.CharField(
        label=_("Skäl"),
        max_length=400,
        help_text=_("Bara kansliet läser det."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason


class NoteForm(PlainForm):
    text = forms.CharField(label=_("Anteckning"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class AssignForm(PlainForm):
    assignee = forms.ModelChoiceField(
        label=_("Ansvarig på kansliet"), queryset=Person.objects.none(), required=False, empty_label=_("Ingen")
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people  # type: ignore[attr-defined]


class ReminderForm(PlainForm):
    on = forms.DateField(label=_("Dag"))
    text = forms.CharField(label=_("Vad ska göras?"), max_length=200)
    person = forms.ModelChoiceField(label=_("Vem ska påminnas?"), queryset=Person.objects.none(), empty_label=None)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class ContactForm(PlainForm):
    """Somebody who is to speak for a member."""

    name = forms.CharField(label=_("Namn"), max_length=80)
    email = forms.EmailField(label=_("E-postadress"), max_length=254)
    role = forms.ChoiceField(
        label=_("Roll"), choices=MemberContact.Role.choices, initial=MemberContact.Role.LEAD, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("Titel"), max_length=80, required=False)


class ProfileForm(PlainForm):
    """What a member says of itself."""

    about = forms.CharField(
        label=_("Om er och er medborgarbudget"),
        max_length=3000,
        required=False,
        help_text=_("Visas för alla. Vad gör ni, sedan när, och vad har ni lärt er?"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    stage = forms.ChoiceField(
        label=_("Hur långt har ni kommit?"), choices=policy.Stage.choices, widget=forms.RadioSelect, required=False
    )
    orientations = forms.MultipleChoiceField(
        label=_("Inriktningar"), choices=Orientation.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    ballots = forms.MultipleChoiceField(
        label=_("Valsedlar som ni har prövat"),
        choices=policy.Ballot.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    offers = forms.MultipleChoiceField(
        label=_("Vad kan ni hjälpa andra med?"),
        choices=policy.Need.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    offers_text = forms.CharField(
        label=_("Mer om vad ni kan hjälpa till med"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    needs = forms.MultipleChoiceField(
        label=_("Vad vill ni ha hjälp med?"),
        choices=policy.Need.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Bara medlemmar och kansliet ser det."),
    )
    needs_text = forms.CharField(
        label=_("Mer om vad ni behöver"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    inhabitants = forms.IntegerField(
        label=_("Antal invånare"), min_value=1, max_value=20_000_000, required=False,
        help_text=_("Så att vi kan föreslå andra av ungefär samma storlek."),
    )  # fmt: skip
    website = forms.URLField(
        label=_("Er sida om medborgarbudget"), max_length=300, required=False, assume_scheme="https"
    )


class ShownForm(PlainForm):
    """What others see of me."""

    title = forms.CharField(
        label=_("Titel"), max_length=80, required=False, help_text=_("Till exempel demokratistrateg.")
    )
    phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)
    show_name = forms.BooleanField(label=_("Andra medlemmar får se mitt namn"), required=False)
    show_email = forms.BooleanField(label=_("Andra medlemmar får se min e-postadress"), required=False)
    show_phone = forms.BooleanField(label=_("Andra medlemmar får se mitt telefonnummer"), required=False)
