from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "medborgarbudget.domain.network.search"
    label = "network_search"
    default_auto_field = "django.db.models.BigAutoField"
