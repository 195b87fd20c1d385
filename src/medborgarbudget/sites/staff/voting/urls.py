"""Addresses of staff's pages: voting."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
