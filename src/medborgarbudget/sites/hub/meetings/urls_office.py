"""Addresses of the office's work with meetings."""

from django.urls import path

from medborgarbudget.sites.hub.meetings import office

urlpatterns = [
    path("", office.meetings, name="meetings"),
    path("ny/", office.new, name="meeting-new"),
    path("<slug:slug>/", office.meeting, name="meeting"),
    path("<slug:slug>/andra/", office.edit, name="meeting-edit"),
    path("<slug:slug>/program/", office.programme, name="meeting-programme"),
    path("<slug:slug>/publicera/", office.publish, name="meeting-publish"),
    path("<slug:slug>/stall-in/", office.cancel, name="meeting-cancel"),
    path("<slug:slug>/ta-bort/", office.remove, name="meeting-remove"),
    path("<slug:slug>/fordela/", office.draw, name="meeting-draw"),
    path("<slug:slug>/anmal/", office.somebody, name="meeting-somebody"),
    path("<slug:slug>/lista/", office.participants, name="meeting-list"),
    path("<slug:slug>/deltagare.csv", office.participants_file, name="meeting-file"),
    path("<slug:slug>/kontakter/", office.ask_contacts, name="meeting-contacts"),
    path("<slug:slug>/kontakter/<int:deed_id>/deltagare.csv", office.contacts_file, name="meeting-contacts-file"),
    path("<slug:slug>/anmalda/<int:pk>/avanmal/", office.take_away, name="meeting-take-away"),
    path("<slug:slug>/anmalda/<int:pk>/checka-in/", office.check_in, name="meeting-check-in"),
    path("<slug:slug>/fragor/", office.questions, name="meeting-questions"),
    path("<slug:slug>/utvardering/", office.results, name="meeting-results"),
    path("<slug:slug>/material/nytt/", office.material_new, name="meeting-material-new"),
    path("<slug:slug>/material/<int:pk>/", office.material, name="meeting-material"),
    path("<slug:slug>/material/<int:pk>/ta-bort/", office.material_remove, name="meeting-material-remove"),
]
