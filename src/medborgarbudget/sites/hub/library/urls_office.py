"""Addresses of the office's pages: world-watch and library."""

from django.urls import path

from medborgarbudget.sites.hub.library import office

urlpatterns = [
    path("", office.library, name="library"),
    path("nytt/", office.library_new, name="library-new"),
    path("<int:item>/", office.library_item, name="library-item"),
    path("<int:item>/avboj/", office.library_decline, name="library-decline"),
    path("<int:item>/ta-bort/", office.library_withdraw, name="library-withdraw"),
    path("<int:item>/lank/", office.library_link, name="library-link"),
]
