"""Addresses of residents' pages: voting."""

from django.urls import path

from medborgarbudget.sites.residents.voting import eid, views

urlpatterns = [
    path("rosta/", views.vote, name="vote"),
    path("rosta/valj/<int:part>/", views.choose, name="vote-choose"),
    path("rosta/granska/", views.review, name="vote-review"),
    path("rosta/vem/", views.identify, name="vote-identify"),
    path("rosta/e-legitimation/<slug:provider>/", eid.start, name="vote-eid"),
    path("rosta/kod/", views.code, name="vote-code"),
    path("rosta/registrera/", views.cast, name="vote-cast"),
    path("rosta/avsluta/", views.leave, name="vote-leave"),
    path("rosta/kvitto/", views.check, name="vote-check"),
    path("rosta/sakerhet/", views.about, name="vote-about"),
    path("rosta/valsedel.json", views.definition, name="vote-definition"),
]
