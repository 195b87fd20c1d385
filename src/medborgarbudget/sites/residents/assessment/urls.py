"""Which addresses do residents' pages about the assessment have?"""

from django.urls import path

from medborgarbudget.sites.residents.assessment import views

urlpatterns = [
    path("besked/", views.answers, name="answers"),
    path("forslag/<str:reference>/omprovning/", views.objection, name="objection"),
    path("omprovning/<str:key>/", views.objection_by_link, name="objection-by-link"),
    path("svara/<str:token>/", views.expert_answer, name="expert-answer"),
]
