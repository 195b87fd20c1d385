from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "medborgarbudget.domain.voting"
    label = "voting"
    default_auto_field = "django.db.models.BigAutoField"
