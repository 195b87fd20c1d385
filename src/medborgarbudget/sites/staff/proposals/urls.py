"""Addresses of staff's pages: proposals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
