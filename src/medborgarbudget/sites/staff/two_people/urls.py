"""Addresses of staff's pages: deeds that take two people."""

from django.urls import path

from medborgarbudget.sites.staff.two_people import views

urlpatterns = [
    path("", views.deeds, name="two-people"),
    path("<int:deed_id>/", views.one, name="two-people-one"),
    path("<int:deed_id>/godkann/", views.confirm, name="two-people-confirm"),
    path("<int:deed_id>/avsla/", views.decline, name="two-people-decline"),
    path("<int:deed_id>/dra-tillbaka/", views.withdraw, name="two-people-withdraw"),
]
