"""Addresses of residents' pages: my own proposals, over all cycles."""

from django.urls import path

from medborgarbudget.sites.residents.proposals import mine

urlpatterns = [
    path("", mine.my_proposals, name="my-proposals"),
    path("utkast/<int:draft>/kasta/", mine.discard, name="draft-discard"),
]
