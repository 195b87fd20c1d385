from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "medborgarbudget.domain.network.membership"
    label = "network_membership"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.network.membership import deeds
        from medborgarbudget.domain.network.membership.listeners import stop_speaking, tell_all
        from medborgarbudget.domain.network.search.events import ToldAnew
        from medborgarbudget.domain.people.events import AccountClosed
        from medborgarbudget.foundation.events import subscribe

        subscribe(AccountClosed, stop_speaking)
        subscribe(ToldAnew, tell_all)
        deeds.register_all()
