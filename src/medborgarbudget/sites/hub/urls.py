"""Which pages does the installation itself have?"""

from django.urls import URLPattern

app_name = "hub"

urlpatterns: list[URLPattern] = []
