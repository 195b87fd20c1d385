"""Which pages do residents have? Each part of the site has its own addresses; all share the name space `residents`."""

from django.urls import include, path

app_name = "residents"

urlpatterns = [
    path("", include("medborgarbudget.sites.residents.start.urls")),
    path("mitt/", include("medborgarbudget.sites.residents.account.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.residents.proposals.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.residents.assessment.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.residents.voting.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.residents.results.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.residents.delivery.urls")),
]
