"""Addresses of residents' pages: start."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
