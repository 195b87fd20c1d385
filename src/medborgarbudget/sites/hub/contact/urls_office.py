"""Addresses of the office's inbox."""

from django.urls import URLPattern, path

from medborgarbudget.sites.hub.contact import office

urlpatterns: list[URLPattern] = [
    path("", office.inbox, name="contact"),
    path("<str:reference>/", office.message, name="contact-message"),
    path("<str:reference>/vem/", office.assign, name="contact-assign"),
    path("<str:reference>/sortera/", office.sort, name="contact-sort"),
]
