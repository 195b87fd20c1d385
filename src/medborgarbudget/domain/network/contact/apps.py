from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "medborgarbudget.domain.network.contact"
    label = "network_contact"
    default_auto_field = "django.db.models.BigAutoField"
