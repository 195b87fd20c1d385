"""Where is the page that shows the whole design system?"""

from __future__ import annotations

from django.urls import path

from medborgarbudget.design import views

app_name = "design"

urlpatterns = [
    path("", views.everything, name="all"),
    path("theme/<slug:name>.css", views.preset_stylesheet, name="preset"),
]
