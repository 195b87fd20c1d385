"""Addresses of staff's pages: electoral rolls."""

from django.urls import path

from medborgarbudget.sites.staff.rolls import views

urlpatterns = [
    path("rostlangd/", views.rolls, name="rolls"),
    path("rostlangd/ladda-upp/", views.upload, name="rolls-upload"),
    path("rostlangd/arende/", views.change, name="roll-change"),
    path("rostlangd/<int:version>/", views.roll, name="roll"),
    path("rostlangd/<int:version>/lage/", views.progress, name="roll-progress"),
    path("rostlangd/<int:version>/godkann/", views.ask, name="roll-ask"),
    path("rostlangd/<int:version>/fortsatt/", views.resume, name="roll-resume"),
    path("rostlangd/<int:version>/kasta/", views.discard, name="roll-discard"),
]
