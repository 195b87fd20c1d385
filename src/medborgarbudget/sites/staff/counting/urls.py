"""Addresses of staff's pages: counting."""

from django.urls import path

from medborgarbudget.sites.staff.counting import views

urlpatterns = [
    path("rakning/", views.count, name="count"),
    path("rakning/resultat/", views.preview, name="result-preview"),
    path("rakning/jamfor/", views.comparison, name="count-comparison"),
    path("rakning/publicera/", views.publish, name="result-publish"),
    path("rakning/beslutsforslag.docx", views.document, name="decision-document"),
    path("rakning/protokoll/", views.protocol_page, name="count-protocol-page"),
    path("rakning/protokoll.pdf", views.protocol, name="count-protocol"),
    path("rakning/resultat.csv", views.table, name="count-csv"),
    path("rakning/pott-<int:pot>.pb", views.ballots, name="count-pb"),
    path("rakning/pott-<int:pot>.json", views.outcome, name="count-outcome"),
    path("rakning/pott-<int:pot>-bevis.json", views.certificate, name="count-certificate"),
]
