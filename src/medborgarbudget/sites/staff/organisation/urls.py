"""Addresses of staff's pages: organisation."""

from django.urls import path

from medborgarbudget.sites.staff.organisation import views

urlpatterns = [
    path("", views.organisation, name="organisation"),
    path("utseende/", views.look, name="organisation-look"),
    path("utseende/prov.css", views.preview_stylesheet, name="organisation-preview"),
    path("omraden/", views.areas, name="areas"),
    path("omraden/nytt/", views.area, name="area-new"),
    path("omraden/<int:area_id>/", views.area, name="area"),
    path("omraden/<int:area_id>/ta-bort/", views.remove_area, name="area-remove"),
    path("omraden/las-in/", views.upload_areas, name="areas-upload"),
    path("omraden/las-in/spara/", views.store_areas, name="areas-store"),
    path("karta/", views.basemap, name="basemap"),
]
