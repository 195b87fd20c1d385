"""Addresses of residents' pages: account."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
