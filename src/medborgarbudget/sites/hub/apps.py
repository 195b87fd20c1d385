from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "medborgarbudget.sites.hub"
    label = "hub"
