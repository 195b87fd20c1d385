"""How does the office make the network's pages: write, translate, see before others do, publish, order, and read what readers say?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.network.pages import actions, content, permissions, policy, queries
from medborgarbudget.domain.network.pages.content import BlockType
from medborgarbudget.domain.network.pages.models import Page, PageFeedback, PageKind, PageVersion
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.hub.pages.forms import (
    BLOCK_FORMS,
    HandledForm,
    NewPageForm,
    PictureForm,
    ResponsiblesForm,
    WordsForm,
)
from medborgarbudget.sites.hub.pages.shown import blocks_of, contents_of
from medborgarbudget.sites.hub.pages.views import take_errors

WRITERS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)
FEEDBACK_A_PAGE = 40


def _page_or_404(request: StaffRequest, pk: int) -> Page:
    try:
        found = queries.page_of(request.organisation, pk)
    except (Page.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing
    found.organisation = request.organisation
    return found


def _language_or_404(request: StaffRequest, language: str) -> str:
    if language != policy.ORIGINAL and language not in request.organisation.languages:
        raise Http404
    return language


def _editor(page: Page, language: str) -> str:
    return reverse("office:page", kwargs={"pk": page.pk, "language": language})


def _public_address(page: Page) -> str:
    if not page.is_public:
        return ""
    if page.kind == PageKind.FRONT:
        return reverse("network:front")
    return reverse("network:news-item" if page.kind == PageKind.NEWS else "network:page", kwargs={"slug": page.slug})


@staff()
def pages(request: StaffRequest) -> HttpResponse:
    """All pages and news, in the office's order; order and menu are set here."""
    network = request.organisation
    rows = list(queries.all_pages(network))
    languages = queries.published_languages(network)
    helped = queries.helped_by_page(network)
    return TemplateResponse(
        request,
        "office/pages/pages.html",
        {
            "rows": [
                {
                    "page": row,
                    "languages": sorted(languages.get(row.pk, ()), key=lambda code: (code != "sv", code)),
                    "helped": helped.get(row.pk),
                    "url": _editor(row, policy.ORIGINAL),
                    "number": number,
                }
                for number, row in enumerate(rows, 1)
            ],
            "may_write": permissions.may_write(request.person, network, request.now),
            "waiting": queries.waiting_feedback(network).count(),
        },
    )


@staff(*WRITERS)
@require_POST
def arrange(request: StaffRequest) -> HttpResponse:
    """Keep the order and the menu."""
    places: list[tuple[int, int, int]] = []
    for place, page in enumerate(queries.all_pages(request.organisation)):
        wanted = request.POST.get(f"place_{page.pk}", "")
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else place + 1
        places.append((number, place, page.pk))
    shown = [int(pk) for pk in request.POST.getlist("menu") if pk.isascii() and pk.isdigit() and len(pk) < 18]
    actions.arrange(
        network=request.organisation,
        order=[pk for _number, _place, pk in sorted(places)],
        in_menu=shown,
        actor=request.person,
        now=request.now,
    )
    messages.success(request, _("Ordningen är sparad."))
    return HttpResponseRedirect(reverse("office:pages"))


@staff(*WRITERS)
@require_POST
def from_template(request: StaffRequest) -> HttpResponse:
    """Begin with the template's pages, as drafts."""
    made = actions.start_from_template(network=request.organisation, actor=request.person, now=request.now)
    messages.success(request, _("%(n)d utkast är gjorda. Läs igenom, ändra och publicera dem.") % {"n": len(made)})
    return HttpResponseRedirect(reverse("office:pages"))


@staff(*WRITERS)
def new(request: StaffRequest) -> HttpResponse:
    """Begin a page or news."""
    kind = request.GET.get("slag", PageKind.PAGE)
    form = NewPageForm(request.POST if request.method == "POST" else None, initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        try:
            page = actions.create_page(
                network=request.organisation, actor=request.person, now=request.now, **form.cleaned_data
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            return HttpResponseRedirect(_editor(page, policy.ORIGINAL))
    return _form_page(request, form, "office/pages/new.html", {})


def _form_page(request: StaffRequest, form: Any, template: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(
        request, template, {"form": form, **context}, status=422 if form.is_bound and form.errors else 200
    )


@staff()
def page(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """A page's draft (or what is published) in one language, block by block; a translation beside the Swedish words."""
    found, language = _page_or_404(request, pk), _language_or_404(request, language)
    draft, shown = queries.draft_of(found, language), queries.published_of(found, language)
    version = draft or shown
    original = queries.latest_of(found, policy.ORIGINAL) if language != policy.ORIGINAL else None
    languages = [policy.ORIGINAL, *(code for code in request.organisation.languages if code != policy.ORIGINAL)]
    return TemplateResponse(
        request,
        "office/pages/page.html",
        {
            "page": found,
            "language": language,
            "language_name": get_language_info(language)["name_local"],
            "version": version,
            "draft": draft,
            "shown": shown,
            "behind": language != policy.ORIGINAL and queries.is_behind(found, language),
            "original": original,
            "blocks": blocks_of(request.organisation, version) if version else [],
            "original_blocks": blocks_of(request.organisation, original) if original else [],
            "tabs": [
                Link(get_language_info(code)["name_local"].capitalize(), _editor(found, code), code == language)
                for code in languages
            ],
            "types": [(each.value, each.label) for each in BlockType],
            "may_write": permissions.may_write(request.person, request.organisation, request.now),
            "may_withdraw": permissions.may_withdraw(request.person, found, request.now),
            "may_remove": permissions.may_remove(request.person, found, request.now),
            "public_url": _public_address(found),
            "responsibles": list(found.responsibles.select_related("person")),
            "tab": "office:pages",
        },
    )


@staff(*WRITERS)
def words(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """Title and lead."""
    found, language = _page_or_404(request, pk), _language_or_404(request, language)
    now_said = queries.latest_of(found, language) or queries.latest_of(found, policy.ORIGINAL)
    assert now_said is not None
    form = WordsForm(
        request.POST if request.method == "POST" else None, initial={"title": now_said.title, "lead": now_said.lead}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_words(
                page=found, language=language, actor=request.person, now=request.now, **form.cleaned_data
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            return HttpResponseRedirect(_editor(found, language))
    return _form_page(request, form, "office/pages/words.html", _about(found, language))


def _about(page: Page, language: str) -> dict[str, Any]:
    original = queries.latest_of(page, policy.ORIGINAL) if language != policy.ORIGINAL else None
    return {"page": page, "language": language, "back": _editor(page, language), "original": original}


@staff(*WRITERS)
def block_new(request: StaffRequest, pk: int, language: str, block_type: str) -> HttpResponse:
    """Add a block."""
    found, language = _page_or_404(request, pk), _language_or_404(request, language)
    if block_type not in BLOCK_FORMS:
        raise Http404
    return _block_page(request, found, language, block_type, "", {})


@staff(*WRITERS)
def block(request: StaffRequest, pk: int, language: str, block_id: str) -> HttpResponse:
    """Change a block."""
    found, language = _page_or_404(request, pk), _language_or_404(request, language)
    version = queries.latest_of(found, language)
    said = next((row for row in version.blocks if row["id"] == block_id), None) if version else None
    if said is None:
        raise Http404
    return _block_page(request, found, language, said["type"], block_id, content.as_typed(said))


def _block_page(
    request: StaffRequest, page: Page, language: str, block_type: str, block_id: str, initial: dict[str, Any]
) -> HttpResponse:
    form = BLOCK_FORMS[block_type](
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        given = form.given()
        try:
            if isinstance(form, PictureForm):
                given["picture"] = initial.get("picture")
                if form.read is not None:
                    given["picture"] = actions.add_picture(
                        network=request.organisation, picture=form.read, actor=request.person, now=request.now
                    ).pk
            actions.save_block(
                page=page,
                language=language,
                block_type=block_type,
                given=given,
                block_id=block_id,
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            return HttpResponseRedirect(f"{_editor(page, language)}#delar")
    return _form_page(
        request,
        form,
        "office/pages/block.html",
        {
            **_about(page, language),
            "type_label": BlockType(block_type).label,
            "block_id": block_id,
            "has_file": block_type == BlockType.PICTURE,
        },
    )


@staff(*WRITERS)
@require_POST
def block_deed(request: StaffRequest, pk: int, language: str, block_id: str) -> HttpResponse:
    """Move a block up or down, or take it out."""
    found, language = _page_or_404(request, pk), _language_or_404(request, language)
    deed = request.POST.get("gor", "")
    told: dict[str, Any] = {
        "page": found,
        "language": language,
        "block_id": block_id,
        "actor": request.person,
        "now": request.now,
    }
    if deed in {"upp", "ned"}:
        actions.move_block(up=deed == "upp", **told)
    elif deed == "bort":
        actions.remove_block(**told)
    return HttpResponseRedirect(f"{_editor(found, language)}#delar")


@staff(*WRITERS)
@require_POST
def draft(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """Begin a draft from what is published, or a translation from the Swedish words."""
    found, language = _page_or_404(request, pk), _language_or_404(request, language)
    actions.start_draft(page=found, language=language, actor=request.person, now=request.now)
    return HttpResponseRedirect(_editor(found, language))


@staff(*WRITERS)
@require_POST
def publish(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """Let everybody read it."""
    found, language = _page_or_404(request, pk), _language_or_404(request, language)
    actions.publish(page=found, language=language, actor=request.person, now=request.now)
    messages.success(request, _("Publicerad. Alla kan läsa den nu."))
    return HttpResponseRedirect(_editor(found, language))


@staff(*WRITERS)
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the page away from readers."""
    found = _page_or_404(request, pk)
    require(permissions.may_withdraw(request.person, found, request.now))
    if request.method == "POST":
        actions.withdraw(page=found, actor=request.person, now=request.now)
        messages.success(request, _("Sidan är indragen. Historiken finns kvar, och du kan publicera den igen."))
        return HttpResponseRedirect(_editor(found, policy.ORIGINAL))
    return _sure(
        request,
        found,
        _("Dra in sidan?"),
        _("Ingen utanför kansliet kan läsa den. Länkar till den slutar fungera."),
        _("Dra in sidan"),
    )


@staff(*WRITERS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Throw away a page that was never published."""
    found = _page_or_404(request, pk)
    require(permissions.may_remove(request.person, found, request.now))
    if request.method == "POST":
        actions.remove_page(page=found, actor=request.person, now=request.now)
        messages.success(request, _("Sidan är borttagen."))
        return HttpResponseRedirect(reverse("office:pages"))
    return _sure(request, found, _("Ta bort sidan?"), _("Det går inte att ångra."), _("Ta bort sidan"))


def _sure(request: StaffRequest, page: Page, title: str, text: str, label: str) -> HttpResponse:
    version = queries.latest_of(page, policy.ORIGINAL)
    return TemplateResponse(
        request,
        "office/sure.html",
        {
            "title": title,
            "text": text,
            "label": label,
            "about": version.title if version else page.slug,
            "back": _editor(page, policy.ORIGINAL),
        },
    )


@staff(*WRITERS)
@require_POST
def throw_draft(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """Throw the draft away."""
    found, language = _page_or_404(request, pk), _language_or_404(request, language)
    actions.throw_draft(page=found, language=language, actor=request.person, now=request.now)
    messages.success(request, _("Utkastet är borttaget."))
    return HttpResponseRedirect(_editor(found, language))


@staff()
def preview(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """The draft as readers will see it."""
    found, language = _page_or_404(request, pk), _language_or_404(request, language)
    version = queries.latest_of(found, language)
    if version is None:
        raise Http404
    return _as_readers_see(request, found, version)


@staff()
def version(request: StaffRequest, pk: int, language: str, number: int) -> HttpResponse:
    """An earlier version as readers saw it."""
    found, language = _page_or_404(request, pk), _language_or_404(request, language)
    said = queries.history(found, language).filter(number=min(number, 2**31 - 1)).first()
    if said is None:
        raise Http404
    return _as_readers_see(request, found, said)


def _as_readers_see(request: StaffRequest, page: Page, version: PageVersion) -> HttpResponse:
    blocks = blocks_of(request.organisation, version)
    return TemplateResponse(
        request,
        "network/pages/page.html",
        {
            "words": queries.Words(page, version, is_original=False),
            "page": page,
            "version": version,
            "blocks": blocks,
            "contents": contents_of(blocks),
            "menu": [],
            "is_news": page.kind == PageKind.NEWS,
            "responsibles": list(page.responsibles.select_related("person")),
            "preview": True,
            "back": _editor(page, version.language),
            "noindex": True,
        },
    )


@staff()
def history(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """All versions in one language."""
    found, language = _page_or_404(request, pk), _language_or_404(request, language)
    return TemplateResponse(
        request,
        "office/pages/history.html",
        {
            **_about(found, language),
            "versions": list(queries.history(found, language)),
            "may_write": permissions.may_write(request.person, request.organisation, request.now),
            "tab": "office:pages",
        },
    )


@staff(*WRITERS)
@require_POST
def restore(request: StaffRequest, pk: int, language: str, number: int) -> HttpResponse:
    """Let the draft say what an earlier version said."""
    found, language = _page_or_404(request, pk), _language_or_404(request, language)
    said = queries.history(found, language).filter(number=min(number, 2**31 - 1)).first()
    if said is None:
        raise Http404
    said.page = found
    actions.restore(version=said, actor=request.person, now=request.now)
    messages.success(request, _("Utkastet säger nu det som version %(n)d sade.") % {"n": number})
    return HttpResponseRedirect(_editor(found, language))


@staff(*WRITERS)
def responsibles(request: StaffRequest, pk: int) -> HttpResponse:
    """Who answers for the page."""
    found = _page_or_404(request, pk)
    named = list(found.responsibles.select_related("person"))
    initial: dict[str, Any] = {}
    for number, row in enumerate(named, 1):
        initial |= {f"person_{number}": row.person, f"title_{number}": row.title}
    form = ResponsiblesForm(
        request.POST if request.method == "POST" else None,
        people=queries.people_of_the_office(request.organisation),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        actions.set_responsibles(page=found, people=form.chosen(), actor=request.person, now=request.now)
        messages.success(request, _("De ansvariga är sparade."))
        return HttpResponseRedirect(_editor(found, policy.ORIGINAL))
    return _form_page(request, form, "office/pages/responsibles.html", _about(found, policy.ORIGINAL))


@staff()
def feedback(request: StaffRequest) -> HttpResponse:
    """What readers say."""
    network = request.organisation
    rows = queries.feedback(network)
    every = request.GET.get("vy") == "alla"
    shown = rows if every else rows.filter(handled_at=None).exclude(text="")
    found = Paginator(shown, FEEDBACK_A_PAGE).get_page(request.GET.get("page"))
    titles = {row.pk: row.title for row in queries.all_pages(network)}  # type: ignore[attr-defined]
    return TemplateResponse(
        request,
        "office/pages/feedback.html",
        {
            "page_obj": found,
            "rows": [{"feedback": row, "title": titles.get(row.page_id, "")} for row in found],
            "views": [Link(_("Att läsa"), "?", not every), Link(_("Alla"), "?vy=alla", every)],
            "query": "vy=alla" if every else "",
            "may_write": permissions.may_write(request.person, network, request.now),
            "tab": "office:pages",
        },
    )


@staff(*WRITERS)
def feedback_handled(request: StaffRequest, pk: int) -> HttpResponse:
    """Note that an answer is read and what came of it."""
    try:
        found = queries.feedback_of(request.organisation, pk)
    except (PageFeedback.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing
    form = HandledForm(request.POST if request.method == "POST" else None, initial={"note": found.note})
    if request.method == "POST" and form.is_valid():
        actions.handle_feedback(feedback=found, note=form.cleaned_data["note"], actor=request.person, now=request.now)
        messages.success(request, _("Svaret är läst."))
        return HttpResponseRedirect(reverse("office:page-feedback"))
    return _form_page(request, form, "office/pages/handled.html", {"feedback": found, "tab": "office:pages"})
