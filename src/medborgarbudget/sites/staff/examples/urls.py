"""Addresses of staff's pages: the cycle as a good example."""

from django.urls import path

from medborgarbudget.sites.staff.examples import views

urlpatterns = [path("gott-exempel/", views.cycle_example, name="cycle-example")]
