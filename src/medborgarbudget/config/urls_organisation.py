"""Which addresses does an organisation have, under its own host or its path?"""

from django.urls import include, path

from medborgarbudget.sites.access import errors
from medborgarbudget.sites.access.media import media

urlpatterns = [
    path("konto/", include("medborgarbudget.sites.access.urls_account")),
    path("media/<path:path>", media, name="media"),
    path("personal/", include("medborgarbudget.sites.staff.urls")),
    path("", include("medborgarbudget.sites.residents.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
