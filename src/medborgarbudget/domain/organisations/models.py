"""Which organisations use the installation, and into which areas are they divided?"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from medborgarbudget.foundation.tenancy import OwnedByOrganisation

SLUG = RegexValidator(
    r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$", _("Använd bara a–z, siffror och bindestreck, högst 40 tecken.")
)


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Kommun")
    REGION = "region", _("Region")
    NETWORK = "network", _("Nätverkskansli")


class Organisation(models.Model):
    """A tenant: owner of cycles or of a network. Reached at `host`, or at the path /<slug>/ on the installation's own host.

    `languages` lists codes in the order offered ("sv" always first); `theme` maps the six colour names of
    design/theme.py to #rrggbb; `basemap` is a GeoJSON FeatureCollection whose features have a property "kind"
    (land, water, green, building, road), drawn under the areas so that no map server is needed.
    """

    slug = models.CharField(_("adressnamn"), max_length=40, unique=True, validators=[SLUG])
    host = models.CharField(_("eget värdnamn"), max_length=253, null=True, blank=True, unique=True)
    kind = models.CharField(
        _("slag"), max_length=20, choices=OrganisationKind.choices, default=OrganisationKind.MUNICIPALITY
    )
    name = models.CharField(_("namn"), max_length=100)
    short_name = models.CharField(_("kort namn"), max_length=30)
    code = models.CharField(_("kommun- eller länskod"), max_length=4, blank=True)
    inhabitants = models.PositiveIntegerField(_("antal invånare"), null=True, blank=True)
    logo = models.ImageField(_("logotyp"), upload_to="logos/", blank=True)
    theme = models.JSONField(_("färger"), default=dict, blank=True)
    languages = models.JSONField(_("språk"), default=list, blank=True)
    contact_email = models.EmailField(_("e-post till den som svarar"), blank=True)
    contact_phone = models.CharField(_("telefon till den som svarar"), max_length=40, blank=True)
    basemap = models.JSONField(_("underlagskarta"), default=dict, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="organisation_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def base_url(self) -> str:
        """The organisation's own address without a closing slash, for links in mails and documents."""
        if self.host:
            scheme = settings.PUBLIC_URL.partition("://")[0]
            return f"{scheme}://{self.host}"
        return f"{settings.PUBLIC_URL}/{self.slug}"


class AreaKind(models.TextChoices):
    PLACE = "place", _("Plats")
    THEME = "theme", _("Tema")
    GROUP = "group", _("Grupp")


class Area(OwnedByOrganisation):
    """A place, theme or group that a cycle may be divided into. `geometry` is a GeoJSON Polygon or MultiPolygon (lon, lat), or empty."""

    name = models.CharField(_("namn"), max_length=100)
    code = models.CharField(_("kod"), max_length=40)
    kind = models.CharField(_("slag"), max_length=10, choices=AreaKind.choices, default=AreaKind.PLACE)
    geometry = models.JSONField(_("gräns"), null=True, blank=True)
    inhabitants = models.PositiveIntegerField(_("antal invånare"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="area_code_unique"),
            models.UniqueConstraint(fields=["organisation", "name"], name="area_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name
