"""Addresses of staff's pages: desk."""

from django.urls import URLPattern, path

from medborgarbudget.sites.staff.desk import views

urlpatterns: list[URLPattern] = [path("", views.desk, name="desk")]
