"""What does an entry of the log say in words? One sentence for each verb; a verb that is not here is shown as it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.audit import AuditEntry

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KINDS: dict[str, _StrPromise] = {
    "organisation": gettext_lazy("Organisationens inställningar"),
    "area": gettext_lazy("Områden"),
    "role": gettext_lazy("Roller"),
    "cycle": gettext_lazy("Omgångar"),
    "steps": gettext_lazy("Steg"),
    "pot": gettext_lazy("Pengar"),
    "rules": gettext_lazy("Regler"),
    "decision": gettext_lazy("Beslut"),
    "proposal": gettext_lazy("Förslag"),
    "comment": gettext_lazy("Kommentarer"),
    "flag": gettext_lazy("Anmälningar"),
    "assessment": gettext_lazy("Bedömningar"),
    "criterion": gettext_lazy("Kriterier"),
    "vote": gettext_lazy("Omröstning"),
    "count": gettext_lazy("Räkning"),
    "delivery": gettext_lazy("Genomförande"),
}
"""First part of a verb → what it is about, for the filter. Kinds without a name are shown as they are."""

SENTENCES: dict[str, _StrPromise] = {
    "organisation.create": gettext_lazy("skapade organisationen {thing}"),
    "organisation.change": gettext_lazy("ändrade inställningar för {thing}"),
    "organisation.look": gettext_lazy("ändrade utseendet för {thing}"),
    "organisation.basemap": gettext_lazy("bytte underlagskarta"),
    "area.create": gettext_lazy("lade till området {thing}"),
    "area.change": gettext_lazy("ändrade området {thing}"),
    "area.remove": gettext_lazy("tog bort området {thing}"),
    "area.upload": gettext_lazy("läste in områden från en fil"),
    "role.grant": gettext_lazy("gav {thing} rollen {new_role}"),
    "role.end": gettext_lazy("avslutade rollen {old_role} för {thing}"),
    "operator.create": gettext_lazy("gjorde {thing} till den som driver installationen"),
}
"""Verb → what the actor did; {thing} is the subject's name. Roles come from `changes`."""


def sentence(entry: AuditEntry) -> str:
    """ "gav Doris rollen projektansvarig"; the actor's name stands before it."""
    pattern = SENTENCES.get(entry.verb)
    if pattern is None:
        return f"{entry.verb}: {entry.subject_name}"
    old, new = (entry.changes.get("role") or [None, None])[:2]
    return str(pattern).format(thing=entry.subject_name, old_role=_role(old), new_role=_role(new))


def kinds_of(verbs: Iterable[str]) -> list[tuple[str, str]]:
    """(kind, name) of the verbs that occur, by name."""
    found = {verb.partition(".")[0] for verb in verbs}
    return sorted(((kind, str(KINDS.get(kind, kind))) for kind in found), key=lambda row: row[1].casefold())


def changes(entry: AuditEntry) -> list[str]:
    """ "name: Lund → Lunds kommun" for each change that is not told by the sentence itself."""
    rows = []
    for field, change in entry.changes.items():
        if field == "role" and entry.verb.startswith("role."):
            continue
        if isinstance(change, list) and len(change) == 2:
            rows.append(f"{field}: {_short(change[0])} → {_short(change[1])}")
        else:
            rows.append(f"{field}: {_short(change)}")
    return rows


def _short(value: object) -> str:
    if value in (None, "", [], {}):
        return _("inget")
    text = str(value)
    return text if len(text) <= 120 else text[:119] + "…"


def _role(value: object) -> str:
    try:
        return str(RoleName(str(value)).label).lower()
    except ValueError:
        return str(value or "")
