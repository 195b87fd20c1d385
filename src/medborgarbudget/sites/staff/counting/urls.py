"""Addresses of staff's pages: counting."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
