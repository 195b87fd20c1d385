from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "medborgarbudget.sites.access"
    label = "access"

    def ready(self) -> None:
        from medborgarbudget.sites.access import new_factor  # noqa: F401
