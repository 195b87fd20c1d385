"""How is a form shown, and how does it say what is wrong?

The markup follows GOV.UK's anatomy (label, hint, error, input; a summary that links to the fields) and errors one grammar:
"Ange …" for what is written, "Välj …" for what is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.forms.renderers import DjangoTemplates
from django.template import TemplateDoesNotExist
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.foundation import clock, money


class Renderer(DjangoTemplates):
    """FORM_RENDERER: this folder's templates first, Django's own for the widgets it leaves alone."""

    form_template_name = "design/forms/form.html"
    formset_template_name = "design/forms/formset.html"
    field_template_name = "design/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("django/forms/widgets/"):
            try:
                return super().get_template(template_name.replace("django/forms/", "design/forms/", 1))
            except TemplateDoesNotExist:
                pass
        return super().get_template(template_name)

    def render(self, template_name: str, context: Any, request: Any = None) -> Any:
        # What was typed is shown again as it was, but characters that HTML does not know are shown as such.
        return mark_safe(_UNKNOWN_TO_HTML.sub("\ufffd", super().render(template_name, context, request)))


_UNKNOWN_TO_HTML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def _in_sentence(label: str) -> str:
    """ "Titel" → "titel", but "SKR-kontakt" as it is."""
    label = str(label).strip().rstrip(":")
    return label if len(label) > 1 and label[1].isupper() else label[:1].lower() + label[1:]


def _what(field: forms.Field, name: str) -> str:
    label = str(field.label or name.replace("_", " ").capitalize())
    return (
        _("svar på frågan ”{question}”").format(question=label) if label.rstrip().endswith("?") else _in_sentence(label)
    )


def _plain_messages(field: forms.Field, name: str) -> dict[str, str]:
    """Error code → sentence for this field, in the language in use now. The longest limits keep their %(…)s parameters."""
    what = _what(field, name)
    upper = what[:1].upper() + what[1:]
    chosen = isinstance(field, (forms.ChoiceField, forms.ModelChoiceField))
    messages = {"required": (_("Välj {what}.") if chosen else _("Ange {what}.")).format(what=what)}
    if isinstance(field, forms.BooleanField):
        messages["required"] = _("Kryssa i rutan ”{label}” för att gå vidare.").format(label=field.label or name)
    elif isinstance(field, forms.FileField):
        messages |= {
            "required": _("Välj en fil för {what}.").format(what=what),
            "invalid": _("Välj en fil för {what}.").format(what=what),
            "missing": _("Välj en fil för {what}.").format(what=what),
            "empty": _("Filen är tom. Välj en annan fil."),
            "max_length": _("Filens namn får vara högst %(max)d tecken. Det är %(length)d."),
        }
    elif chosen:
        gone = _("Välj {what} bland alternativen.").format(what=what)
        messages |= {"invalid_choice": gone, "invalid_list": gone, "invalid_pk_value": gone, "list": gone}
    elif isinstance(field, forms.EmailField):
        messages["invalid"] = _("Ange en e-postadress som namn@exempel.se.")
    elif isinstance(field, forms.URLField):
        messages["invalid"] = _("Ange en webbadress som https://exempel.se.")
    elif isinstance(field, (forms.IntegerField, forms.DecimalField)):
        messages["invalid"] = _("Ange {what} med siffror.").format(what=what)
    elif isinstance(field, (forms.DateField, forms.SplitDateTimeField, forms.DateTimeField)):
        messages |= {
            "invalid": _("Ange {what} som ett datum, till exempel 2027-03-31.").format(what=what),
            "invalid_date": _("Ange {what} som ett datum, till exempel 2027-03-31.").format(what=what),
            "invalid_time": _("Ange klockslaget som timmar och minuter, till exempel 18.00."),
        }
        if isinstance(field, forms.DateTimeField):
            messages["invalid"] = _("Ange {what} som dag och klockslag, till exempel 2027-03-31 18:00.").format(
                what=what
            )
    elif isinstance(field, forms.TimeField):
        messages["invalid"] = _("Ange klockslaget som timmar och minuter, till exempel 18.00.")
    if isinstance(field, (forms.IntegerField, forms.DecimalField)):
        messages["min_value"] = _("{what} måste vara minst %(limit_value)s.").format(what=upper)
        messages["max_value"] = _("{what} får vara högst %(limit_value)s.").format(what=upper)
    elif isinstance(field, forms.CharField):
        messages["max_length"] = _(
            "{what} får vara högst %(limit_value)d tecken. Du har skrivit %(show_value)d."
        ).format(what=upper)
        messages["min_length"] = _(
            "{what} måste vara minst %(limit_value)d tecken. Du har skrivit %(show_value)d."
        ).format(what=upper)
        messages["null_characters_not_allowed"] = _("{what} innehåller ett tecken som inte går att spara.").format(
            what=upper
        )
    return messages


def _given_by_class(field: forms.Field) -> dict[str, Any]:
    messages: dict[str, Any] = {}
    for klass in reversed(type(field).__mro__):
        messages.update(getattr(klass, "default_error_messages", {}))
    return messages


_AUTOCOMPLETE = {
    "name": "name",
    "full_name": "name",
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
    "phone": "tel",
    "postcode": "postal-code",
    "postal_code": "postal-code",
    "street": "street-address",
    "address": "street-address",
    "city": "address-level2",
    "organization": "organization",
    "code": "one-time-code",
    "birth_year": "bday-year",
}


def _set_typing_help(field: forms.Field, name: str) -> None:
    """The right keyboard on a phone, and the browser's own filling-in (WCAG 1.3.5), unless the form has decided otherwise."""
    widget = field.widget
    if isinstance(field, forms.EmailField):
        widget.attrs.setdefault("autocomplete", "email")
        widget.attrs.setdefault("inputmode", "email")
    elif isinstance(widget, forms.TextInput) and name in _AUTOCOMPLETE:
        widget.attrs.setdefault("autocomplete", _AUTOCOMPLETE[name])
        if name == "phone":
            widget.input_type = "tel"
        if name in ("code", "postcode", "postal_code", "birth_year"):
            widget.attrs.setdefault("inputmode", "numeric")
    # A number input changes when somebody scrolls over it and hides what it cannot read; digits in a text input do neither.
    if isinstance(widget, forms.NumberInput):
        decimals = isinstance(field, (forms.DecimalField, forms.FloatField))
        widget.input_type = "text"
        widget.attrs.setdefault("inputmode", "decimal" if decimals else "numeric")
        for attr in ("step", "min", "max"):
            widget.attrs.pop(attr, None)
    for klass, input_type in (
        (forms.DateTimeInput, "datetime-local"),
        (forms.DateInput, "date"),
        (forms.TimeInput, "time"),
    ):
        if type(widget) is klass and widget.input_type == "text":
            widget.input_type = input_type
            widget.format = {"datetime-local": "%Y-%m-%dT%H:%M", "date": "%Y-%m-%d", "time": "%H:%M"}[input_type]


class PlainForm(forms.Form):
    """A form whose errors are plain sentences made from the labels. A message given on the field itself is left alone."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        make_plain(self)

    def full_clean(self) -> None:
        make_plain(self)  # once more: labels may have been given after the form was made
        super().full_clean()


class PlainModelForm(forms.ModelForm):  # type: ignore[type-arg]
    """The same for a form made from a model."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        make_plain(self)

    def full_clean(self) -> None:
        make_plain(self)
        super().full_clean()


def make_plain(form: forms.BaseForm) -> None:
    """Give every field plain messages and typing help. For forms of other packages (sign-in), where the mixin cannot be used."""
    form.use_required_attribute = False
    for name, field in form.fields.items():
        standard = _given_by_class(field)
        parts = field.fields if isinstance(field, forms.MultiValueField) else ()
        ours: dict[str, str] = getattr(field, "plain_messages", {})
        messages = _plain_messages(field, name)
        for code, message in messages.items():
            if field.error_messages.get(code) in (None, standard.get(code), ours.get(code)):
                field.error_messages[code] = message
            for part in parts:
                if code == "invalid" and isinstance(part, forms.TimeField):
                    continue
                part.error_messages[code] = message
        field.plain_messages = messages  # type: ignore[attr-defined]
        for part in parts:
            if isinstance(part, forms.TimeField):
                part.error_messages["invalid"] = _("Ange klockslaget som timmar och minuter, till exempel 18.00.")
        if (
            isinstance(field, forms.CharField)
            and field.max_length
            and isinstance(field.widget, (forms.TextInput, forms.Textarea))
        ):
            # The browser would cut a pasted text silently; the server tells instead, and the counter shows.
            field.widget.attrs.pop("maxlength", None)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("data-max", str(field.max_length))
                field.widget.attrs.setdefault("rows", "6")
                field.widget.attrs.pop("cols", None)
        _set_typing_help(field, name)


def take_errors(form: forms.BaseForm, wrong: ValidationError) -> None:
    """Put a domain's errors at the form's fields; what has no field stands in the summary."""
    if not hasattr(wrong, "error_dict"):
        form.add_error(None, wrong)
        return
    for name, errors in wrong.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class KronorField(forms.Field):
    """Whole kronor written as people do: "250 000", "250000 kr". Cleans to int, or None when optional and empty."""

    widget = forms.TextInput

    def __init__(self, *, min_value: int = 0, max_value: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.min_value, self.max_value = min_value, max_value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off", "data-suffix": "kr"}

    def prepare_value(self, value: Any) -> Any:
        return money.kronor(value).removesuffix("kr").strip() if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        amount = money.parse_kronor(str(value))
        if amount < self.min_value:
            raise ValidationError(
                _("Beloppet måste vara minst {limit}.").format(limit=money.kronor(self.min_value)), code="min_value"
            )
        if self.max_value is not None and amount > self.max_value:
            raise ValidationError(
                _("Beloppet får vara högst {limit}.").format(limit=money.kronor(self.max_value)), code="max_value"
            )
        return amount

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class MomentWidget(forms.SplitDateTimeWidget):
    """Day and clock time beside each other."""

    template_name = "django/forms/widgets/moment.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs=attrs,
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date"},
            time_attrs={"type": "time"},
        )

    def decompress(self, value: datetime | None) -> tuple[date | None, time | None]:
        if not isinstance(value, datetime):
            return None, None
        local = clock.to_local(value) if value.tzinfo else value
        return local.date(), local.time().replace(second=0, microsecond=0)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, label, kind in zip(
            context["widget"]["subwidgets"], (_("Dag"), _("Klockslag")), ("date", "time"), strict=True
        ):
            part["attrs"]["aria-label"] = label
            part["type"] = kind
        return context


class MomentField(forms.SplitDateTimeField):
    """A moment in Swedish time, cleaned to an aware datetime in UTC; times that the clock skips or has twice are refused."""

    widget = MomentWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_date_formats=["%Y-%m-%d", "%d/%m %Y", "%Y%m%d"],
            input_time_formats=["%H:%M", "%H.%M", "%H:%M:%S", "%H"],
            **kwargs,
        )

    def compress(self, data_list: Any) -> datetime | None:
        if not data_list:
            return None
        day, hour = data_list
        if day in self.empty_values:
            raise ValidationError(self.error_messages["invalid_date"], code="invalid_date")
        if hour in self.empty_values:
            raise ValidationError(self.error_messages["invalid_time"], code="invalid_time")
        return clock.from_local(datetime.combine(day, hour))


class FileInput(forms.ClearableFileInput):
    """A file input that says which kinds it takes, in its `accept`, and shows a picture before it is sent (JavaScript)."""

    initial_text = gettext_lazy("Nuvarande fil")  # type: ignore[assignment]
    input_text = gettext_lazy("Byt till")  # type: ignore[assignment]
    clear_checkbox_label = gettext_lazy("Ta bort filen")  # type: ignore[assignment]

    def __init__(self, accept: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__({**({"accept": accept} if accept else {}), **(attrs or {})})


PICTURES = "image/jpeg,image/png,image/webp,image/heic,image/heif"
"""`accept` for photos."""

OPTIONAL = lazystr(gettext_lazy("(frivilligt)"))


def _field_links(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    for name, errors in form.errors.items():
        if name == "__all__":
            target = next((f.auto_id for f in form.visible_fields()), "")
        elif name in form.fields:
            bound = form[name]
            target = bound.auto_id
            if bound.use_fieldset and bound.subwidgets:
                target = str(bound.subwidgets[0].data.get("attrs", {}).get("id", target))
            if isinstance(bound.field.widget, forms.MultiWidget):
                target = f"{bound.auto_id}_0"
        else:
            target = ""
        for error in errors:
            yield str(error), target


def error_links(form: forms.BaseForm | BaseFormSet[Any]) -> list[dict[str, str]]:
    """What the error summary shows, in the order of the fields: text, and the id of the input to go to ("" when there is none)."""
    if isinstance(form, BaseFormSet):
        if not form.is_bound:
            return []
        links = [{"text": str(error), "target": ""} for error in form.non_form_errors()]
        for number, part in enumerate(form.forms, 1):
            links += [
                {"text": _("Rad {number}: {error}").format(number=number, error=t), "target": i}
                for t, i in _field_links(part)
            ]
        return links
    if not form.is_bound:
        return []
    order = {name: place for place, name in enumerate(form.fields)}
    form.errors  # noqa: B018 - runs the validation, so that the order below is over all fields
    found = sorted(form.errors, key=lambda name: order.get(name, -1))
    by_name: dict[str, list[tuple[str, str]]] = {name: [] for name in found}
    links_in_error_order = _field_links(form)
    for name in form.errors:
        for _unused in form.errors[name]:
            by_name[name].append(next(links_in_error_order))
    return [{"text": text, "target": target} for name in found for text, target in by_name[name]]
