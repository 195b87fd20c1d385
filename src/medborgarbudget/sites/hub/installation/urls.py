"""Which pages does the installation itself have?"""

from django.urls import path

from medborgarbudget.sites.hub.installation import views

app_name = "hub"

urlpatterns = [
    path("", views.front, name="front"),
    path("drift/farger.css", views.colours, name="colours"),
    path("drift/", views.organisations, name="organisations"),
    path("drift/ny/", views.new_organisation, name="organisation-new"),
    path("healthz", views.healthz, name="healthz"),
]
