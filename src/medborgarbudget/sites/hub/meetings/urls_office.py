"""Addresses of the office's pages: meetings, training and study visits."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
