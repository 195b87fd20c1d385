"""Addresses of residents' pages: results."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
