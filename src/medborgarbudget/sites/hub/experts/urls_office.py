"""Addresses of the office's pages: experts and partner networks."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
