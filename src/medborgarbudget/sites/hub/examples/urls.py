"""Addresses of the network's pages: good examples."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
