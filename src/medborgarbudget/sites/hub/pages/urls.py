"""Addresses of the network's pages: public pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
