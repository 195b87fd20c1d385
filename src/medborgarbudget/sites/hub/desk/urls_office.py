"""Addresses of the office's first page and of the year's numbers."""

from django.urls import URLPattern, path

from medborgarbudget.sites.hub.desk import views

urlpatterns: list[URLPattern] = [
    path("", views.desk, name="desk"),
    path("siffror/<int:year>/", views.report, name="report"),
    path("siffror/<int:year>/rapport.docx", views.report_document, name="report-document"),
]
