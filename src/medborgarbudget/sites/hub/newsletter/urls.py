"""Addresses of the network's pages: newsletter."""

from django.urls import path

from medborgarbudget.sites.hub.newsletter import pages

urlpatterns = [
    path("", pages.newsletters, name="newsletters"),
    path("tack/", pages.newsletter_asked, name="newsletter-asked"),
    path("bekrafta/<str:token>/", pages.newsletter_confirm, name="newsletter-confirm"),
    path("avsluta/<str:token>/", pages.newsletter_unsubscribe, name="newsletter-unsubscribe"),
    path("<int:newsletter>/", pages.newsletter, name="newsletter"),
]
