"""Which invented organisations and people does the demo have?"""

from __future__ import annotations

from dataclasses import dataclass, field

from medborgarbudget.domain.organisations.models import OrganisationKind
from medborgarbudget.domain.people.models import RoleName

PASSWORD = "prova-medborgarbudget"  # noqa: S105 - the demo's password is meant to be known
TOTP_SECRET = "MEDBORGARBUDGETDEMOSECRET2345677"  # noqa: S105
"""Shared by all demo staff; the demo's page shows the code of the moment."""


@dataclass(frozen=True)
class Player:
    """Somebody to sign in as. `tells` says in a few words why one would."""

    key: str
    name: str
    tells: str
    roles: tuple[RoleName, ...] = ()

    def email(self, domain: str) -> str:
        return f"{self.key}@{domain}.example"


@dataclass(frozen=True)
class DemoPlace:
    """An invented municipality or region. `areas` maps name → inhabitants; the first is the town."""

    slug: str
    name: str
    short_name: str
    kind: str
    code: str
    theme: str
    seed: int
    latitude: float
    longitude: float
    radius_km: float
    coast: bool
    areas: dict[str, int]
    players: tuple[Player, ...] = field(default_factory=tuple)

    @property
    def inhabitants(self) -> int:
        return sum(self.areas.values())


LEAD_ROLES = (RoleName.ADMINISTRATOR, RoleName.LEAD)

SOLVIK = DemoPlace(
    slug="solvik",
    name="Solviks kommun",
    short_name="Solvik",
    kind=OrganisationKind.MUNICIPALITY,
    code="",
    theme="coast",
    seed=7,
    latitude=57.93,
    longitude=16.62,
    radius_km=14,
    coast=True,
    areas={
        "Solvik": 9_840,
        "Norrstrand": 3_120,
        "Hagalund": 2_410,
        "Sjöberga": 1_980,
        "Ekdala": 1_530,
        "Kråkvik": 1_120,
    },
    players=(
        Player("doris", "Doris Bergdahl", "leder medborgarbudgeten i Solvik", LEAD_ROLES),
        Player("nils", "Nils Åkervall", "bedömer förslag på tekniska kontoret", (RoleName.ASSESSOR,)),
        Player(
            "maja", "Maja Sandelin", "skriver under bedömningar som andra person", (RoleName.LEAD, RoleName.ASSESSOR)
        ),
        Player("gun", "Gun Perlund", "tar emot förslag på papper och telefon på biblioteket", (RoleName.DESK,)),
        Player("kerstin", "Kerstin Ollmark", "skriver nyheter och granskar kommentarer", (RoleName.COMMUNICATOR,)),
        Player("henrik", "Henrik Tallberg", "granskar att allt har gått rätt till", (RoleName.AUDITOR,)),
        Player("birgitta", "Birgitta Nyblom", "är förtroendevald och följer omgången", (RoleName.ELECTED,)),
        Player("asta", "Asta Lindegren", "bor i Norrstrand, har lämnat förslag och vill rösta"),
        Player("ture", "Ture Holmlund", "är 82 år och röstar på biblioteket"),
        Player("kim", "Kim Ekdahl", "är 15 år och vill ha en skatepark"),
    ),
)

GRANBY = DemoPlace(
    slug="granby",
    name="Granby kommun",
    short_name="Granby",
    kind=OrganisationKind.MUNICIPALITY,
    code="",
    theme="forest",
    seed=23,
    latitude=60.71,
    longitude=14.86,
    radius_km=19,
    coast=False,
    areas={"Granby": 6_210, "Björkåsen": 1_870, "Myrheden": 1_240, "Storsele": 990, "Tallmo": 760},
    players=(
        Player("egil", "Egil Forsgård", "leder medborgarbudgeten i Granby", LEAD_ROLES),
        Player("ylva", "Ylva Mörk", "bedömer förslag på gatukontoret", (RoleName.ASSESSOR, RoleName.LEAD)),
        Player("tomas", "Tomas Hedlöv", "bedömer förslag om natur och bad", (RoleName.ASSESSOR, RoleName.LEAD)),
        Player("bo", "Bo Granlund", "bor i Björkåsen och vill lämna ett förslag"),
    ),
)

MALARSKOG = DemoPlace(
    slug="malarskog",
    name="Region Mälarskog",
    short_name="Mälarskog",
    kind=OrganisationKind.REGION,
    code="",
    theme="plum",
    seed=41,
    latitude=59.35,
    longitude=15.92,
    radius_km=46,
    coast=False,
    areas={"Västerskog": 84_300, "Mälarnäs": 51_900, "Bergslaget": 38_700, "Sörmarken": 29_400},
    players=(
        Player("frida", "Frida Almqvist", "leder regionens medborgarbudget", LEAD_ROLES),
        Player("olle", "Olle Stråhle", "bedömer förslag", (RoleName.ASSESSOR,)),
        Player("sigrid", "Sigrid Wahlfors", "skriver under bedömningar", (RoleName.ASSESSOR, RoleName.LEAD)),
        Player("amir", "Amir Rostan", "har lämnat ett förslag till regionen"),
    ),
)

HUB = DemoPlace(
    slug="natverket",
    name="Nätverket Medborgarbudget",
    short_name="Nätverket",
    kind=OrganisationKind.NETWORK,
    code="",
    theme="plum",
    seed=3,
    latitude=59.33,
    longitude=18.06,
    radius_km=10,
    coast=False,
    areas={},
    players=(
        Player("vera", "Vera Lindqvist", "leder nätverkets kansli", LEAD_ROLES),
        Player("hugo", "Hugo Sandell", "skriver nätverkets sidor och nyhetsbrev", (RoleName.COMMUNICATOR,)),
        Player("lena", "Lena Öhrvall", "leder medborgarbudgeten i Björknäs, som just har kommit med i nätverket"),
        Player("sven", "Sven Törnqvist", "är projektansvarig i Klintebro, som har hållit på länge och hjälper andra"),
    ),
)

PLACES = (SOLVIK, GRANBY, MALARSKOG, HUB)

OPERATOR = Player("drift", "Dag Rydström", "driver installationen och lägger upp organisationer")
OPERATOR_DOMAIN = "medborgarbudget"

FIRST_NAMES = (
    "Alva", "Anders", "Aya", "Bengt", "Camilla", "Dalia", "Edvin", "Elin", "Emil", "Eva", "Farah", "Gunilla", "Gustav", "Hanna", "Hassan", "Ida",
    "Inger", "Isak", "Jamila", "Johan", "Karin", "Lars", "Leo", "Lovisa", "Magnus", "Mariam", "Mikael", "Moa", "Noah", "Olga", "Pär", "Rakel", "Rune",
    "Saga", "Samir", "Sanna", "Siv", "Stina", "Tim", "Tuva", "Ulla", "Vera", "Viktor", "Wilma", "Yusuf", "Åke", "Östen",
)  # fmt: skip
LAST_INITIALS = "ABCDEFGHJKLMNOPRSTVW"
