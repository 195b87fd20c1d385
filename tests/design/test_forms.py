"""Does a form say what is wrong in plain words, at the right place, without losing what was typed?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import html5lib
import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from medborgarbudget.design.forms import KronorField, MomentField, PlainForm, error_links


class Proposal(PlainForm):
    title = forms.CharField(label="Titel", max_length=80, help_text="Skriv kort.")
    what = forms.CharField(label="Vad vill du göra?", max_length=200, widget=forms.Textarea)
    area = forms.ChoiceField(label="Område", choices=[("c", "Centrum")])
    who = forms.ChoiceField(label="Målgrupp", choices=[("a", "Alla"), ("b", "Barn")], widget=forms.RadioSelect)
    email = forms.EmailField(label="E-postadress", required=False)
    cost = KronorField(label="Kostnad", required=False, max_value=1_000_000)
    opens = MomentField(label="Öppnar", required=False)
    agree = forms.BooleanField(label="Jag godkänner")
    own = forms.CharField(label="Egen", required=False, max_length=3, error_messages={"max_length": "Bara tre."})


@pytest.fixture(autouse=True)
def _swedish() -> Any:
    with translation.override("sv"):
        yield


def bound(**data: str) -> Proposal:
    good = {"title": "Lek", "what": "Bygg", "area": "c", "who": "a", "agree": "on"}
    return Proposal({**good, **data})


def parsed(html: str) -> Any:
    return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"title": ""}, "title", "Ange titel."),
        ({"title": "x" * 93}, "title", "Titel får vara högst 80 tecken. Du har skrivit 93."),
        ({"what": " "}, "what", "Ange svar på frågan ”Vad vill du göra?”."),
        ({"area": ""}, "area", "Välj område."),
        ({"area": "zz"}, "area", "Välj område bland alternativen."),
        ({"who": ""}, "who", "Välj målgrupp."),
        ({"email": "asta"}, "email", "Ange en e-postadress som namn@exempel.se."),
        ({"cost": "mycket"}, "cost", "Ange beloppet i hela kronor, till exempel 250 000."),
        ({"cost": "2000000"}, "cost", "Beloppet får vara högst 1\u00a0000\u00a0000\u00a0kr."),
        ({"agree": ""}, "agree", "Kryssa i rutan ”Jag godkänner” för att gå vidare."),
        ({"own": "fyra"}, "own", "Bara tre."),
        ({"opens_0": "i morgon", "opens_1": "18:00"}, "opens", "Ange öppnar som ett datum, till exempel 2027-03-31."),
        ({"opens_0": "2027-03-01"}, "opens", "Ange klockslaget som timmar och minuter, till exempel 18.00."),
        ({"title": "a\x00b"}, "title", "Titel innehåller ett tecken som inte går att spara."),
    ],
)
def test_each_error_is_one_plain_sentence(data: dict[str, str], field: str, message: str) -> None:
    assert bound(**data).errors == {field: [message]}


def test_kronor_may_be_written_as_people_do() -> None:
    form = bound(cost="250 000 kr")
    assert form.is_valid()
    assert form.cleaned_data["cost"] == 250_000
    assert bound().is_valid() and KronorField(required=False).clean("") is None


def test_a_moment_is_swedish_time() -> None:
    form = bound(opens_0="2027-07-01", opens_1="18.00")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["opens"] == datetime(2027, 7, 1, 16, 0, tzinfo=UTC)


def test_an_hour_that_the_clock_skips_is_refused() -> None:
    assert "sommartid" in bound(opens_0="2027-03-28", opens_1="02:30").errors["opens"][0]


def test_a_moment_is_shown_again_as_swedish_time() -> None:
    form = Proposal(initial={"opens": datetime(2027, 7, 1, 16, 0, tzinfo=UTC)})
    html = str(form["opens"])
    assert 'value="2027-07-01"' in html and 'value="18:00"' in html
    assert 'type="date"' in html and 'type="time"' in html


def test_a_field_has_label_hint_error_and_input_tied_together() -> None:
    root = parsed(bound(title="x" * 93)["title"].as_field_group())
    field = root.find(".//input")
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "id_title_helptext id_title_error"
    assert field.get("value") == "x" * 93
    assert root.find(".//label").get("for") == "id_title"
    told = "".join(root.find(".//*[@id='id_title_error']").itertext())
    assert told.split() == ["Fel:", "Titel", "får", "vara", "högst", "80", "tecken.", "Du", "har", "skrivit", "93."]
    assert "".join(root.find(".//*[@id='id_title_helptext']").itertext()) == "Skriv kort."


def test_only_what_is_optional_is_marked() -> None:
    form = Proposal()
    assert "(frivilligt)" in form["email"].as_field_group()
    assert "(frivilligt)" not in form["title"].as_field_group()
    assert " required" not in form["title"].as_field_group()


def test_a_group_of_choices_is_a_fieldset_with_a_label_for_each() -> None:
    root = parsed(Proposal()["who"].as_field_group())
    assert "".join(root.find(".//fieldset/legend").itertext()).strip() == "Målgrupp"
    assert [label.get("for") for label in root.iter("label")] == ["id_who_0", "id_who_1"]
    assert [field.get("id") for field in root.iter("input")] == ["id_who_0", "id_who_1"]


def test_a_text_area_tells_its_limit_and_lets_long_texts_be_pasted() -> None:
    html = Proposal()["what"].as_field_group()
    assert "Högst 200 tecken." in html
    assert "maxlength" not in html


def test_the_phone_shows_the_right_keyboard() -> None:
    form = Proposal()
    assert 'inputmode="email"' in str(form["email"]) and 'autocomplete="email"' in str(form["email"])
    assert 'inputmode="numeric"' in str(form["cost"])


def test_the_summary_links_to_what_is_wrong_in_the_order_of_the_form() -> None:
    form = Proposal({"opens_0": "x"})
    assert [link["target"] for link in error_links(form)] == [
        "id_title",
        "id_what",
        "id_area",
        "id_who_0",
        "id_opens_0",
        "id_agree",
    ]
    page = Template("{% load design %}{% error_summary form %}{% form_fields form %}").render(Context({"form": form}))
    root = parsed(page)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {link.get("href")[1:] for link in root.iter("a")} <= set(ids)
    assert root.find(".//*[@role='alert']") is not None


def test_an_unbound_or_faultless_form_has_no_summary() -> None:
    template = Template("{% load design %}{% error_summary form %}")
    assert template.render(Context({"form": Proposal()})).strip() == ""
    assert template.render(Context({"form": bound()})).strip() == ""


def test_rows_of_a_formset_are_numbered_in_the_summary() -> None:
    rows = forms.formset_factory(Proposal, extra=0)
    form = rows({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-title": ""})
    assert error_links(form)[0] == {"text": "Rad 1: Ange titel.", "target": "id_form-0-title"}


def test_text_typed_into_a_field_is_escaped_when_shown_again() -> None:
    assert "<script>" not in bound(title="<script>alert(1)</script>" + "x" * 90)["title"].as_field_group()
