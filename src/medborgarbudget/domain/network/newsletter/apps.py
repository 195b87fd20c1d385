from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "medborgarbudget.domain.network.newsletter"
    label = "network_newsletter"
    default_auto_field = "django.db.models.BigAutoField"
