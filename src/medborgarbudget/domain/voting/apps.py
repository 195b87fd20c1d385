from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "medborgarbudget.domain.voting"
    label = "voting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.cycles.events import StepsChanged
        from medborgarbudget.domain.voting import deeds, letter_deeds
        from medborgarbudget.domain.voting.actions import follow_steps
        from medborgarbudget.foundation.events import subscribe

        letter_deeds.register_all()
        subscribe(StepsChanged, follow_steps)
        deeds.register_all()
