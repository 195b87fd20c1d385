"""Addresses of the office's pages: interest registration."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
