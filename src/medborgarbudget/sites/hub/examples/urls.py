"""Addresses of the network's pages: good examples."""

from django.urls import path

from medborgarbudget.sites.hub.examples import pages

urlpatterns = [
    path("", pages.examples, name="examples"),
    path("exempel.json", pages.examples_json, name="examples-json"),
    path("exempel.csv", pages.examples_csv, name="examples-csv"),
    path("skicka-in/", pages.example_new, name="example-new"),
    path("vara/", pages.examples_mine, name="examples-mine"),
    path("<slug:example>/", pages.example, name="example"),
    path("<slug:example>/andra/", pages.example_correct, name="example-correct"),
]
