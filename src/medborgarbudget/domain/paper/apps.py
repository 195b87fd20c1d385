from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "medborgarbudget.domain.paper"
    label = "paper"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.paper import deeds, queries
        from medborgarbudget.domain.people import two_people
        from medborgarbudget.domain.voting import sources

        two_people.register(deeds.APPROVE)
        sources.add(sources.Source(ballots=queries.approved_ballots, missing=queries.missing_before_opening))
