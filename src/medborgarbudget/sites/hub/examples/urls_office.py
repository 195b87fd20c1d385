"""Addresses of the office's pages: good examples."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
