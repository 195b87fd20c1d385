from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "medborgarbudget.domain.network.meetings"
    label = "network_meetings"
    default_auto_field = "django.db.models.BigAutoField"
