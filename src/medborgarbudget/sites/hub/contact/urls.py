"""Addresses for those who write to the office."""

from django.urls import URLPattern, path

from medborgarbudget.sites.hub.contact import views

urlpatterns: list[URLPattern] = [
    path("", views.contact, name="contact"),
    path("bekrafta/<str:token>/", views.confirm, name="contact-confirm"),
    path("skickat/<str:token>/", views.sent, name="contact-sent"),
]
