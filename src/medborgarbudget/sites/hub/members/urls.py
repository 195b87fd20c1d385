"""Addresses of the network's pages about its members."""

from django.urls import URLPattern, path

from medborgarbudget.sites.hub.members import views

urlpatterns: list[URLPattern] = [
    path("", views.members, name="members"),
    path("<slug:member>/", views.member, name="member"),
    path("<slug:member>/andra/", views.edit, name="member-edit"),
    path("<slug:member>/jag/", views.shown, name="member-shown"),
    path("<slug:member>/kontakter/ny/", views.contact_new, name="member-contact-new"),
    path("<slug:member>/kontakter/<int:contact>/avsluta/", views.contact_end, name="member-contact-end"),
]
