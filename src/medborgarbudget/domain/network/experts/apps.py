from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "medborgarbudget.domain.network.experts"
    label = "network_experts"
    default_auto_field = "django.db.models.BigAutoField"
