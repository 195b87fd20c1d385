"""Addresses of the network's pages: comparison."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
