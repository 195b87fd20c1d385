"""What can be done with the network's pages? Write drafts block by block, publish, translate, order, answer readers."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.pages import content, permissions, policy, queries, template
from medborgarbudget.domain.network.pages.models import (
    Page,
    PageFeedback,
    PageKind,
    PagePicture,
    PageResponsible,
    PageVersion,
)
from medborgarbudget.domain.network.search.events import Found, Lost
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.content import plain_line, plain_text
from medborgarbudget.foundation import audit, events
from medborgarbudget.foundation.decisions import Refused, require
from medborgarbudget.foundation.files import Picture

# --- pages ---


@transaction.atomic
def create_page(
    *, network: Organisation, kind: str, title: str, actor: Person | None, now: datetime, slug: str = "", lead: str = ""
) -> Page:
    """A new page with a Swedish draft. Its address comes from the title unless given. `actor` is None for the product itself."""
    if actor is not None:
        require(permissions.may_write(actor, network, now))
    title = _title(title)
    if kind not in PageKind.values:
        raise ValidationError({"kind": _("Välj sida eller nyhet.")})
    if kind == PageKind.FRONT and Page.objects.of(network).filter(kind=PageKind.FRONT).exists():
        raise ValidationError({"kind": _("Det finns redan en startsida.")})
    last = Page.objects.of(network).aggregate(last=Max("position"))["last"]
    page = Page.objects.create(
        organisation=network,
        kind=kind,
        slug=_free_slug(network, slug or title),
        position=0 if last is None else last + 1,
        in_menu=kind == PageKind.PAGE,
        created_at=now,
    )
    PageVersion.objects.create(
        page=page,
        language=policy.ORIGINAL,
        number=1,
        title=title,
        lead=plain_line(lead)[:400],
        changed_at=now,
        changed_by=actor,
    )
    _record(page, actor, "page.create", now, title)
    return page


def _free_slug(network: Organisation, wanted: str) -> str:
    swedish = wanted.lower().translate(str.maketrans("åäöé", "aaoe"))
    base = slugify(swedish)[:50].strip("-") or "sida"
    if base in policy.RESERVED:
        base = f"{base}-sida"
    taken = set(Page.objects.of(network).filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if slug not in taken)


def _title(title: str) -> str:
    title = plain_line(title)
    if not title:
        raise ValidationError({"title": _("Ange rubriken.")})
    if len(title) > 100:
        raise ValidationError({"title": _("Rubriken får vara högst 100 tecken.")})
    return title


@transaction.atomic
def remove_page(*, page: Page, actor: Person, now: datetime) -> None:
    """Throw away a page that was never published."""
    page = _locked(page)
    require(permissions.may_remove(actor, page, now))
    _record(page, actor, "page.remove", now)
    page.delete()


@transaction.atomic
def arrange(
    *, network: Organisation, order: Sequence[int], in_menu: Iterable[int], actor: Person, now: datetime
) -> None:
    """Set the pages' order and which of them the menu shows. Pages not named keep their order after the named ones."""
    require(permissions.may_write(actor, network, now))
    pages = {page.pk: page for page in Page.objects.of(network).select_for_update()}
    wanted = [pk for pk in dict.fromkeys(order) if pk in pages]
    wanted += [pk for pk in pages if pk not in wanted]
    shown = set(in_menu)
    for position, pk in enumerate(wanted):
        pages[pk].position = position
        pages[pk].in_menu = pk in shown and pages[pk].kind == PageKind.PAGE
    Page.objects.bulk_update(pages.values(), ["position", "in_menu"])
    audit.record(organisation_id=network.pk, actor=actor, verb="page.arrange", subject=network, now=now)


@transaction.atomic
def set_responsibles(*, page: Page, people: Sequence[tuple[Person, str]], actor: Person | None, now: datetime) -> None:
    """Name those who answer for the page, each with a title. A person named twice is named once."""
    page = _locked(page)
    if actor is not None:
        require(permissions.may_write(actor, page.organisation, now))
    page.responsibles.all().delete()
    named: dict[int, tuple[Person, str]] = {}
    for person, title in people:
        named.setdefault(person.pk, (person, plain_line(title)[:80]))
    PageResponsible.objects.bulk_create(
        PageResponsible(page=page, person=person, title=title, position=position)
        for position, (person, title) in enumerate(named.values())
    )
    _record(page, actor, "page.responsibles", now)


# --- words ---


@transaction.atomic
def start_draft(*, page: Page, language: str, actor: Person | None, now: datetime) -> PageVersion:
    """The draft in the language: the one there is, or a copy of what is published, or of the Swedish words to translate."""
    page = _locked(page)
    if actor is not None:
        require(permissions.may_write(actor, page.organisation, now))
    return _draft(page, language, actor, now)


@transaction.atomic
def save_words(*, page: Page, language: str, title: str, lead: str, actor: Person | None, now: datetime) -> PageVersion:
    """Change the draft's title and lead."""
    draft = start_draft(page=page, language=language, actor=actor, now=now)
    draft.title = _title(title)
    lead = plain_line(lead)
    if len(lead) > 400:
        raise ValidationError({"lead": _("Ingressen får vara högst 400 tecken.")})
    draft.lead = lead
    return _saved(draft, actor, now)


@transaction.atomic
def save_block(
    *,
    page: Page,
    language: str,
    block_type: str,
    given: dict[str, Any],
    actor: Person | None,
    now: datetime,
    block_id: str = "",
) -> PageVersion:
    """Add a block at the end of the draft, or change the one with the id. Raises ValidationError with a message per field."""
    draft = start_draft(page=page, language=language, actor=actor, now=now)
    block = content.cleaned(block_type, given)
    if block_type == content.BlockType.PICTURE and not (
        PagePicture.objects.filter(organisation_id=page.organisation_id, pk=block["picture"]).exists()
    ):
        raise ValidationError({"picture": _("Välj en bild.")})
    if block_id:
        place = _place(draft, block_id)
        draft.blocks[place] = {"id": block_id, **block}
    else:
        if len(draft.blocks) >= policy.MAX_BLOCKS:
            raise ValidationError(
                {"__all__": _("En sida kan ha högst %(most)d delar. Gör en sida till.") % {"most": policy.MAX_BLOCKS}}
            )
        draft.blocks.append({"id": secrets.token_hex(4), **block})
    return _saved(draft, actor, now)


@transaction.atomic
def move_block(*, page: Page, language: str, block_id: str, up: bool, actor: Person, now: datetime) -> PageVersion:
    """Move a block one step; at the end it stays."""
    draft = start_draft(page=page, language=language, actor=actor, now=now)
    place = _place(draft, block_id)
    other = place - 1 if up else place + 1
    if 0 <= other < len(draft.blocks):
        draft.blocks[place], draft.blocks[other] = draft.blocks[other], draft.blocks[place]
    return _saved(draft, actor, now)


@transaction.atomic
def remove_block(*, page: Page, language: str, block_id: str, actor: Person, now: datetime) -> PageVersion:
    """Take a block out of the draft; published versions keep theirs."""
    draft = start_draft(page=page, language=language, actor=actor, now=now)
    del draft.blocks[_place(draft, block_id)]
    return _saved(draft, actor, now)


@transaction.atomic
def restore(*, version: PageVersion, actor: Person, now: datetime) -> PageVersion:
    """Let the draft say what an earlier version said."""
    page = _locked(version.page)
    require(permissions.may_write(actor, page.organisation, now))
    draft = _draft(page, version.language, actor, now)
    draft.title, draft.lead, draft.blocks = version.title, version.lead, version.blocks
    _record(page, actor, "page.restore", now, version.title)
    return _saved(draft, actor, now)


@transaction.atomic
def throw_draft(*, page: Page, language: str, actor: Person, now: datetime) -> None:
    """Throw the draft away; what is published stays. The only version of a page that was never published cannot go."""
    page = _locked(page)
    require(permissions.may_write(actor, page.organisation, now))
    if language == policy.ORIGINAL and page.published_at is None:
        raise Refused(_("Sidan har bara utkastet. Ta bort hela sidan i stället."))
    page.versions.filter(language=language, published_at=None).delete()
    _record(page, actor, "page.throw_draft", now)


@transaction.atomic
def add_picture(*, network: Organisation, picture: Picture, actor: Person | None, now: datetime) -> PagePicture:
    """Keep a picture for the pages."""
    if actor is not None:
        require(permissions.may_write(actor, network, now))
    stored = PagePicture(organisation=network, added_at=now, added_by=actor)
    stored.thumbnail.save(picture.thumbnail.name or "thumbnail.jpg", picture.thumbnail, save=False)
    stored.image.save(picture.full.name or "picture.jpg", picture.full, save=False)
    stored.save()
    return stored


# --- publishing ---


@transaction.atomic
def publish(*, page: Page, language: str, actor: Person | None, now: datetime) -> PageVersion:
    """Let everybody read the draft. Swedish first: a translation of nothing is not shown."""
    page = _locked(page)
    if actor is not None:
        require(permissions.may_write(actor, page.organisation, now))
    draft = queries.draft_of(page, language)
    if draft is None:
        if page.withdrawn_at is not None and (shown := queries.published_of(page, language)) is not None:
            draft = shown
        else:
            raise Refused(_("Det finns inget nytt att publicera."))
    if language != policy.ORIGINAL and not page.is_public:
        raise Refused(_("Publicera den svenska sidan först."))
    if draft.published_at is None:
        draft.published_at = now
        draft.save(update_fields=["published_at"])
    if language == policy.ORIGINAL:
        page.published_at = page.published_at or now
        page.updated_at = now
        page.withdrawn_at = None
        page.save(update_fields=["published_at", "updated_at", "withdrawn_at"])
    _record(page, actor, "page.publish", now, draft.title)
    events.publish(
        Found(
            network=page.organisation,
            kind="news" if page.kind == PageKind.NEWS else "page",
            key=f"{page.pk}-{language}",
            title=draft.title,
            text=f"{draft.lead}\n{content.words_of(draft.blocks)}",
            url_name={"front": "network:front", "news": "network:news-item"}.get(page.kind, "network:page"),
            url_kwargs={} if page.kind == PageKind.FRONT else {"slug": page.slug},
            at=page.published_at or now,
            language=language,
        )
    )
    return draft


@transaction.atomic
def withdraw(*, page: Page, actor: Person, now: datetime) -> Page:
    """Take the page away from readers, in all languages; its history stays."""
    page = _locked(page)
    require(permissions.may_withdraw(actor, page, now))
    page.withdrawn_at = now
    page.save(update_fields=["withdrawn_at"])
    _record(page, actor, "page.withdraw", now)
    for language in page.versions.values_list("language", flat=True).distinct().order_by():
        kind = "news" if page.kind == PageKind.NEWS else "page"
        events.publish(Lost(network=page.organisation, kind=kind, key=f"{page.pk}-{language}"))
    return page


@transaction.atomic
def start_from_template(
    *, network: Organisation, actor: Person | None, now: datetime, shown: bool = False
) -> list[Page]:
    """Give a network without pages those of the template, as drafts or published at once. Gives the pages made."""
    if actor is not None:
        require(permissions.may_write(actor, network, now))
    Organisation.objects.select_for_update().get(pk=network.pk)
    if Page.objects.of(network).exists():
        raise Refused(_("Nätverket har redan sidor."))
    made = []
    for wanted in template.PAGES:
        original = wanted.texts[policy.ORIGINAL]
        page = create_page(
            network=network, kind=wanted.kind, title=original.title, slug=wanted.slug, actor=actor, now=now
        )
        for language, text in wanted.texts.items():
            if language not in {policy.ORIGINAL, *network.languages}:
                continue
            draft = _draft(page, language, actor, now)
            draft.title, draft.lead = _title(text.title), plain_line(text.lead)
            draft.blocks = [
                {"id": secrets.token_hex(4), **content.cleaned(block_type, given)} for block_type, given in text.blocks
            ]
            _saved(draft, actor, now)
            if shown:
                publish(page=page, language=language, actor=actor, now=now)
        page.refresh_from_db()
        made.append(page)
    return made


# --- readers ---


@transaction.atomic
def answer(*, page: Page, helped: bool, text: str, language: str, key: str, now: datetime) -> PageFeedback:
    """Keep a reader's answer to "did this help?". The same form sent twice is kept once."""
    if not page.is_public:
        raise Refused(_("Sidan finns inte längre."))
    text = plain_text(text)
    if len(text) > policy.FEEDBACK_TEXT:
        raise ValidationError({"text": _("Texten får vara högst %(most)d tecken.") % {"most": policy.FEEDBACK_TEXT}})
    key = plain_line(key)[:32] or secrets.token_hex(16)
    kept = PageFeedback.objects.filter(page=page, key=key).first()
    if kept is not None:
        return kept
    if queries.answers_lately(page, now) >= policy.FEEDBACK_AN_HOUR:
        raise Refused(_("Många svarar just nu. Försök igen om en stund."), conflict=True)
    try:
        with transaction.atomic():
            return PageFeedback.objects.create(
                organisation_id=page.organisation_id,
                page=page,
                helped=helped,
                text=text,
                language=language[:8],
                key=key,
                at=now,
            )
    except IntegrityError:
        return PageFeedback.objects.get(page=page, key=key)


@transaction.atomic
def handle_feedback(*, feedback: PageFeedback, note: str, actor: Person, now: datetime) -> PageFeedback:
    """Note that a reader's answer is read and what came of it."""
    require(permissions.may_write(actor, feedback.organisation, now))
    feedback.handled_at, feedback.handled_by, feedback.note = now, actor, plain_line(note)[:300]
    feedback.save(update_fields=["handled_at", "handled_by", "note"])
    return feedback


# --- shared ---


def _locked(page: Page) -> Page:
    return Page.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=page.pk)


def _draft(page: Page, language: str, actor: Person | None, now: datetime) -> PageVersion:
    if language not in page.organisation.languages and language != policy.ORIGINAL:
        raise ValidationError({"language": _("Välj ett av nätverkets språk.")})
    draft = queries.draft_of(page, language)
    if draft is not None:
        return draft
    source = queries.published_of(page, language) or queries.latest_of(page, policy.ORIGINAL)
    last = page.versions.filter(language=language).aggregate(last=Max("number"))["last"] or 0
    assert source is not None
    return PageVersion.objects.create(
        page=page,
        language=language,
        number=last + 1,
        title=source.title,
        lead=source.lead,
        blocks=source.blocks,
        changed_at=now,
        changed_by=actor,
    )


def _saved(draft: PageVersion, actor: Person | None, now: datetime) -> PageVersion:
    draft.changed_at, draft.changed_by = now, actor
    draft.save()
    return draft


def _place(draft: PageVersion, block_id: str) -> int:
    for place, block in enumerate(draft.blocks):
        if block["id"] == block_id:
            return place
    raise Refused(_("Delen finns inte längre. Någon annan kan ha tagit bort den."), conflict=True)


def _record(page: Page, actor: Person | None, verb: str, now: datetime, name: str = "") -> None:
    audit.record(
        organisation_id=page.organisation_id,
        actor=actor,
        verb=verb,
        subject=page,
        now=now,
        changes={"title": name} if name else None,
    )
