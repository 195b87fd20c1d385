"""Which addresses does the installation itself have? (An organisation's own addresses are in urls_organisation.py.)"""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from medborgarbudget.sites.access import errors
from medborgarbudget.sites.access.media import media

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("medborgarbudget.sites.hub.installation.urls")),
    path("design/", include("medborgarbudget.design.urls")),
    path("konto/", include("medborgarbudget.sites.access.urls_account")),
    path("media/<path:path>", media, name="media"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("medborgarbudget.demo.urls")))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
