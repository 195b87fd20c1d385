from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "medborgarbudget.domain.paper"
    label = "paper"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.paper import actions, deeds, queries
        from medborgarbudget.domain.people import two_people
        from medborgarbudget.domain.voting import sources
        from medborgarbudget.domain.voting.policy import Channel

        two_people.register(deeds.APPROVE)
        sources.add(sources.Source(Channel.PAPER, queries.approved_ballots, queries.missing_before_opening))
        sources.add(sources.Source(Channel.POSTED, queries.posted_ballots, forget=actions.forget_places))
