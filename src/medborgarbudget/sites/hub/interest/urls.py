"""Addresses for those who want to join."""

from django.urls import URLPattern, path

from medborgarbudget.sites.hub.interest import views

urlpatterns: list[URLPattern] = [
    path("", views.interest, name="interest"),
    path("bekrafta/<str:token>/", views.confirm, name="interest-confirm"),
    path("lage/<str:token>/", views.status, name="interest-status"),
]
