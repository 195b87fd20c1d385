from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "medborgarbudget.domain.network.room"
    label = "network_room"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.network.room.listeners import stop_hearing, tell_all
        from medborgarbudget.domain.network.search.events import ToldAnew
        from medborgarbudget.domain.people.events import AccountClosed
        from medborgarbudget.foundation.events import subscribe

        subscribe(AccountClosed, stop_hearing)
        subscribe(ToldAnew, tell_all)
