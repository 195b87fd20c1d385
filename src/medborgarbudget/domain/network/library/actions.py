"""What can be done with the library? Suggest, publish, change, decline, withdraw, and say whether a link still works."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.library import permissions, policy
from medborgarbudget.domain.network.library.models import ItemKind, ItemState, LibraryItem, line_of
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.network.search.events import Found, Lost, ToldAnew
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.content import plain_line, plain_text
from medborgarbudget.foundation import audit, events
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import require

SEARCH_KIND = "library"


@dataclass(frozen=True)
class ItemContent:
    """What somebody writes about an item. `file` is an upload, or None to keep what there is."""

    kind: str
    title: str
    summary: str
    source: str
    dated: date
    language: str = "sv"
    country: str = ""
    tags: list[str] = field(default_factory=list)
    link: str = ""
    file: File[Any] | None = None


def suggest_item(
    *, network: Organisation, content: ItemContent, member: Member | None, actor: Person, now: datetime
) -> LibraryItem:
    """A member's suggestion, which the office looks at."""
    require(permissions.may_suggest(actor, network, now))
    return _new(network, content, ItemState.SUGGESTED, member, actor, now)


def publish_item(
    *, network: Organisation, content: ItemContent, actor: Person, now: datetime, invented: bool = False
) -> LibraryItem:
    """The office adds something itself, for everybody at once. `invented` marks what is made up for a demo."""
    require(permissions.may_edit(actor, network, now))
    return _new(network, content, ItemState.PUBLISHED, None, actor, now, invented=invented)


@transaction.atomic
def _new(
    network: Organisation,
    content: ItemContent,
    state: ItemState,
    member: Member | None,
    actor: Person,
    now: datetime,
    *,
    invented: bool = False,
) -> LibraryItem:
    item = LibraryItem(
        organisation=network,
        state=state,
        suggested_by=actor if state == ItemState.SUGGESTED else None,
        suggested_for=member,
        invented=invented,
        created_at=now,
        changed_at=now,
        published_at=now if state == ItemState.PUBLISHED else None,
        checked_on=to_local(now).date() if state == ItemState.PUBLISHED and content.link else None,
    )
    _fill(item, content)
    item.save()
    if state == ItemState.PUBLISHED:
        _tell(item)
    _record(item, actor, f"library.{'publish' if state == ItemState.PUBLISHED else 'suggest'}", now)
    return item


@transaction.atomic
def change_item(*, item: LibraryItem, content: ItemContent, publish: bool, actor: Person, now: datetime) -> LibraryItem:
    """Edit it; `publish` makes a suggestion, or what was withdrawn, public."""
    item = _locked(item)
    require(permissions.may_edit(actor, item.organisation, now))
    before = item.link
    _fill(item, content)
    if item.link != before:
        item.link_problem, item.checked_on = "", to_local(now).date() if item.link else None
    if publish and item.state != ItemState.PUBLISHED:
        item.state, item.declined_reason = ItemState.PUBLISHED, ""
        item.published_at = item.published_at or now
        item.checked_on = item.checked_on or to_local(now).date()
        _record(item, actor, "library.publish", now)
    else:
        _record(item, actor, "library.change", now)
    item.changed_at = now
    item.save()
    if item.state == ItemState.PUBLISHED:
        _tell(item)
    return item


@transaction.atomic
def decline_item(*, item: LibraryItem, reason: str, actor: Person, now: datetime) -> LibraryItem:
    """Say no to a suggestion, with a reason that whoever suggested it reads."""
    item = _locked(item)
    require(permissions.may_edit(actor, item.organisation, now))
    reason = plain_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Ange varför. Den som tipsade får läsa det.")})
    if item.state != ItemState.SUGGESTED:
        raise ValidationError(_("Tipset är redan behandlat."))
    item.state, item.declined_reason, item.changed_at = ItemState.DECLINED, reason[:300], now
    item.save()
    _record(item, actor, "library.decline", now, reason=reason)
    return item


@transaction.atomic
def withdraw_item(*, item: LibraryItem, actor: Person, now: datetime) -> LibraryItem:
    """Take it away from everybody's eyes; the office can publish it again."""
    item = _locked(item)
    require(permissions.may_edit(actor, item.organisation, now))
    if item.state == ItemState.WITHDRAWN:
        return item
    item.state, item.changed_at = ItemState.WITHDRAWN, now
    item.save()
    events.publish(Lost(item.organisation, SEARCH_KIND, str(item.pk)))
    _record(item, actor, "library.withdraw", now)
    return item


@transaction.atomic
def check_link(*, item: LibraryItem, problem: str, actor: Person, now: datetime) -> LibraryItem:
    """Note that somebody has looked: the link works, or what is wrong with it (then it is marked for all to see)."""
    item = _locked(item)
    require(permissions.may_edit(actor, item.organisation, now))
    item.checked_on, item.link_problem = to_local(now).date(), plain_line(problem)[:200]
    item.save(update_fields=["checked_on", "link_problem"])
    _record(item, actor, "library.check", now, reason=item.link_problem)
    return item


@transaction.atomic
def report_broken(*, item: LibraryItem, actor: Person, now: datetime) -> LibraryItem:
    """A reader says that the link leads nowhere. It comes first in the office's list of links to look at; nothing is marked yet."""
    item = _locked(item)
    require(permissions.may_suggest(actor, item.organisation, now))
    if item.state == ItemState.PUBLISHED and not item.link_problem:
        item.checked_on = None
        item.save(update_fields=["checked_on"])
    return item


def tell_anew(event: ToldAnew) -> None:
    """The index is being built anew."""
    for item in LibraryItem.objects.of(event.network).filter(state=ItemState.PUBLISHED).select_related("organisation"):
        _tell(item)


def _fill(item: LibraryItem, content: ItemContent) -> None:
    """Put the content in, cleaned; raises ValidationError at the fields that are wrong."""
    wrong: dict[str, str] = {}
    title, source = plain_line(content.title), plain_line(content.source)
    summary = plain_text(content.summary)
    if content.kind not in ItemKind.values:
        wrong["kind"] = _("Välj vad det är.")
    if not title:
        wrong["title"] = _("Ange en titel.")
    if not source:
        wrong["source"] = _("Ange vem som står bakom.")
    if not summary:
        wrong["summary"] = _("Ange en sammanfattning med egna ord.")
    if content.language not in policy.LANGUAGES:
        wrong["language"] = _("Välj språk.")
    if content.country and content.country not in policy.COUNTRIES:
        wrong["country"] = _("Välj land.")
    if len(content.tags) > policy.MOST_TAGS:
        wrong["tags"] = _("Ange högst %(most)d ämnesord.") % {"most": policy.MOST_TAGS}
    link = content.link.strip()
    if link:
        try:
            URLValidator(schemes=["https", "http"])(link)
        except ValidationError:
            wrong["link"] = _("Ange en webbadress som https://exempel.se.")
        else:
            same = LibraryItem.objects.of(item.organisation).filter(
                link=link, state__in=[ItemState.SUGGESTED, ItemState.PUBLISHED]
            )
            other = same.exclude(pk=item.pk).first() if item.pk else same.first()
            if other is not None:
                wrong["link"] = _("Länken finns redan, under ”%(title)s”.") % {"title": other.title}
    elif content.file is None and not item.file:
        wrong["link"] = _("Ange en länk eller välj en fil.")
    ending = ""
    if content.file is not None:
        content.file.seek(0)
        ending = policy.file_kind(content.file.name or "", content.file.read(8))
        content.file.seek(0)
        if not ending:
            wrong["file"] = _("Välj en fil i formatet PDF, Word, PowerPoint, Excel eller OpenDocument.")
        elif (content.file.size or 0) > policy.MOST_FILE_BYTES:
            wrong["file"] = _("Filen är för stor. Den får vara högst %(most)d MB.") % {
                "most": policy.MOST_FILE_BYTES // (1024 * 1024)
            }
    if wrong:
        raise ValidationError(wrong)
    item.kind, item.title, item.summary, item.source = content.kind, title[:160], summary, source[:120]
    item.dated, item.language, item.country = content.dated, content.language, content.country
    item.tag_line, item.link = line_of(content.tags), link
    if content.file is not None:
        item.file_name = plain_line((content.file.name or "").rpartition("/")[2])[-160:]
        item.file.save(f"{secrets.token_hex(10)}.{ending}", content.file, save=False)


def _tell(item: LibraryItem) -> None:
    events.publish(
        Found(
            network=item.organisation,
            kind=SEARCH_KIND,
            key=str(item.pk),
            title=item.title,
            text="\n".join((item.summary, " · ".join((item.source, *item.tags)))),
            url_name="network:library-item",
            url_kwargs={"item": item.pk},
            at=item.published_at or item.changed_at,
        )
    )


def _locked(item: LibraryItem) -> LibraryItem:
    return LibraryItem.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=item.pk)


def _record(item: LibraryItem, actor: Person, verb: str, now: datetime, *, reason: str = "") -> None:
    audit.record(organisation_id=item.organisation_id, actor=actor, verb=verb, subject=item, now=now, reason=reason)
