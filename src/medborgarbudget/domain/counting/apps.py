from django.apps import AppConfig


class CountingConfig(AppConfig):
    name = "medborgarbudget.domain.counting"
    label = "counting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.counting import deeds

        deeds.register_all()
