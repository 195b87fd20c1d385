"""Which pages does the demo have?"""

from django.urls import URLPattern

app_name = "demo"

urlpatterns: list[URLPattern] = []
