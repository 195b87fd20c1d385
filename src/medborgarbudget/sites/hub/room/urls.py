"""Addresses of the network's pages: the members' room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
