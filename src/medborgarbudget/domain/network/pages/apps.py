from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "medborgarbudget.domain.network.pages"
    label = "network_pages"
    default_auto_field = "django.db.models.BigAutoField"
