"""Addresses of staff's pages: cycles."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
