"""Addresses of the network's pages: search."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
