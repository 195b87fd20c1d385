"""What do the components show on the page that shows them all? Invented values in every state; nothing here is read from a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Paginator
from django.utils.datastructures import MultiValueDict

from medborgarbudget.design import charts, svgmap
from medborgarbudget.design.forms import PICTURES, FileInput, KronorField, MomentField, PlainForm
from medborgarbudget.design.parts import Action, Event, Fact, Link, Mark, Picture, ProposalCard, Row, Step, Tag, Tile
from medborgarbudget.foundation import money

MOMENT = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)

TAGS = [
    Tag("Inskickat", "info", "letter"),
    Tag("Granskas", "warning", "clock"),
    Tag("Går vidare", "success", "check"),
    Tag("Går inte vidare", "danger", "cross"),
    Tag("Nytt", "highlight", "star"),
    Tag("Vinnare", "accent", "trophy"),
    Tag("Utkast", "outline", "edit"),
    Tag("Neutral"),
]

CARDS = [
    ProposalCard(
        "Lekplats med vattenlek vid Havsparken",
        "#kort",
        "SOL-0012",
        "En plats där små barn kan plaska, bygga dammar och leka tillsammans på sommaren.",
        "Lek",
        "Centrum",
        cost=850_000,
        status=TAGS[2],
        supports=214,
        comments=18,
    ),
    ProposalCard(
        "Belysning längs strandpromenaden",
        "#kort",
        "SOL-0031",
        "Låga lampor på den mörka sträckan mellan hamnen och badet gör att fler vågar gå där på kvällen.",
        "Trygghet",
        "Hamnen",
        cost=420_000,
        status=TAGS[1],
        supports=167,
        comments=9,
    ),
    ProposalCard(
        "Utegym för alla åldrar",
        "#kort",
        "SOL-0044",
        "Redskap som går att använda sittande, stående och med rullstol.",
        "Idrott",
        "Norra Solvik",
        cost=310_000,
        supports=98,
        comments=4,
    ),
    ProposalCard(
        "Äppelträd i kvarteren",
        "#kort",
        "SOL-0052",
        "Vi planterar femtio fruktträd som alla får plocka av.",
        "Grönska",
        "Hela kommunen",
        cost=95_000,
        status=TAGS[5],
        supports=301,
        comments=27,
    ),
    ProposalCard(
        "Bokbytarhyllor vid busshållplatserna",
        "#kort",
        "SOL-0067",
        "Läs medan du väntar.",
        "Läsning",
        "Västra Solvik",
        cost=60_000,
        supports=41,
        comments=2,
    ),
    ProposalCard(
        "Cykelpump och verktyg vid stationen",
        "#kort",
        "SOL-0070",
        "Pumpa och laga cykeln innan tåget går.",
        "Trafik",
        "Centrum",
        cost=35_000,
        supports=88,
        comments=6,
    ),
    ProposalCard(
        "Väggmålning under bron",
        "#kort",
        "SOL-0075",
        "Ungdomar målar tillsammans med en konstnär.",
        "Kultur",
        "Hamnen",
        cost=140_000,
        supports=57,
        comments=11,
    ),
    ProposalCard(
        "Träffpunkt för äldre och unga",
        "#kort",
        "SOL-0081",
        "Gemensam middag en gång i månaden.",
        "Möten",
        "Söder",
        cost=120_000,
        supports=73,
        comments=5,
    ),
]

PERSON_LINKS = [Link("Mina förslag", "#", icon="idea"), Link("Inställningar", "#", icon="settings")]

STEPS = [
    Step("Förslag", "past", "1–31 oktober"),
    Step("Bedömning", "past", "1–20 november"),
    Step("Omröstning", "now", "till 3 december kl. 18.00"),
    Step("Beslut", "coming", "17 december"),
    Step("Genomförande", "coming", "våren 2027"),
]

EVENTS = [
    Event(
        "Gungorna är på plats",
        "2 juni",
        "Staketet tas bort på fredag. Då är det fritt fram att leka.\n\nBesiktningen är godkänd.",
        Tag("Klart", "success", "check"),
    ),
    Event("Bygget har börjat", "14 april", "Marken är grävd och dräneringen ligger i."),
    Event(
        "Nytt datum: vi väntar på sand",
        "20 mars",
        "Leveransen är två veckor sen. Lekplatsen blir klar i juni i stället för i maj.",
        Tag("Ändrat datum", "warning", "clock"),
    ),
    Event("Beslut i tekniska nämnden", "17 december"),
]

ACTIONS = [
    Action("Rösta nu", "#val", "Välj bland 24 förslag. Det tar ungefär tre minuter.", "ballot-box", main=True),
    Action("Läs förslagen", "#kort", "På karta eller i lista", "map"),
    Action("Få hjälp att rösta", "#", "På biblioteket, i receptionen eller på telefon", "phone"),
]

FACTS = [
    Fact("att rösta om", money.kronor(3_000_000), "64 kr per invånare"),
    Fact("förslag kom in", "186"),
    Fact("har röstat", "4 218", "9,4 % av de röstberättigade"),
    Fact("dagar kvar", "3"),
]

ROWS = [
    Row("Titel", "Lekplats med vattenlek vid Havsparken", "#form"),
    Row("Plats", "Havsparken, bredvid caféet", "#form"),
    Row("Kontakt", "Asta Lind, asta@exempel.se", "#form"),
    Row("Referens", "SOL-0012"),
]

BARS = [
    charts.Bar("Centrum", 1432),
    charts.Bar("Hamnen", 987),
    charts.Bar("Norra Solvik", 1211),
    charts.Bar("Västra Solvik", 402, "minst antal"),
    charts.Bar("Söder", 186),
]

MONEY = [
    charts.Bar("Lekplats med vattenlek vid Havsparken", 850_000, group="Lek"),
    charts.Bar("Belysning längs strandpromenaden", 420_000, group="Trygghet"),
    charts.Bar("Utegym för alla åldrar", 310_000, group="Idrott"),
    charts.Bar("Ny brygga vid kallbadet", 380_000, group="Vatten"),
    charts.Bar("Väggmålning under bron", 140_000, group="Kultur"),
    charts.Bar("Träffpunkt för äldre och unga", 120_000, group="Möten"),
    charts.Bar("Äppelträd i kvarteren", 95_000, group="Grönska"),
    charts.Bar("Discgolf i skogen", 180_000, group="Idrott"),
    charts.Bar("Bokbytarhyllor vid busshållplatserna", 60_000, group="Kultur"),
    charts.Bar("Cykelpump vid stationen", 35_000, group="Trygghet"),
]

STACKED: list[tuple[str, list[float]]] = [
    ("Centrum", [900, 430, 102]),
    ("Hamnen", [610, 300, 77]),
    ("Norra Solvik", [700, 395, 116]),
]
CHANNELS = ["Mobil", "Dator", "Papper"]
PAID = [charts.Bar("70 väljare betalade 7,14 kr var", 500), charts.Bar("12 väljare gav det sista de hade", 60)]
FLOW = [
    charts.Bar("Klätterställning i Bokskogen", 61_000, "43 % av pengarna"),
    charts.Bar("Belysning längs gångvägen till skolan", 22_400),
    charts.Bar("Andra förslag", 9_300),
    charts.Bar("Kvar", 18_200, group="left"),
]
PAIRS = [("Lek och idrott", 0.41, 0.38), ("Grönska", 0.34, 0.36), ("Kultur", 0.25, 0.26)]


def _feature(kind: str, name: str, geometry: str, coordinates: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name": name},
        "geometry": {"type": geometry, "coordinates": coordinates},
    }


BASE_MAP = {
    "type": "FeatureCollection",
    "features": [
        _feature(
            "water",
            "Solviken",
            "Polygon",
            [
                [
                    [16.62, 58.60],
                    [16.95, 58.60],
                    [16.95, 58.730],
                    [16.690, 58.712],
                    [16.672, 58.700],
                    [16.660, 58.692],
                    [16.655, 58.684],
                    [16.646, 58.680],
                    [16.640, 58.672],
                    [16.626, 58.668],
                    [16.62, 58.60],
                ]
            ],
        ),
        _feature(
            "green",
            "Havsparken",
            "Polygon",
            [
                [
                    [16.628, 58.674],
                    [16.636, 58.674],
                    [16.641, 58.681],
                    [16.634, 58.684],
                    [16.627, 58.680],
                    [16.628, 58.674],
                ]
            ],
        ),
        _feature(
            "green",
            "Norrskogen",
            "Polygon",
            [
                [
                    [16.605, 58.698],
                    [16.622, 58.696],
                    [16.632, 58.702],
                    [16.628, 58.711],
                    [16.608, 58.712],
                    [16.605, 58.698],
                ]
            ],
        ),
        _feature(
            "road",
            "Kustvägen",
            "LineString",
            [
                [16.585, 58.667],
                [16.605, 58.672],
                [16.618, 58.676],
                [16.627, 58.686],
                [16.640, 58.692],
                [16.650, 58.703],
                [16.655, 58.715],
            ],
        ),
        _feature("road", "Storgatan", "LineString", [[16.585, 58.692], [16.604, 58.688], [16.627, 58.686]]),
        _feature("road", "Ringvägen", "LineString", [[16.600, 58.660], [16.604, 58.688], [16.600, 58.715]]),
        *(
            _feature(
                "building",
                "",
                "Polygon",
                [[[x, y], [x + 0.0035, y], [x + 0.0035, y + 0.0014], [x, y + 0.0014], [x, y]]],
            )
            for x, y in (
                (16.607, 58.684),
                (16.612, 58.683),
                (16.617, 58.682),
                (16.608, 58.690),
                (16.613, 58.690),
                (16.618, 58.6895),
                (16.609, 58.679),
                (16.614, 58.6785),
                (16.592, 58.684),
                (16.594, 58.695),
            )
        ),
        _feature(
            "area",
            "Centrum",
            "Polygon",
            [
                [
                    [16.600, 58.668],
                    [16.626, 58.668],
                    [16.640, 58.672],
                    [16.646, 58.680],
                    [16.655, 58.684],
                    [16.648, 58.692],
                    [16.600, 58.695],
                    [16.600, 58.668],
                ]
            ],
        ),
        _feature(
            "area",
            "Norra Solvik",
            "Polygon",
            [
                [
                    [16.585, 58.695],
                    [16.648, 58.692],
                    [16.672, 58.700],
                    [16.668, 58.716],
                    [16.585, 58.716],
                    [16.585, 58.695],
                ]
            ],
        ),
    ],
}
TILES = [
    Tile(code, label, count, "#karta", code == "12")
    for code, label, count in (
        ("01", "Stockholm", 2), ("03", "Uppsala", 0), ("04", "Söder\u00admanland", 0), ("05", "Öster\u00adgötland", 1), ("06", "Jön\u00adköping", 1),
        ("07", "Krono\u00adberg", 1), ("08", "Kalmar", 1), ("09", "Gotland", 0), ("10", "Blekinge", 1), ("12", "Skåne", 4),
        ("13", "Halland", 1), ("14", "Västra Götaland", 3), ("17", "Värmland", 1),
        ("18", "Örebro", 1), ("19", "Väst\u00admanland", 0), ("20", "Dalarna", 1),
        ("21", "Gävleborg", 1), ("22", "Väster\u00adnorrland", 0), ("23", "Jämtland", 0), ("24", "Väster\u00adbotten", 1),
        ("25", "Norr\u00adbotten", 1),
    )
]  # fmt: skip

MARKERS = [
    svgmap.Marker(58.678, 16.634, "Lekplats med vattenlek vid Havsparken", "#kort", 1, "SOL-0012"),
    svgmap.Marker(58.690, 16.648, "Belysning längs strandpromenaden", "#kort", 2, "SOL-0031"),
    svgmap.Marker(58.705, 16.615, "Utegym för alla åldrar", "#kort", 3, "SOL-0044"),
]


class SampleForm(PlainForm):
    """One field of each kind."""

    title = forms.CharField(label="Titel", max_length=80, help_text="Skriv kort vad du vill att kommunen gör.")
    what = forms.CharField(label="Vad vill du göra?", max_length=800, widget=forms.Textarea)
    area = forms.ChoiceField(label="Område", choices=[("", "Välj ett område"), ("c", "Centrum"), ("n", "Norra Solvik")])
    kind = forms.ChoiceField(
        label="Vem är förslaget till för?",
        choices=[("all", "Alla"), ("child", "Barn"), ("old", "Äldre")],
        widget=forms.RadioSelect,
    )
    themes = forms.MultipleChoiceField(
        label="Teman",
        required=False,
        choices=[("play", "Lek"), ("green", "Grönska"), ("art", "Kultur")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Välj ett eller flera.",
    )
    cost = KronorField(
        label="Ungefärlig kostnad", required=False, max_value=1_000_000, help_text="Gissa om du inte vet."
    )
    email = forms.EmailField(label="E-postadress", help_text="Vi visar den inte för någon.")
    opens = MomentField(label="Öppnar", required=False)
    day = forms.DateField(label="Dag", required=False)
    picture = forms.FileField(
        label="Bild",
        required=False,
        widget=FileInput(accept=PICTURES),
        help_text="Högst 15 MB. Vi tar bort uppgiften om var bilden är tagen.",
    )
    agree = forms.BooleanField(label="Jag har läst hur kommunen hanterar mina uppgifter")


def _bound_form() -> SampleForm:
    data: MultiValueDict[str, str] = MultiValueDict(
        {
            "fel-title": [
                "Ett förslag med en alldeles för lång titel som fortsätter långt efter att alla har slutat läsa den"
            ],
            "fel-email": ["asta.lind"],
            "fel-cost": ["mycket"],
            "fel-opens_0": ["2027-03-28"],
            "fel-opens_1": ["02:30"],
            "fel-themes": ["play"],
        }
    )
    return SampleForm(data, MultiValueDict({"fel-picture": [SimpleUploadedFile("tom.jpg", b"")]}), prefix="fel")


MINUTES: list[dict[str, Any]] = [
    {
        "heading": "Rösterna på papper",
        "text": "I lådorna låg 15 valsedlar. 3 var ogiltiga och 12 räknades.",
        "rows": [("Stickprovets slumptal", "9f86d081884c7d659a2feaa0c55ad015", True), ("Rättelse", "Lådan räknades om.", False)],
        "tables": [
            {
                "caption": "Ogiltiga valsedlar efter skäl",
                "align": "right",
                "head": ["Skäl", "Antal"],
                "labelled": [[("Skäl", "Är tom"), ("Antal", "2")], [("Skäl", "Har för många val"), ("Antal", "1")]],
            }
        ],
    }
]  # fmt: skip


def context() -> dict[str, Any]:
    """All that the page needs."""
    return {
        "moment": MOMENT,
        "then": NOW,
        "tags": TAGS,
        "cards": CARDS,
        "steps": STEPS,
        "events": EVENTS,
        "actions": ACTIONS,
        "facts": FACTS,
        "rows": ROWS,
        "bars": BARS,
        "money": MONEY,
        "stacked": STACKED,
        "channels": CHANNELS,
        "minutes": MINUTES,
        "paid": PAID,
        "flow": FLOW,
        "pairs": PAIRS,
        "base_map": BASE_MAP,
        "markers": MARKERS,
        "tiles": TILES,
        "map_data": {"base": BASE_MAP, "markers": [vars(marker) for marker in MARKERS]},
        "form": SampleForm(prefix="form"),
        "bad_form": _bound_form(),
        "page_obj": Paginator(range(200), 20).page(4),
        "crumbs": [Link("Solvik", "#"), Link("Omgång 2026", "#"), Link("Förslag", "#")],
        "tab_links": [
            Link("Lista", "#flikar", True, 24),
            Link("Karta", "#karta", icon="map"),
            Link("Avslagna", "#", count=61),
        ],
        "many_tab_links": [
            Link(name, "#manga-flikar", name == "Regler", 3 if name == "Förslag" else None)
            for name in ("Översikt", "Steg", "Pengar", "Regler", "Förslag", "Bedömning", "Omröstning", "Räkning")
        ],
        "people": ["Asta Lind", "Bo Ek", "Cissi Ström", "Doris Alm", "Egil Berg", "Frida"],
        "pictures": [Picture("/static/design/mark.svg", "Produktens märke", "En bild med text under")],
        "address": ["Asta Lind", "Strandgatan 4", "612 34 Solvik"],
    }


@dataclass(frozen=True)
class MarkSample:
    """A ballot with something put on each option."""

    id: str
    title: str
    control: str
    standing: str
    live: str
    marks: tuple[Mark, ...]
    points: int | None = None
    most: int | None = None


def _marks(start: int, control: str, asked: str, unmarked: str, texts: Sequence[str], **more: Any) -> tuple[Mark, ...]:
    titles = ("Utegym vid ån", "Fler bänkar", "Belysning i parken", "Ny brygga")
    return tuple(
        Mark(control, start + place, title, asked, unmarked, text=text, closed=place == 3, **more)
        for place, (title, text) in enumerate(zip(titles, texts, strict=True))
    )


_GRADES = tuple(
    (str(4 - place), name, "") for place, name in enumerate(("Utmärkt", "Bra", "Godtagbart", "Tveksamt", "Dåligt"))
)
_STARS = tuple((str(value), f"{value} stjärnor", str(value)) for value in range(1, 6))
_PLACES = tuple((str(value), f"Plats {value}", "") for value in range(1, 4))

MARK_SAMPLES = (
    MarkSample(
        "poang",
        "poäng",
        "number",
        "8 av 10 poäng",
        "{sum} av 10 poäng",
        _marks(10, "number", "Poäng", "", ("5", "3", "", ""), most=10),
        points=10,
    ),
    MarkSample(
        "plats",
        "rangordning",
        "place",
        "2 av 3 platser",
        "{n} av 3 platser",
        _marks(20, "place", "Plats", "Ingen plats", ("1", "2", "", ""), steps=_PLACES),
        most=3,
    ),
    MarkSample(
        "betyg",
        "betyg",
        "scale",
        "2 med betyg",
        "{n} med betyg",
        _marks(30, "scale", "Betyg", "Inget betyg", ("4", "1", "", ""), steps=_GRADES),
    ),
    MarkSample(
        "plus-minus",
        "plus och minus",
        "scale",
        "1 plus, 1 minus",
        "{plus} plus, {minus} minus",
        _marks(
            40,
            "scale",
            "Plus eller minus",
            "Avstår",
            ("1", "-1", "", ""),
            steps=(("1", "Plus", ""), ("-1", "Minus", "")),
        ),
    ),
    MarkSample(
        "stjarnor",
        "stjärnor",
        "scale",
        "2 med stjärnor",
        "{n} med stjärnor",
        _marks(50, "scale", "Stjärnor", "0", ("5", "2", "", ""), steps=_STARS),
    ),
)
