"""Addresses of the office's pages: comparison."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
