"""Which addresses does a network office have? Its members' pages and its desk, beside what every organisation has."""

from django.urls import include, path

from medborgarbudget.sites.access import errors
from medborgarbudget.sites.access.media import media

urlpatterns = [
    path("konto/", include("medborgarbudget.sites.access.urls_account")),
    path("media/<path:path>", media, name="media"),
    path("kansli/", include("medborgarbudget.sites.hub.urls_office")),
    path("", include("medborgarbudget.sites.hub.urls_network")),
    path("personal/", include("medborgarbudget.sites.staff.urls")),
    path("", include("medborgarbudget.sites.residents.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
