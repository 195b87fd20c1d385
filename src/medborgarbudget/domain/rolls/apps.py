from django.apps import AppConfig


class RollsConfig(AppConfig):
    name = "medborgarbudget.domain.rolls"
    label = "rolls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.rolls.deeds import register_all

        register_all()
