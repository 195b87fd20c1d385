"""Addresses of the network's pages: the contact form."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
