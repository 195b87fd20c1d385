"""Addresses of the office's pages: good examples."""

from django.urls import path

from medborgarbudget.sites.hub.examples import office

urlpatterns = [
    path("", office.examples, name="examples"),
    path("<slug:example>/", office.example, name="example"),
    path("<slug:example>/redigera/", office.example_edit, name="example-edit"),
    path("<slug:example>/gor/", office.example_deed, name="example-deed"),
    path("<slug:example>/avboj/", office.example_decline, name="example-decline"),
    path("<slug:example>/ta-bort/", office.example_withdraw, name="example-withdraw"),
]
