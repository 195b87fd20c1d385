"""Addresses of the network's meetings, for everybody and for those who take part."""

from django.urls import path

from medborgarbudget.sites.hub.meetings import invited, views

urlpatterns = [
    path("", views.meetings, name="meetings"),
    path("kalender.ics", views.calendar, name="meetings-calendar"),
    path("mina/", views.mine, name="meetings-mine"),
    path("mina/ny-adress/", views.new_key, name="meetings-new-key"),
    path("mina/<str:key>.ics", views.own_calendar, name="meetings-own-calendar"),
    path("anmalan/<str:token>/", invited.registration, name="meeting-invited"),
    path("anmalan/<str:token>/bekrafta/", invited.confirm, name="meeting-invited-confirm"),
    path("anmalan/<str:token>/avanmal/", invited.leave, name="meeting-invited-leave"),
    path("<slug:slug>/", views.meeting, name="meeting"),
    path("<slug:slug>/kalender.ics", views.calendar_of, name="meeting-calendar"),
    path("<slug:slug>/anmal/", views.register, name="meeting-register"),
    path("<slug:slug>/kolleger/", views.colleagues, name="meeting-colleagues"),
    path("<slug:slug>/avanmal/", views.leave, name="meeting-leave"),
    path("<slug:slug>/bekrafta/", views.confirm, name="meeting-confirm"),
    path("<slug:slug>/behov/", views.needs, name="meeting-needs"),
    path("<slug:slug>/checka-in/", views.check_in, name="meeting-check-in"),
    path("<slug:slug>/utvardera/", views.evaluate, name="meeting-evaluate"),
    path("<slug:slug>/intyg/", views.certificate, name="meeting-certificate"),
    path("<slug:slug>/fordelning/", views.draw, name="meeting-draw"),
    path("<slug:slug>/material/<int:pk>/", views.material, name="meeting-material"),
]
