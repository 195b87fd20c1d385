"""The one address that an e-ID comes back to, whichever vote it was for: it is registered with the broker."""

from django.urls import path

from medborgarbudget.sites.residents.voting import eid

urlpatterns = [path("e-legitimation/svar/", eid.answer, name="eid-answer")]
