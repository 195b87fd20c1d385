"""Addresses of the network's experts, and of asking them for help."""

from django.urls import path

from medborgarbudget.sites.hub.experts import views

urlpatterns = [
    path("", views.experts, name="experts"),
    path("fraga/", views.ask, name="ask-for-help"),
    path("fragor/", views.requests, name="help-requests"),
    path("fragor/<int:pk>/", views.help_request, name="help-request"),
    path("fragor/<int:pk>/resultat/", views.outcome, name="help-outcome"),
    path("<slug:slug>/", views.expert, name="expert"),
    path("<slug:slug>/fraga/", views.ask, name="ask-expert"),
]
