"""Which pages does the network's office have? All share the name space `office`."""

from django.urls import include, path

app_name = "office"

urlpatterns = [
    path("", include("medborgarbudget.sites.hub.desk.urls_office")),
    path("intressen/", include("medborgarbudget.sites.hub.interest.urls_office")),
    path("medlemmar/", include("medborgarbudget.sites.hub.members.urls_office")),
    path("rummet/", include("medborgarbudget.sites.hub.room.urls_office")),
    path("kontakt/", include("medborgarbudget.sites.hub.contact.urls_office")),
    path("sidor/", include("medborgarbudget.sites.hub.pages.urls_office")),
    path("traffar/", include("medborgarbudget.sites.hub.meetings.urls_office")),
    path("experter/", include("medborgarbudget.sites.hub.experts.urls_office")),
    path("bibliotek/", include("medborgarbudget.sites.hub.library.urls_office")),
    path("nyhetsbrev/", include("medborgarbudget.sites.hub.newsletter.urls_office")),
    path("exempel/", include("medborgarbudget.sites.hub.examples.urls_office")),
    path("jamforelse/", include("medborgarbudget.sites.hub.comparison.urls_office")),
]
