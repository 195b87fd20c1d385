"""How does an administrator change the organisation: settings, look, areas, map?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from medborgarbudget.design import theme as design
from medborgarbudget.design.parts import Link
from medborgarbudget.domain.organisations import actions, queries
from medborgarbudget.domain.organisations.models import Area, Organisation
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation import clock
from medborgarbudget.foundation.files import AreaShape, read_basemap, read_geojson
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.access.theme import theme_of
from medborgarbudget.sites.staff.organisation.forms import AreaForm, GeoJSONForm, LookForm, SettingsForm

PENDING = "pending_areas"
"""In the session: areas of a file that have been looked at and not yet stored, with the organisation they are for."""


@staff(RoleName.ADMINISTRATOR)
def organisation(request: StaffRequest) -> HttpResponse:
    """Name, contact, languages, address."""
    current = request.organisation
    form = SettingsForm(
        request.POST if request.method == "POST" else None, instance=Organisation.objects.get(pk=current.pk)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_settings(
                organisation=current, values=form.cleaned_data, actor=request.person, now=clock.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Inställningarna är sparade."))
            return redirect("staff:organisation")
    context = {"form": form, "tabs": _tabs("organisation")}
    return render(request, "staff/organisation/settings.html", context, status=422 if form.errors else 200)


@staff(RoleName.ADMINISTRATOR)
def look(request: StaffRequest) -> HttpResponse:
    """Colours and logo; the page can be seen in new colours before they are kept."""
    current = request.organisation
    colours = asdict(design.PRESETS.get(request.GET.get("palett", ""), theme_of(current)))
    form = LookForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        has_logo=bool(current.logo),
        initial=colours,
    )
    preview = asdict(design.PRESETS[request.GET["palett"]]) if request.GET.get("palett") in design.PRESETS else None
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            actions.change_look(
                organisation=current,
                theme=form.colours(),
                logo=form.picture.full if form.picture else None,
                remove_logo=form.cleaned_data.get("remove_logo", False),
                actor=request.person,
                now=clock.now(),
            )
            messages.success(request, _("Utseendet är sparat."))
            return redirect("staff:organisation-look")
        preview = form.colours()
    address = reverse("staff:organisation-preview")
    context = {
        "form": form,
        "tabs": _tabs("organisation-look"),
        "palettes": [(name, label) for name, label in _palette_names() if name in design.PRESETS],
        "preview_url": f"{address}?{urlencode(preview)}" if preview else "",
        "colour_fields": [form[name] for name in design.NAMES],
    }
    return render(request, "staff/organisation/look.html", context, status=422 if form.errors else 200)


def _palette_names() -> list[tuple[str, str]]:
    return [("neutral", _("Neutral")), ("coast", _("Kust")), ("forest", _("Skog")), ("plum", _("Plommon"))]


@staff(RoleName.ADMINISTRATOR)
def preview_stylesheet(request: StaffRequest) -> HttpResponse:
    """The stylesheet of colours that are not kept yet."""
    names = design.Theme.__dataclass_fields__
    chosen = design.Theme(**{name: request.GET[name] for name in names if name in request.GET})
    if design.problems(chosen):
        raise Http404
    return HttpResponse(design.stylesheet(chosen), content_type="text/css; charset=utf-8")


@staff(RoleName.ADMINISTRATOR)
def areas(request: StaffRequest) -> HttpResponse:
    """All areas, on a map and in a list."""
    found = list(queries.areas(request.organisation))
    context = {
        "areas": found,
        "tabs": _tabs("areas"),
        "map": _map(request.organisation, [(area.name, area.geometry) for area in found if area.geometry]),
        "basemap_form": GeoJSONForm(),
        "basemap_parts": len(request.organisation.basemap.get("features", ())),
    }
    return render(request, "staff/organisation/areas.html", context)


@staff(RoleName.ADMINISTRATOR)
def area(request: StaffRequest, area_id: int | None = None) -> HttpResponse:
    """Add an area, or change one."""
    held = _area_or_404(request, area_id) if area_id is not None else None
    form = AreaForm(request.POST if request.method == "POST" else None, instance=held)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_area(
                organisation=request.organisation, area=held, actor=request.person, now=clock.now(), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("{name} är sparat.").format(name=saved.name))
            return redirect("staff:areas")
    context = {
        "form": form,
        "area": held,
        "map": _map(request.organisation, [(held.name, held.geometry)]) if held and held.geometry else None,
    }
    return render(request, "staff/organisation/area.html", context, status=422 if form.errors else 200)


@staff(RoleName.ADMINISTRATOR)
def remove_area(request: StaffRequest, area_id: int) -> HttpResponse:
    """Remove an area, after a question. Refused when a cycle uses it."""
    held = _area_or_404(request, area_id)
    if request.method == "POST":
        actions.remove_area(area=held, actor=request.person, now=clock.now())
        messages.success(request, _("{name} är borttaget.").format(name=held.name))
        return redirect("staff:areas")
    return render(request, "staff/organisation/remove_area.html", {"area": held})


@staff(RoleName.ADMINISTRATOR)
def upload_areas(request: StaffRequest) -> HttpResponse:
    """Read a file of borders and show what it would do; nothing is stored yet."""
    form = GeoJSONForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            shapes = read_geojson(form.cleaned_data["file"])
            new, changed = actions.sorted_out(request.organisation, shapes)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            request.session[PENDING] = {
                "organisation": request.organisation.pk,
                "shapes": [asdict(shape) for shape in shapes],
            }
            context = {
                "new": new,
                "changed": changed,
                "map": _map(request.organisation, [(shape.name, shape.geometry) for shape in shapes]),
            }
            return render(request, "staff/organisation/upload_check.html", context)
    return render(request, "staff/organisation/upload.html", {"form": form}, status=422 if form.errors else 200)


@staff(RoleName.ADMINISTRATOR)
@require_POST
def store_areas(request: StaffRequest) -> HttpResponse:
    """Store what has been looked at. Sent twice, it is stored once."""
    pending = request.session.pop(PENDING, None)
    if pending is None or pending["organisation"] != request.organisation.pk:
        messages.warning(request, _("Det fanns inget att spara. Välj filen igen."))
        return redirect("staff:areas-upload")
    try:
        new, changed = actions.store_areas(
            organisation=request.organisation,
            shapes=[AreaShape(**shape) for shape in pending["shapes"]],
            actor=request.person,
            now=clock.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("staff:areas-upload")
    parts = [
        ngettext("{n} nytt område", "{n} nya områden", new).format(n=new),
        ngettext("{n} ändrat", "{n} ändrade", changed).format(n=changed),
    ]
    messages.success(request, _("Sparat: {parts}.").format(parts=", ".join(parts)))
    return redirect("staff:areas")


@staff(RoleName.ADMINISTRATOR)
def basemap(request: StaffRequest) -> HttpResponse:
    """Change or take away the map under the areas."""
    form = GeoJSONForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if request.method == "POST" and "remove" in request.POST:
        actions.change_basemap(organisation=request.organisation, basemap={}, actor=request.person, now=clock.now())
        messages.success(request, _("Underlagskartan är borttagen."))
        return redirect("staff:areas")
    if request.method == "POST" and form.is_valid():
        try:
            parts = read_basemap(form.cleaned_data["file"])
        except ValidationError as error:
            form.add_error("file", error)
        else:
            actions.change_basemap(
                organisation=request.organisation, basemap=parts, actor=request.person, now=clock.now()
            )
            messages.success(request, _("Underlagskartan är bytt."))
            return redirect("staff:areas")
    context = {"form": form, "has_map": bool(request.organisation.basemap), "map": _map(request.organisation, [])}
    failed = form.is_bound and bool(form.errors)
    return render(request, "staff/organisation/basemap.html", context, status=422 if failed else 200)


def _area_or_404(request: StaffRequest, area_id: int) -> Area:
    found = queries.areas(request.organisation).filter(pk=area_id).first()
    if found is None:
        raise Http404
    return found


def _map(organisation: Organisation, borders: list[tuple[str, Any]]) -> dict[str, Any] | None:
    features = [
        *organisation.basemap.get("features", ()),
        *(
            {"type": "Feature", "properties": {"kind": "area", "name": name}, "geometry": geometry}
            for name, geometry in borders
        ),
    ]
    return {"type": "FeatureCollection", "features": features} if features else None


def _tabs(current: str) -> list[Link]:
    return [
        Link(_("Inställningar"), reverse("staff:organisation"), current == "organisation", icon="settings"),
        Link(_("Utseende"), reverse("staff:organisation-look"), current == "organisation-look", icon="art"),
        Link(_("Områden och karta"), reverse("staff:areas"), current == "areas", icon="map"),
    ]
