"""Which pages do residents have? Each part of the site has its own addresses; all share the name space `residents`."""

from django.urls import include, path

from medborgarbudget.sites.access.theme import theme
from medborgarbudget.sites.residents.account.views import accessibility, privacy
from medborgarbudget.sites.residents.voting.auditing import opener, verifier

app_name = "residents"

urlpatterns = [
    path("tema.css", theme, name="theme"),
    path("verktyg/opener.py", opener, name="tool-opener"),
    path("verktyg/verifier.py", verifier, name="tool-verifier"),
    path("tillganglighet/", accessibility, name="accessibility"),
    path("personuppgifter/", privacy, name="privacy"),
    path("", include("medborgarbudget.sites.residents.start.urls")),
    path("mitt/forslag/", include("medborgarbudget.sites.residents.proposals.urls_my")),
    path("mitt/", include("medborgarbudget.sites.residents.account.urls")),
    path("", include("medborgarbudget.sites.residents.voting.urls_without_cycle")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.residents.proposals.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.residents.assessment.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.residents.voting.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.residents.results.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.residents.delivery.urls")),
]
