from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "medborgarbudget.domain.network.library"
    label = "network_library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.network.library.actions import tell_anew
        from medborgarbudget.domain.network.search.events import ToldAnew
        from medborgarbudget.foundation.events import subscribe

        subscribe(ToldAnew, tell_anew)
