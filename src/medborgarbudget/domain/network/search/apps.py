from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "medborgarbudget.domain.network.search"
    label = "network_search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.network.search import actions
        from medborgarbudget.domain.network.search.events import Found, Lost
        from medborgarbudget.foundation.events import subscribe

        subscribe(Found, actions.keep_found)
        subscribe(Lost, actions.forget_lost)
