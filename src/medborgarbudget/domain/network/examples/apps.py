from django.apps import AppConfig


class ExamplesConfig(AppConfig):
    name = "medborgarbudget.domain.network.examples"
    label = "network_examples"
    default_auto_field = "django.db.models.BigAutoField"
