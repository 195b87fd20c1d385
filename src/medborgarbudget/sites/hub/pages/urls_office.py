"""Addresses of the office's pages: public pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
