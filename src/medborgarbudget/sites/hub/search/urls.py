"""Addresses of the network's pages: search."""

from django.urls import path

from medborgarbudget.sites.hub.search import views

urlpatterns = [path("", views.search, name="search")]
