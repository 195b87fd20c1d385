from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "medborgarbudget.sites.residents"
    label = "residents"
