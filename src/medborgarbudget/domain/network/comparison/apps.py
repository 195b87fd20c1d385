from django.apps import AppConfig


class ComparisonConfig(AppConfig):
    name = "medborgarbudget.domain.network.comparison"
    label = "network_comparison"
    default_auto_field = "django.db.models.BigAutoField"
