"""Which pages does the demo have?"""

from django.urls import path

from medborgarbudget.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.people, name="people"),
    path("logga-in/", views.sign_in, name="sign-in"),
    path("post/", views.outbox, name="outbox"),
]
