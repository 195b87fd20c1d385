"""Addresses of the office's inbox for interests."""

from django.urls import URLPattern, path

from medborgarbudget.sites.hub.members import office

urlpatterns: list[URLPattern] = [path("", office.interests, name="interests")]
