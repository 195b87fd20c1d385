"""What does an administrator write when somebody is given or loses a role, and how is the log searched?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.people.policy import MEANING
from medborgarbudget.foundation import clock


def _role_choices() -> list[tuple[str, SafeString]]:
    return [(role.value, format_html("<strong>{}</strong> – {}", role.label, MEANING[role.value])) for role in RoleName]


class InviteForm(PlainForm):
    """Whom to give which roles."""

    email = forms.EmailField(label=gettext_lazy("E-postadress i tjänsten"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Namn"), max_length=80)
    roles = forms.MultipleChoiceField(label=gettext_lazy("Roller"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = _role_choices()  # type: ignore[attr-defined]
        self.fields["roles"].error_messages["required"] = _("Välj minst en roll.")


class EndRoleForm(PlainForm):
    """Why a role ends."""

    reason = forms.CharField(
        label=gettext_lazy("Varför rollen avslutas"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Till exempel: har slutat. Syns i loggen."),
    )


class LogFilterForm(PlainForm):
    """What of the log to see. Anything that makes no sense is left out rather than complained about."""

    person = forms.TypedChoiceField(label=gettext_lazy("Person"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=gettext_lazy("Vad det gäller"), required=False)
    since = forms.DateField(label=gettext_lazy("Från och med"), required=False)
    until = forms.DateField(label=gettext_lazy("Till och med"), required=False)

    def __init__(self, *args: Any, actors: list[tuple[int, str]], kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Alla")), *actors]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("Allt")), *kinds]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """Arguments of foundation.audit.entries."""
        self.is_valid()
        chosen = self.cleaned_data
        since, until = chosen.get("since"), chosen.get("until")
        return {
            "actor_id": chosen.get("person"),
            "kinds": [chosen["kind"]] if chosen.get("kind") else [],
            "since": _midnight(since) if since else None,
            "until": _midnight(until + timedelta(days=1)) if until and until.year < 9999 else None,
        }


def _midnight(day: Any) -> datetime:
    if day.year < 1900:
        return datetime(1900, 1, 1, tzinfo=UTC)
    return clock.from_local(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - from_local takes wall-clock time
