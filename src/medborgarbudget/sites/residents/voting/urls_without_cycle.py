"""Addresses that no cycle stands in: where an e-ID comes back to (it is registered with the broker), and a teacher's link."""

from django.urls import path

from medborgarbudget.sites.residents.voting import eid, school

urlpatterns = [
    path("e-legitimation/svar/", eid.answer, name="eid-answer"),
    path("skolklass/<str:token>/", school.slips, name="slips"),
]
