"""Which pages does a network have for everybody and for its members? All share the name space `network`."""

from django.urls import include, path

app_name = "network"

urlpatterns = [
    path("", include("medborgarbudget.sites.hub.pages.urls")),
    path("medlemmar/", include("medborgarbudget.sites.hub.members.urls")),
    path("intresse/", include("medborgarbudget.sites.hub.interest.urls")),
    path("rummet/", include("medborgarbudget.sites.hub.room.urls")),
    path("kontakt/", include("medborgarbudget.sites.hub.contact.urls")),
    path("traffar/", include("medborgarbudget.sites.hub.meetings.urls")),
    path("experter/", include("medborgarbudget.sites.hub.experts.urls")),
    path("bibliotek/", include("medborgarbudget.sites.hub.library.urls")),
    path("nyhetsbrev/", include("medborgarbudget.sites.hub.newsletter.urls")),
    path("exempel/", include("medborgarbudget.sites.hub.examples.urls")),
    path("jamforelse/", include("medborgarbudget.sites.hub.comparison.urls")),
    path("sok/", include("medborgarbudget.sites.hub.search.urls")),
]
