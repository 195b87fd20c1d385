"""Addresses of the office's work with experts and requests for help."""

from django.urls import path

from medborgarbudget.sites.hub.experts import office

urlpatterns = [
    path("", office.experts, name="experts"),
    path("ny/", office.new, name="expert-new"),
    path("fragor/", office.requests, name="help-requests"),
    path("fragor/<int:pk>/", office.help_request, name="help-request"),
    path("<slug:slug>/", office.edit, name="expert-edit"),
]
