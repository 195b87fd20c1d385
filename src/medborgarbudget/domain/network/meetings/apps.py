from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "medborgarbudget.domain.network.meetings"
    label = "network_meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.network.meetings import deeds
        from medborgarbudget.domain.network.meetings.listeners import give_back_places
        from medborgarbudget.domain.people.events import AccountClosed
        from medborgarbudget.foundation import events

        events.subscribe(AccountClosed, give_back_places)
        deeds.register_all()
