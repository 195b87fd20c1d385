"""Addresses of staff's pages: delivery."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
