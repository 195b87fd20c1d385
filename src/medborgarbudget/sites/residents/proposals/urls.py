"""Addresses of residents' pages: proposals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
