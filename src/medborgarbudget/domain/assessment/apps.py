from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "medborgarbudget.domain.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.assessment.listeners import hold_to_signed_costs, take_over_criteria
        from medborgarbudget.domain.cycles.events import CycleCreated, TermsChanged
        from medborgarbudget.foundation.events import subscribe

        subscribe(CycleCreated, take_over_criteria)
        subscribe(TermsChanged, hold_to_signed_costs)
