"""Addresses of the network's pages: world-watch and library."""

from django.urls import path

from medborgarbudget.sites.hub.library import pages

urlpatterns = [
    path("", pages.library, name="library"),
    path("flode.atom", pages.library_feed, name="library-feed"),
    path("tipsa/", pages.library_suggest, name="library-suggest"),
    path("mina-tips/", pages.library_mine, name="library-mine"),
    path("<int:item>/", pages.library_item, name="library-item"),
    path("<int:item>/fil/", pages.library_file, name="library-file"),
    path("<int:item>/trasig-lank/", pages.library_report, name="library-report"),
]
