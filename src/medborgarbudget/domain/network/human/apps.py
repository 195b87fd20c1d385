from django.apps import AppConfig


class HumanConfig(AppConfig):
    name = "medborgarbudget.domain.network.human"
    label = "network_human"
    default_auto_field = "django.db.models.BigAutoField"
