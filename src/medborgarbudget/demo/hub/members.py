"""Which members, questions, documents and letters to the office has the demo's network?

All are invented: names that no municipality has, with codes outside the official list. Three are the demo's own organisations.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from medborgarbudget.demo.hub import Hub
from medborgarbudget.domain.network.contact import actions as contact
from medborgarbudget.domain.network.contact.models import MessageState
from medborgarbudget.domain.network.membership import actions, bodies, queries
from medborgarbudget.domain.network.membership.content import InterestContent, PersonContent
from medborgarbudget.domain.network.membership.models import BodyKind, Member, MemberContact, MemberState
from medborgarbudget.domain.network.room import actions as room
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.files import StoredDocument, read_document

SLUG = "natverket"
MUNICIPALITY, REGION = BodyKind.MUNICIPALITY, BodyKind.REGION
LEAD, ELECTED = MemberContact.Role.LEAD, MemberContact.Role.ELECTED


@dataclass(frozen=True)
class Script:
    """A member of the demo. `came` and `heard` are days ago; `tenant` names one of the demo's own organisations."""

    key: str
    name: str
    code: str
    county: str
    inhabitants: int
    people: Sequence[tuple[str, str, str]]
    """Key of the address, name, role."""
    came: int
    heard: int
    stage: str
    orientations: Sequence[str]
    about: str = ""
    needs: Sequence[str] = ()
    offers: Sequence[str] = ()
    ballots: Sequence[str] = ()
    kind: str = MUNICIPALITY
    tenant: str = ""
    state: str = MemberState.MEMBER


ONGOING, COMING = "ongoing", "on_the_way"

MEMBERS = (
    Script(
        "solvik", "Solviks kommun", "9901", "08", 20_000, (("doris@solvik", "Doris Bergdahl", LEAD), ("birgitta@solvik", "Birgitta Nyblom", ELECTED)),
        900, 3, ONGOING, ("territory",), "Vi har medborgarbudget vartannat år i hela kommunen, med en pott för varje område. Förra omgången byggde vi "
        "en lekplats, ett utegym och belysning längs badet. Det vi har lärt oss: svara alla som föreslår, även dem som får nej.",
        ("evaluation",), ("assessment", "voting", "delivery"), ("up_to_k", "knapsack"), tenant="solvik",
    ),
    Script(
        "granby", "Granby kommun", "9902", "20", 11_070, (("egil@granby", "Egil Forsgård", LEAD),), 320, 12, ONGOING, ("territory",),
        "Vår första omgång pågår. Vi är en liten kommun med många byar och tar in förslag på papper i lanthandeln.",
        ("voting", "reach", "delivery"), ("criteria",), ("meeting",), tenant="granby",
    ),
    Script(
        "malarskog", "Region Mälarskog", "93", "18", 204_300, (("frida@malarskog", "Frida Almqvist", LEAD),), 500, 20, ONGOING, ("territory", "theme"),
        "Regionen delar ut sex miljoner till hälsa, kultur och natur, lika mycket per invånare i varje del.",
        ("young",), ("money", "reach"), ("up_to_k",), kind=REGION, tenant="malarskog",
    ),
    Script(
        "bjorknas", "Björknäs kommun", "9911", "24", 9_400, (("lena@natverket", "Lena Öhrvall", LEAD), ("mats@bjorknas", "Mats Ekelid", ELECTED)),
        9, 2, COMING, ("territory", "group"), "Fullmäktige har sagt ja till en första omgång nästa år: en miljon kronor till byarna.",
        ("start", "criteria", "voting"), (), (),
    ),
    Script(
        "klintebro", "Klintebro kommun", "9912", "12", 31_500, (("sven@natverket", "Sven Törnqvist", LEAD), ("ruth@klintebro", "Ruth Holmer", LEAD)),
        1_400, 5, ONGOING, ("territory", "theme"), "Vi har gjort fem omgångar sedan 2016. Nu låter vi invånarna välja med en budget att fylla, och räknar så "
        "att små byar också får något.", ("evaluation",), ("start", "criteria", "voting", "money"), ("up_to_k", "knapsack"),
    ),
    Script(
        "hedlanda", "Hedlanda kommun", "9913", "06", 17_800, (("amina@hedlanda", "Amina Farah", LEAD),), 210, 31, ONGOING, ("group",),
        "Ungdomsbudget: eleverna i årskurs 7–9 bestämmer över 300 000 kronor om året, med röstning i skolan.",
        ("assessment",), ("young", "digital"), ("up_to_k",),
    ),
    Script(
        "vikbo", "Vikbo kommun", "9914", "05", 43_000, (("per@vikbo", "Per Lidman", LEAD),), 640, 140, ONGOING, ("theme",),
        "En park åt gången: invånarna formar och röstar fram vad som byggs.", ("reach",), ("delivery",), ("meeting",),
    ),
    Script(
        "asmark", "Åsmarks kommun", "9915", "21", 7_900, (("karin@asmark", "Karin Wikblad", LEAD),), 75, 40, COMING, ("territory",),
        "Vi har lärt oss av Granby och vill börja i två byar.", ("start", "money"), (), (),
    ),
    Script(
        "stenbro", "Stenbro kommun", "9916", "14", 58_200, (("jonas@stenbro", "Jonas Hedfors", LEAD), ("eva@stenbro", "Eva Stolpe", LEAD)),
        430, 8, ONGOING, ("theme", "group"), "Trygghetsbudget i två stadsdelar. Vi går ut med sms-kod och röstning på torget.",
        ("assessment", "evaluation"), ("reach", "voting"), ("up_to_k", "points"),
    ),
    Script(
        "nasfors", "Näsfors kommun", "9917", "17", 12_600, (("olof@nasfors", "Olof Brandt", LEAD),), 800, 210, ONGOING, ("group",),
        "Medarbetarbudget: de anställda bestämmer över en del av arbetsmiljöpengarna.", (), ("evaluation",), ("up_to_k",),
        state=MemberState.PAUSED,
    ),
    Script(
        "lillskar", "Lillskärs kommun", "9918", "01", 71_000, (("nora@lillskar", "Nora Palmér", LEAD),), 160, 18, COMING, ("territory",),
        "Stor och utspridd skärgårdskommun. Vi vill att åretruntboende och sommarboende ska kunna vara med på lika villkor.",
        ("criteria", "digital", "reach"), (), (),
    ),
    Script(
        "rodmossa", "Rödmossa kommun", "9919", "13", 27_300, (("hans@rodmossa", "Hans Kvarnlund", LEAD),), 330, 100, ONGOING, ("territory",),
        "Två omgångar gjorda. Båda gångerna blev vi sena med bygget, så nu lovar vi mindre och håller det.",
        ("delivery",), ("assessment",), ("knapsack",),
    ),
    Script(
        "storhult", "Storhults kommun", "9920", "07", 15_100, (("ingela@storhult", "Ingela Modig", LEAD), ("bertil@storhult", "Bertil Rask", ELECTED)),
        28, 6, COMING, ("theme",), "Skolgårdsbudget på tre skolor i vår.", ("young", "start"), (), (),
    ),
    Script(
        "sydkust", "Region Sydkust", "91", "10", 158_000, (("maria@sydkust", "Maria Strand", LEAD),), 250, 25, COMING, ("theme",),
        "Vi vill pröva medborgarbudget för kollektivtrafikens hållplatser.", ("criteria", "money"), ("digital",), (), kind=REGION,
    ),
    Script(
        "norrfjall", "Region Norrfjäll", "92", "25", 249_000, (("elsa@norrfjall", "Elsa Utsi Lund", LEAD),), 120, 15, ONGOING, ("territory",),
        "Kulturbudget för hela regionen, på tre språk.", ("reach", "evaluation"), ("reach",), ("up_to_k",), kind=REGION,
    ),
)  # fmt: skip
"""Fifteen that are in: twelve municipalities, three regions; one of them has paused."""

INTERESTS = (
    ("Tallbacka kommun", "9931", "22", COMING, ("territory",), "Vi har läst om Klintebro och vill göra likadant i våra fyra tätorter.", ("start", "money"),
     ("Kommunstyrelsen", 45), (("tilda@tallbacka", "Tilda Nordgren", LEAD), ("arne@tallbacka", "Arne Fält", ELECTED)), 2, False),
    ("Sjöhamra kommun", "9932", "03", ONGOING, ("group",), "Vi har gjort en ungdomsbudget på egen hand och vill jämföra med andra.", ("evaluation", "young"),
     None, (("yasmin@sjohamra", "Yasmin Demir", LEAD),), 6, False),
    ("Kvarnlösa kommun", "9933", "19", COMING, ("theme", "territory"), "", ("criteria",), None, (("leif@kvarnlosa", "Leif Granath", LEAD),), 24, True),
)  # fmt: skip
"""Three who wait: two new, one contacted."""

QUESTIONS = (
    ("bjorknas", "criteria", "Hur skriver ni löftet till invånarna?", "Våra politiker vill inte lova för mycket, men om vi inte lovar något blir det "
     "inget förtroende. Hur har ni gjort?", 8, (
         ("klintebro", "Vi lovar bara det vi själva rår över: att alla förslag får svar, att omröstningen avgör inom potten, och att fullmäktige får "
          "förslaget från oss som det blev. Datum lovar vi först när beslutet är fattat.", 6, True),
         ("solvik", "Samma här. Vi skriver att röstningsresultatet är rådgivande tills fullmäktige har beslutat. Det var ingen som tog illa upp.", 5, False),
     )),
    ("storhult", "young", "Behöver vi vårdnadshavares samtycke när elever röstar?", "Det gäller årskurs 4–6, på lektionstid.", 14, (
        ("hedlanda", "Inte hos oss, eftersom det är en del av undervisningen och vi inte sparar vem som röstade på vad. Vi informerar hemmen i god tid.", 12, True),
    )),
    ("lillskar", "reach", "Hur gör ni med dem som bor i kommunen på sommaren?", "De äger hus här men är folkbokförda någon annanstans.", 20, (
        ("malarskog", "Vi låter dem föreslå men inte rösta. Det står tydligt från början, och det har fungerat.", 18, False),
        ("stenbro", "Vi har ”bor, arbetar eller går i skola”. Sommarboende är inte med, men deras bygdeförening får lämna förslag.", 17, False),
    )),
    ("granby", "voting", "Hur många röster ska var och en få?", "Vi har tjugo förslag på listan och tänker tre röster var.", 33, (
        ("klintebro", "Vi gick från tre röster till att man fyller en budget. Då tänker folk på pengarna också. Pröva båda på era gamla förslag i "
         "tjänsten innan ni bestämmer.", 31, True),
    )),
    ("rodmossa", "delivery", "Vad säger ni till invånarna när bygget blir sent?", "Entreprenören har gått i konkurs och vi tappar ett halvår.", 45, (
        ("solvik", "Säg det direkt, med skälet och ett nytt datum. Vi får nästan bara vänliga svar när vi gör det innan någon frågar.", 44, False),
        ("vikbo", "Vi bjuder in dem som föreslog på en kopp kaffe vid platsen. Det är svårt att vara arg med en bulle i handen.", 42, True),
    )),
    ("sydkust", "money", "Hur mycket pengar behövs för att det ska bli på riktigt i en region?", "", 3, ()),
    ("asmark", "start", "Vem har någon som kan komma och berätta för vår kommunstyrelse?", "Gärna någon som själv är förtroendevald.", 5, ()),
)  # fmt: skip

DOCUMENTS = (
    ("klintebro", "criteria", "Mall för kriterier och löfte", "Den vi har använt i fem omgångar. Ändra fritt.", 200, ("Första versionen", "Kortare, och med löftet överst")),
    ("hedlanda", "young", "Så gick skolröstningen till, steg för steg", "För den som ska ordna röstning i skolan.", 90, ("Första versionen",)),
    ("vikbo", "evaluation", "Enkät till dem som röstade", "Tolv frågor som tar tre minuter.", 60, ("Första versionen",)),
    ("", "start", "Underlag till nämnden: att börja med medborgarbudget", "En tjänsteskrivelse att utgå från.", 30, ("Första versionen",)),
)  # fmt: skip

MESSAGES = (
    ("method", "Gerd Åhman", "gerd@lasforeningen.example", "Läsföreningen Boken", "Hej! Vi är en förening som vill att vår kommun ska börja med medborgarbudget. Har ni "
     "något material att visa politikerna?", 1, ""),
    ("event", "Ulf Sjödin", "ulf@tallbacka.example", "Tallbacka kommun", "Går det att vara med på nästa träff utan att vara medlem än?", 2, ""),
    ("network", "Siri Malm", "siri@universitetet.example", "Universitetet", "Jag skriver en uppsats om deltagande på landsbygden och söker kommuner att intervjua.", 12,
     "Hej Siri! Vi har frågat våra medlemmar, och Granby och Björknäs svarar gärna på frågor. De hör av sig till dig direkt."),
    ("accessibility", "Kurt Ek", "kurt@brev.example", "", "När jag förstorar texten på sidan om träffar hamnar knappen utanför.", 7, ""),
    ("other", "Billiga Länkar AB", "salj@lankar.example", "", "Köp tusen länkar till er webbplats, bara i dag!", 4, "skräp"),
)  # fmt: skip


def build(hub: Hub) -> None:
    """Tell it by the product's own verbs."""
    vera, hugo = hub.office["vera"], hub.office["hugo"]
    people: dict[str, Person] = {}
    for script in MEMBERS:
        hub.members[script.key] = _member(hub, script, vera, people)
    _left(hub, vera)
    _interests(hub, vera)
    _room(hub, people)
    _messages(hub, vera, hugo)


def _body(name: str, code: str, county: str, kind: str = MUNICIPALITY) -> bodies.Body:
    found = bodies.county_named(county)
    assert found is not None
    return bodies.Body(kind, code, name, name, found)


def _member(hub: Hub, script: Script, actor: Person, people: dict[str, Person]) -> Member:
    came = hub.now - timedelta(days=script.came)
    content = InterestContent(
        body=_body(script.name, script.code, script.county, script.kind),
        stage=script.stage,
        orientations=script.orientations,
        needs=script.needs or ("start",),
        people=[PersonContent(name, f"{key}.example", role) for key, name, role in script.people],
        show_names=True,
    )
    member = _register(hub, content, came - timedelta(days=12))
    actions.mark_contacted(member=member, actor=actor, now=came - timedelta(days=9))
    actions.admit(member=member, actor=actor, now=came)
    member = queries.member_of(hub.network, member.slug)
    for contact_ in queries.contacts(member):
        people.setdefault(script.key, contact_.person)
    heard = hub.now - timedelta(days=script.heard)
    actions.save_profile(
        member=member,
        values={
            "stage": script.stage, "orientations": script.orientations, "about": script.about, "needs": script.needs,
            "offers": script.offers, "ballots": script.ballots, "inhabitants": script.inhabitants, "needs_text": "",
            "offers_text": "", "website": "",
        },
        actor=people[script.key],
        now=max(came, heard),
    )  # fmt: skip
    tenant = Organisation.objects.filter(slug=script.tenant).first() if script.tenant else None
    if tenant is not None:
        actions.link_tenant(member=member, tenant=tenant, actor=actor, now=max(came, heard))
    if script.state == MemberState.PAUSED:
        reason = "Omorganisation. De vill vara med igen till hösten."
        actions.move(member=member, to=MemberState.PAUSED, reason=reason, actor=actor, now=heard)
    return queries.member_of(hub.network, member.slug)


def _register(hub: Hub, content: InterestContent, at: datetime) -> Member:
    interest = actions.register_interest(
        network=hub.network, content=content, proven=True, form_key=secrets.token_hex(16), language="sv", now=at
    )
    assert interest.member is not None
    return interest.member


def _left(hub: Hub, actor: Person) -> None:
    """One that was in and has left."""
    content = InterestContent(
        body=_body("Ekvalla kommun", "9940", "12"), stage=ONGOING, orientations=("territory",),
        people=[PersonContent("Rolf Ahlin", "rolf@ekvalla.example")],
    )  # fmt: skip
    member = _register(hub, content, hub.now - timedelta(days=900))
    actions.admit(member=member, actor=actor, now=hub.now - timedelta(days=880))
    actions.move(
        member=member, to=MemberState.LEFT, reason="Ny majoritet, som inte vill fortsätta.", actor=actor,
        now=hub.now - timedelta(days=200),
    )  # fmt: skip


def _interests(hub: Hub, actor: Person) -> None:
    for name, code, county, stage, orientations, wants, needs, decision, people, days, contacted in INTERESTS:
        at = hub.now - timedelta(days=days)
        content = InterestContent(
            body=_body(name, code, county), stage=stage, orientations=orientations, wants=wants, needs=needs,
            people=[PersonContent(who, f"{key}.example", role) for key, who, role in people],
            decision_body=decision[0] if decision else "",
            decision_paragraph=str(decision[1]) if decision else "",
            decision_date=(at - timedelta(days=20)).date() if decision else None,
        )  # fmt: skip
        member = _register(hub, content, at)
        if contacted:
            actions.mark_contacted(member=member, actor=actor, now=at + timedelta(days=2))
            actions.add_note(
                member=member, actor=actor, now=at + timedelta(days=2),
                text="Pratade med Leif. De väntar på beslut i nämnden och vill höra mer om kriterier.",
            )  # fmt: skip
            actions.remind(
                member=member, on=hub.now.date(), text="Ring Leif: har nämnden beslutat?", person=actor, actor=actor,
                now=at + timedelta(days=2),
            )  # fmt: skip
    # Somebody new in a member's town hall, who did not know that it is in.
    solvik = hub.members["solvik"]
    content = InterestContent(
        body=_body(solvik.name, solvik.code, solvik.county_code), stage=ONGOING, orientations=("group",), needs=("young",),
        people=[PersonContent("Petra Lindh", "petra@solvik.example")], wants="Jag är ny och ska ta hand om ungdomsbudgeten.",
    )  # fmt: skip
    _register(hub, content, hub.now - timedelta(days=1))


def _room(hub: Hub, people: dict[str, Person]) -> None:
    for key, topic, title, text, days, answers in QUESTIONS:
        asked = hub.now - timedelta(days=days)
        question = room.ask(
            network=hub.network,
            topic=topic,
            title=title,
            text=text,
            key=secrets.token_hex(8),
            actor=people[key],
            now=asked,
        )
        for who, words, ago, helped in answers:
            at = hub.now - timedelta(days=ago)
            answer = room.answer(question=question, text=words, key=secrets.token_hex(8), actor=people[who], now=at)
            if helped:
                room.accept(question=question, answer=answer, actor=people[key], now=at + timedelta(hours=3))
    for key, topic, title, description, days, versions in DOCUMENTS:
        at = hub.now - timedelta(days=days)
        actor = people[key] if key else hub.office["vera"]
        document = room.share(
            network=hub.network, topic=topic, title=title, description=description, upload=_paper(title, versions[0]),
            key=secrets.token_hex(8), actor=actor, now=at,
        )  # fmt: skip
        for place, note in enumerate(versions[1:], 1):
            room.add_version(
                document=document, upload=_paper(title, note), note=note, key=secrets.token_hex(8), actor=actor,
                now=at + timedelta(days=20 * place),
            )  # fmt: skip
    room.ask_contact(
        to=hub.members["klintebro"], text="Vi skulle vilja ringa er om hur ni räknar, så att små byar också får något.",
        key=secrets.token_hex(8), actor=people["bjorknas"], now=hub.now - timedelta(days=1),
    )  # fmt: skip


def _paper(title: str, note: str) -> StoredDocument:
    paper = Document()
    paper.add_heading(title, level=1)
    paper.add_paragraph(note + ". Det här är ett påhittat dokument i en demo.")
    out = io.BytesIO()
    paper.save(out)
    return read_document(SimpleUploadedFile(f"{title}.docx", out.getvalue()))


def _messages(hub: Hub, vera: Person, hugo: Person) -> None:
    for topic, name, email, body_name, text, days, answer in MESSAGES:
        at = hub.now - timedelta(days=days)
        message = contact.send(
            network=hub.network, topic=topic, name=name, email=email, body_name=body_name, text=text, proven=True,
            form_key=secrets.token_hex(16), language="sv", now=at,
        )  # fmt: skip
        if answer == "skräp":
            contact.sort(message=message, to=MessageState.SPAM, actor=hugo, now=at + timedelta(hours=5))
        elif answer:
            contact.reply(
                message=message,
                text=answer,
                internal=False,
                key=secrets.token_hex(8),
                actor=hugo,
                now=at + timedelta(days=1),
            )
        elif topic == "accessibility":
            contact.assign(message=message, to=hugo, actor=vera, now=at + timedelta(hours=2))
