from django.apps import AppConfig


class ExamplesConfig(AppConfig):
    name = "medborgarbudget.domain.network.examples"
    label = "network_examples"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.network.examples.actions import tell_anew
        from medborgarbudget.domain.network.search.events import ToldAnew
        from medborgarbudget.foundation.events import subscribe

        subscribe(ToldAnew, tell_anew)
