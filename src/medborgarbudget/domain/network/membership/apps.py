from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "medborgarbudget.domain.network.membership"
    label = "network_membership"
    default_auto_field = "django.db.models.BigAutoField"
