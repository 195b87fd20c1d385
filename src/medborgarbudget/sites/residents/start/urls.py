"""Addresses of residents' pages: the organisation's start page, its cycles, how it works, its colours."""

from django.urls import URLPattern, path

from medborgarbudget.sites.access.theme import theme
from medborgarbudget.sites.residents.start import views

urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("sa-funkar-det/", views.how, name="how"),
    path("omgangar/", views.cycles, name="cycles"),
    path("omgangar/<slug:cycle>/", views.cycle, name="cycle"),
    path("tema.css", theme, name="theme"),
]
