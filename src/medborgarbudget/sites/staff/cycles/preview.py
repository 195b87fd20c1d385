"""How do the residents' pages look at another time? A member of staff sees them so, until they stop."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from medborgarbudget.foundation.clock import FIRST_YEAR, LAST_YEAR
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.access.visitor import PREVIEW_KEY
from medborgarbudget.sites.staff.cycles.forms import PreviewForm


@staff()
@require_POST
def start(request: StaffRequest, cycle: str) -> HttpResponse:
    """See the residents' pages at the moment given: `moment` from a button for a step, or a day and time filled in."""
    chosen = staff_cycle_or_404(request, cycle)
    moment = _given(request.POST.get("moment", ""))
    if moment is None:
        form = PreviewForm(request.POST, prefix="preview")
        if not form.is_valid():
            messages.error(request, " ".join(str(message) for errors in form.errors.values() for message in errors))
            return HttpResponseRedirect(reverse("staff:cycle", kwargs={"cycle": chosen.slug}) + "#preview")
        moment = form.cleaned_data["at"]
    request.session[PREVIEW_KEY] = moment.isoformat()
    return HttpResponseRedirect(reverse("residents:cycle", kwargs={"cycle": chosen.slug}))


def _given(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and FIRST_YEAR <= moment.year <= LAST_YEAR else None


@staff()
@require_POST
def stop(request: StaffRequest) -> HttpResponse:
    """Back to the present."""
    request.session.pop(PREVIEW_KEY, None)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("residents:start")
    messages.success(request, _("Förhandsvisningen är slut. Du ser sidorna som de är nu."))
    return HttpResponseRedirect(back)
