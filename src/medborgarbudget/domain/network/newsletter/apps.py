from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "medborgarbudget.domain.network.newsletter"
    label = "network_newsletter"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from medborgarbudget.domain.network.newsletter.actions import tell_anew
        from medborgarbudget.domain.network.search.events import ToldAnew
        from medborgarbudget.foundation.events import subscribe

        subscribe(ToldAnew, tell_anew)
