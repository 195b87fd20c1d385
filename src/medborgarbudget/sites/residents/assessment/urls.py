"""Addresses of residents' pages: assessment."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
