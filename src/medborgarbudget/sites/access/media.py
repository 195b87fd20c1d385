"""How do pictures get out? As files of a known picture kind, never to be run, kept by browsers."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

from medborgarbudget.sites.access.guards import public

PICTURES = (".jpg", ".png", ".webp")


@public
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One stored picture. Its name is random and never reused, so it may be kept for a year."""
    if not path.lower().endswith(PICTURES):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
