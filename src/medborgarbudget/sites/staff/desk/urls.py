"""Addresses of staff's pages: desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
