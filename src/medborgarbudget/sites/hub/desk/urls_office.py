"""Addresses of the office's pages: the office's desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
