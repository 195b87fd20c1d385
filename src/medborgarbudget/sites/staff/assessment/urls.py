"""Addresses of staff's pages: assessment."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
