"""Addresses of residents' pages: voting."""

from django.urls import path

from medborgarbudget.sites.residents.voting import auditing, eid, views

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
    path("rosta/kontroll/", views.control, name="vote-control"),
    path("rosta/registrerad/", views.statement, name="vote-statement"),
    path("rosta/granskning/", auditing.audit, name="vote-audit"),
    path("rosta/granskning/paket.zip", auditing.package, name="vote-package"),
    path("rosta/granskning/protokoll/", auditing.protocol, name="vote-protocol"),
    path("rosta/granskning/protokoll.pdf", auditing.protocol_pdf, name="vote-protocol-pdf"),
    path("rosta/logg/intyg", auditing.checkpoint, name="vote-checkpoint"),
    path("rosta/logg/rader.txt", auditing.leaves, name="vote-leaves"),
    path("rosta/logg/bevis/<int:old>-<int:new>.json", auditing.consistency, name="vote-consistency"),
    path("rosta/logg/bevis/<slug:leaf>.json", auditing.inclusion, name="vote-inclusion"),
    path("rosta/valsedel.json", views.definition, name="vote-definition"),
]
