from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "medborgarbudget.domain.proposals"
    label = "proposals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.people.events import AccountClosed
        from medborgarbudget.domain.proposals import actions, deeds
        from medborgarbudget.foundation import events

        def forget(closed: AccountClosed) -> None:
            actions.forget(person=closed.person)

        events.subscribe(AccountClosed, forget)
        deeds.register_all()
