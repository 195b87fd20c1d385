"""Addresses of residents' pages: results."""

from django.urls import path

from medborgarbudget.sites.residents.results import views

urlpatterns = [
    path("resultat/", views.result, name="result"),
    path("resultat/siffror/", views.figures, name="result-figures"),
    path("resultat/rakna-om/", views.recount, name="result-recount"),
    path("resultat/jamfor/", views.comparison, name="result-comparison"),
    path("resultat/forslag/<str:reference>/", views.proposal, name="result-proposal"),
    path("resultat/resultat.csv", views.result_csv, name="result-csv"),
    path("resultat/pott-<int:pot>.pb", views.result_pb, name="result-pb"),
    path("resultat/pott-<int:pot>-bevis.json", views.certificate, name="result-certificate"),
]
