"""Addresses of the network's pages: interest registration."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
