"""Addresses of residents' pages: voting."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
