"""Addresses of staff's pages: trying a rule."""

from django.urls import path

from medborgarbudget.sites.staff.simulation import views

urlpatterns = [
    path("regler/prova/", views.simulations, name="simulations"),
    path("regler/prova/<int:simulation>/", views.simulation, name="simulation"),
    path("regler/prova/<int:simulation>/ta-bort/", views.remove, name="simulation-remove"),
]
