"""Which addresses do staff's pages about deliveries have?"""

from django.urls import path

from medborgarbudget.sites.staff.delivery import one, table

urlpatterns = [
    path("genomforande/", table.deliveries, name="deliveries"),
    path("genomforande/nya/", table.deliveries_new, name="deliveries-new"),
    path("genomforande/avvikelse/", table.deliveries_deviate, name="deliveries-deviate"),
    path("genomforande/<str:reference>/", one.delivery, name="delivery"),
    path("genomforande/<str:reference>/plan/", one.plan, name="delivery-plan"),
    path("genomforande/<str:reference>/utfall/", one.money, name="delivery-money"),
    path("genomforande/<str:reference>/beratta/", one.update, name="delivery-update"),
    path("genomforande/<str:reference>/invigning/", one.inauguration, name="delivery-inauguration"),
    path("genomforande/<str:reference>/avbryt/", one.stop, name="delivery-stop"),
]
