"""Addresses of accounts: sign in, sign up, second factor."""

from django.urls import include, path

urlpatterns = [
    path("", include("allauth.account.urls")),
    path("tvafaktor/", include("allauth.mfa.urls")),
]
