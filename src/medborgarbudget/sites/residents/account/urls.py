"""Addresses of residents' pages: account."""

from django.urls import path

from medborgarbudget.sites.residents.account import views

urlpatterns = [
    path("", views.my, name="my"),
    path("aviseringar/", views.notices, name="notifications"),
    path("aviseringar/lasta/", views.read_all, name="notifications-read"),
    path("aviseringar/<int:pk>/", views.open_notice, name="notification"),
    path("installningar/", views.profile, name="profile"),
    path("uppgifter/", views.my_data, name="my-data"),
    path("avsluta/", views.close, name="close-account"),
]
