"""Addresses of the office's pages: the newsletter."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
