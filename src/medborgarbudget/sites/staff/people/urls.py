"""Addresses of staff's pages: people."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
