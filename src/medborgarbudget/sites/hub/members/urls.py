"""Addresses of the network's pages: members."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
