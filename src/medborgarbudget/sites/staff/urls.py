"""Which pages do staff have? Each part of the site has its own addresses; all share the name space `staff`."""

from django.urls import include, path

app_name = "staff"

urlpatterns = [
    path("", include("medborgarbudget.sites.staff.desk.urls")),
    path("organisation/", include("medborgarbudget.sites.staff.organisation.urls")),
    path("medarbetare/", include("medborgarbudget.sites.staff.people.urls")),
    path("tva-personer/", include("medborgarbudget.sites.staff.two_people.urls")),
    path("omgangar/", include("medborgarbudget.sites.staff.cycles.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.staff.proposals.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.staff.assessment.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.staff.rolls.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.staff.voting.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.staff.paper.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.staff.counting.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.staff.simulation.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.staff.delivery.urls")),
    path("omgangar/<slug:cycle>/", include("medborgarbudget.sites.staff.examples.urls")),
]
