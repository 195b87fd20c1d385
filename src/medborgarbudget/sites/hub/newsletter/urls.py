"""Addresses of the network's pages: the newsletter."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
