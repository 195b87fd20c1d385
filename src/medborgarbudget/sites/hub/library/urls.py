"""Addresses of the network's pages: world-watch and library."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
