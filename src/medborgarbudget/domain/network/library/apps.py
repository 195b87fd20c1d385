from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "medborgarbudget.domain.network.library"
    label = "network_library"
    default_auto_field = "django.db.models.BigAutoField"
