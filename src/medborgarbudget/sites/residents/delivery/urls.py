"""Which addresses do residents' pages about deliveries have?"""

from django.urls import path

from medborgarbudget.sites.residents.delivery import views

urlpatterns = [
    path("genomforande/", views.deliveries, name="deliveries"),
    path("genomforande/<str:reference>/", views.delivery, name="delivery"),
    path("genomforande/<str:reference>/folj/", views.follow, name="delivery-follow"),
]
