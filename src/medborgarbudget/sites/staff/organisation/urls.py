"""Addresses of staff's pages: organisation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
