"""Addresses of the office's pages: comparison."""

from django.urls import path

from medborgarbudget.sites.hub.comparison import office

urlpatterns = [
    path("", office.comparison, name="comparison"),
    path("ny/", office.comparison_new, name="comparison-new"),
    path("<int:row>/", office.comparison_row, name="comparison-row"),
]
