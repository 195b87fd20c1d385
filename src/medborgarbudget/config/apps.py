from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """An app so that Django finds the commands, and the check that the database is durable."""

    name = "medborgarbudget.config"
    label = "config"

    def ready(self) -> None:
        from medborgarbudget.config import durability  # noqa: F401 - registers a check
