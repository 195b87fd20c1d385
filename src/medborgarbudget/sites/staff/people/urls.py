"""Addresses of staff's pages: people."""

from django.urls import path

from medborgarbudget.sites.staff.people import views

urlpatterns = [
    path("", views.people, name="people"),
    path("bjud-in/", views.invite, name="invite"),
    path("roller/<int:role_id>/avsluta/", views.end_role, name="role-end"),
    path("<int:person_id>/tvasteg/", views.reset_factor, name="factor-reset"),
    path("logg/", views.log, name="audit"),
    path("logg.csv", views.log_csv, name="audit-csv"),
]
