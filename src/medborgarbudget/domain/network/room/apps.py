from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "medborgarbudget.domain.network.room"
    label = "network_room"
    default_auto_field = "django.db.models.BigAutoField"
