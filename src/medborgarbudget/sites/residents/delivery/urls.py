"""Addresses of residents' pages: delivery."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
