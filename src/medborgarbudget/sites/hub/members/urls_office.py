"""Addresses of the office's pages: members."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
