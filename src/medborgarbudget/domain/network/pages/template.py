"""Which pages does a new network start with? What a network for participatory budgeting needs to tell, ready to be made one's own.

Everything here is a first draft for the office to change: no names of people, no dates, nothing that only one network could say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from medborgarbudget.domain.network.pages.content import BlockType as B


@dataclass(frozen=True)
class Text:
    """A page's words in one language; `blocks` are (type, what its form takes)."""

    title: str
    lead: str
    blocks: tuple[tuple[str, dict[str, Any]], ...] = ()


@dataclass(frozen=True)
class TemplatePage:
    slug: str
    kind: str
    texts: dict[str, Text] = field(default_factory=dict)


def _text(words: str) -> tuple[str, dict[str, Any]]:
    return (B.TEXT, {"text": words})


def _heading(words: str) -> tuple[str, dict[str, Any]]:
    return (B.HEADING, {"text": words})


def _list(*items: str) -> tuple[str, dict[str, Any]]:
    return (B.LIST, {"items": "\n".join(items)})


def _pairs(kind: str, *items: tuple[str, str]) -> tuple[str, dict[str, Any]]:
    return (kind, {"items": "\n\n".join(f"{first}\n{rest}" for first, rest in items)})


def _facts(title: str, words: str) -> tuple[str, dict[str, Any]]:
    return (B.FACTS, {"title": title, "text": words})


FRONT = TemplatePage(
    "start",
    "front",
    {
        "sv": Text(
            "Medborgarbudget lär man sig bäst tillsammans",
            "Här möts kommuner och regioner som låter invånarna bestämma över en del av budgeten. Ni får stöd på vägen, träffar andra "
            "som gör samma sak och delar med er av det ni har lärt er.",
            (
                _heading("Det här får ni som är med"),
                _pairs(
                    B.POINTS,
                    (
                        "Stöd i er egen process",
                        "Vi utgår från vad just ni behöver: från första beslutet till uppföljningen.",
                    ),
                    ("Träffar och utbildning", "Digitalt och på plats, med andra som står inför samma frågor."),
                    (
                        "Omvärldsbevakning",
                        "Forskning, metoder och nyheter om medborgarbudget i Sverige och i världen, utvalt och sammanfattat.",
                    ),
                    (
                        "Experter att fråga",
                        "Forskare och praktiker här hemma och utomlands som kan svara, föreläsa eller bolla idéer.",
                    ),
                ),
                _heading("Så kommer ni med"),
                _pairs(
                    B.STEPS,
                    (
                        "Berätta om er",
                        "Fyll i intresseanmälan. Det tar tre minuter, och ni kan anmäla er när som helst under året.",
                    ),
                    ("Vi hör av oss", "Kansliet ringer eller mejlar och frågar vad ni vill pröva och vad ni behöver."),
                    (
                        "Välkomna in",
                        "Ni får tillgång till medlemsrummet, träffarna och verktyget för er första omgång.",
                    ),
                ),
            ),
        ),
        "en": Text(
            "Participatory budgeting is best learnt together",
            "Municipalities and regions that let their inhabitants decide on part of the budget meet here. You get support along the way, "
            "meet others who do the same, and share what you have learnt.",
            (
                _heading("What you get"),
                _pairs(
                    B.POINTS,
                    (
                        "Support in your own process",
                        "We start from what you need: from the first decision to the follow-up.",
                    ),
                    ("Meetings and training", "Online and on site, with others who face the same questions."),
                    (
                        "News from the world",
                        "Research, methods and news about participatory budgeting, chosen and summed up.",
                    ),
                    (
                        "Experts to ask",
                        "Researchers and practitioners at home and abroad who can answer, lecture or think along.",
                    ),
                ),
                _heading("How to join"),
                _pairs(
                    B.STEPS,
                    (
                        "Tell us about yourselves",
                        "Fill in the expression of interest. It takes three minutes, at any time of the year.",
                    ),
                    ("We get in touch", "The office calls or writes and asks what you want to try and what you need."),
                    (
                        "Welcome in",
                        "You get access to the members' room, the meetings and the tool for your first cycle.",
                    ),
                ),
            ),
        ),
        "fi": Text(
            "Osallistuva budjetointi opitaan parhaiten yhdessä",
            "Täällä kohtaavat kunnat ja alueet, jotka antavat asukkaiden päättää osasta budjettia. Saatte tukea matkan varrella, tapaatte "
            "muita saman tien kulkijoita ja jaatte oppimaanne.",
            (
                _heading("Tämän saatte"),
                _pairs(
                    B.POINTS,
                    (
                        "Tukea omaan prosessiinne",
                        "Lähdemme siitä, mitä juuri te tarvitsette: ensimmäisestä päätöksestä seurantaan.",
                    ),
                    (
                        "Tapaamisia ja koulutusta",
                        "Verkossa ja paikan päällä, muiden samojen kysymysten äärellä olevien kanssa.",
                    ),
                    (
                        "Uutisia maailmalta",
                        "Tutkimusta, menetelmiä ja uutisia osallistuvasta budjetoinnista, valittuna ja tiivistettynä.",
                    ),
                    (
                        "Asiantuntijoita",
                        "Tutkijoita ja tekijöitä kotimaasta ja ulkomailta, jotka vastaavat, luennoivat tai sparraavat.",
                    ),
                ),
                _heading("Näin pääsette mukaan"),
                _pairs(
                    B.STEPS,
                    (
                        "Kertokaa itsestänne",
                        "Täyttäkää kiinnostuksenilmaisu. Se vie kolme minuuttia ja sen voi tehdä milloin vain.",
                    ),
                    (
                        "Otamme yhteyttä",
                        "Toimisto soittaa tai kirjoittaa ja kysyy, mitä haluatte kokeilla ja mitä tarvitsette.",
                    ),
                    (
                        "Tervetuloa mukaan",
                        "Saatte käyttöönne jäsenhuoneen, tapaamiset ja työkalun ensimmäistä kierrostanne varten.",
                    ),
                ),
            ),
        ),
    },
)

PAGES: tuple[TemplatePage, ...] = (
    FRONT,
    TemplatePage(
        "om-natverket",
        "page",
        {
            "sv": Text(
                "Om nätverket",
                "Ett nätverk för kommuner och regioner som har börjat med medborgarbudget, eller är på väg att börja.",
                (
                    _text(
                        "I nätverket arbetar kommuner och regioner tillsammans för att pröva och utveckla medborgarbudget. Arbetet är "
                        "processinriktat: ni är med med er egen omgång, och det ni gör hemma är det vi lär av när vi ses."
                    ),
                    _heading("Vad ni får"),
                    _list(
                        "**Stöd i processen**, på träffar och mellan dem.",
                        "**Kunskap utifrån**: omvärldsbevakning, metoder och nationella och internationella experter.",
                        "**Andra att prata med** som har gjort samma sak förut, eller gör det just nu.",
                        "**Studiebesök** där man ser i praktiken hur andra arbetar.",
                    ),
                    _heading("Vad ni bidrar med"),
                    _text(
                        "Ni delar med er av era erfarenheter, även det som inte gick som ni tänkte, och är aktiva på träffarna. När ni har "
                        "gått i mål visar ni upp er omgång som ett exempel för andra."
                    ),
                    _facts("När kan vi gå med?", "När som helst. Vi tar in nya medlemmar löpande under hela året."),
                ),
            ),
            "en": Text(
                "About the network",
                "A network for municipalities and regions that have begun with participatory budgeting, or are about to.",
                (
                    _text(
                        "In the network municipalities and regions work together to try and develop participatory budgeting. You take part "
                        "with a cycle of your own, and what you do at home is what we learn from when we meet."
                    ),
                    _heading("What you get"),
                    _list(
                        "**Support in your process**, at meetings and in between.",
                        "**Knowledge from outside**: news from the world, methods, national and international experts.",
                        "**Others to talk to** who have done the same before, or are doing it right now.",
                        "**Study visits** where you see how others work in practice.",
                    ),
                    _facts("When can we join?", "At any time. We take in new members all through the year."),
                ),
            ),
            "fi": Text(
                "Tietoa verkostosta",
                "Verkosto kunnille ja alueille, jotka ovat aloittaneet osallistuvan budjetoinnin tai ovat aloittamassa.",
                (
                    _text(
                        "Verkostossa kunnat ja alueet kokeilevat ja kehittävät osallistuvaa budjetointia yhdessä. Olette mukana oman "
                        "kierroksenne kanssa, ja se mitä teette kotona on se mistä opimme tavatessamme."
                    ),
                    _heading("Mitä saatte"),
                    _list(
                        "**Tukea prosessiin** tapaamisissa ja niiden välillä.",
                        "**Tietoa muualta**: uutisia, menetelmiä, kansallisia ja kansainvälisiä asiantuntijoita.",
                        "**Keskustelukumppaneita**, jotka ovat tehneet saman ennen teitä tai tekevät sitä juuri nyt.",
                        "**Opintovierailuja**, joilla näkee käytännössä, miten muut toimivat.",
                    ),
                    _facts("Milloin voimme liittyä?", "Milloin vain. Otamme uusia jäseniä koko vuoden."),
                ),
            ),
        },
    ),
    TemplatePage(
        "for-vem",
        "page",
        {
            "sv": Text(
                "För vem?",
                "För kommuner och regioner som vill pröva eller utveckla medborgarbudget, oavsett storlek och hur långt ni har kommit.",
                (
                    _text(
                        "Medborgarbudget kan göras på flera sätt. I nätverket finns de tre inriktningar som har vuxit fram i världen:"
                    ),
                    _pairs(
                        B.STEPS,
                        (
                            "Territoriet",
                            "Hela kommunen eller regionen, eller delar av den: stadsdelar, tätorter, landsbygd.",
                        ),
                        ("En eller flera grupper", "Till exempel unga, hyresgäster, elever eller medarbetare."),
                        (
                            "Teman eller institutioner",
                            "Till exempel trygghet eller klimat, en park, en skola eller ett bibliotek.",
                        ),
                    ),
                    _heading("Vilka deltar?"),
                    _text(
                        "Varje medlem har en eller flera projektansvariga som är med på träffarna. Förtroendevalda är välkomna i den mån "
                        "de har tid."
                    ),
                    _pairs(
                        B.FAQ,
                        (
                            "Måste vi ha börjat redan?",
                            "Nej. Många går med när de fortfarande funderar. Det är då man har mest nytta av andra.",
                        ),
                        (
                            "Behövs ett politiskt beslut?",
                            "Inte för att gå med. Men innan er första omgång öppnar behöver ni ett beslut om pengar, mål och ramar.",
                        ),
                        (
                            "Passar det små kommuner?",
                            "Ja. Några av de mest lärorika omgångarna har haft en pott på hundra tusen kronor och en by med tusen invånare.",
                        ),
                    ),
                ),
            ),
            "en": Text(
                "Who is it for?",
                "For municipalities and regions that want to try or develop participatory budgeting, whatever your size and experience.",
                (
                    _text(
                        "Participatory budgeting can be done in several ways. The network has room for three orientations:"
                    ),
                    _pairs(
                        B.STEPS,
                        (
                            "The territory",
                            "The whole municipality or region, or parts of it: districts, towns, countryside.",
                        ),
                        ("One or more groups", "Such as young people, tenants, pupils or employees."),
                        ("Themes or institutions", "Such as safety or climate, a park, a school or a library."),
                    ),
                ),
            ),
        },
    ),
    TemplatePage(
        "mal",
        "page",
        {
            "sv": Text(
                "Mål",
                "Att ge kommuner och regioner stöd på vägen, och att kunna visa goda exempel när omgångarna är klara.",
                (
                    _list(
                        "Varje medlem genomför minst en omgång från ramar till uppföljning.",
                        "Invånarna märker skillnad: det som vann blir verklighet och de får veta när.",
                        "Medlemmarnas erfarenheter blir goda exempel som andra kan bygga vidare på.",
                        "Det går att jämföra: vad kostade det, vilka deltog och vad blev gjort i tid?",
                    ),
                    _facts(
                        "Så vet vi om vi når målen",
                        "Vi följer hur många omgångar som startar och avslutas, hur många som deltar och hur mycket som blir klart i tid.",
                    ),
                ),
            )
        },
    ),
    TemplatePage(
        "modellen",
        "page",
        {
            "sv": Text(
                "Modellen steg för steg",
                "Stegen är desamma, men ni väljer själva hur de ser ut hos er, vad de heter och om några går samtidigt.",
                (
                    _pairs(
                        B.STEPS,
                        (
                            "Ta fram kriterier",
                            "Vad handlar det om, hur mycket pengar finns, vad går och vad går inte? Gärna tillsammans med dem det gäller.",
                        ),
                        ("Gör det känt", "Alla som får vara med ska veta om det och förstå vad som lovas."),
                        ("Samla idéer", "Invånarna lämnar förslag: på webben, på papper, på biblioteket, i skolan."),
                        (
                            "Arbeta upp förslagen",
                            "Ni prövar förslagen mot kriterierna och räknar på dem, tillsammans med förslagsställarna.",
                        ),
                        ("Rösta", "Invånarna väljer bland förslagen som går att genomföra."),
                        ("Besluta", "De förtroendevalda fattar det formella beslutet utifrån resultatet."),
                        ("Genomför", "Det som vann blir verklighet, helst snart och så att det syns."),
                        ("Följ upp", "Berätta för alla som deltog vad som blev gjort, och lär till nästa år."),
                    ),
                    _heading("Det som gör den trovärdig"),
                    _list(
                        "Den **upprepas varje år**.",
                        "Pengarna är **avsatta och tydliga** från början.",
                        "Kriterierna vilar på **social hållbarhet**.",
                        "Invånarna får stöd att **medskapa**, inte bara att tycka.",
                    ),
                ),
            )
        },
    ),
    TemplatePage(
        "upplagg",
        "page",
        {
            "sv": Text(
                "Så arbetar vi",
                "Upplägget utgår från vad varje medlem behöver. Vi ses digitalt och på plats, och håller kontakten däremellan.",
                (
                    (
                        B.TABLE,
                        {
                            "caption": "Ett år i nätverket",
                            "rows": "Vad | Hur ofta | Var\nNätverksträff | fyra gånger om året | växlande digitalt och på plats\n"
                            "Utbildning | två gånger om året | digitalt\nStudiebesök | en gång om året | hos en medlem eller utomlands\n"
                            "Frågestund | varje månad | digitalt",
                        },
                    ),
                    _heading("Mellan träffarna"),
                    _text(
                        "I medlemsrummet kan ni ställa frågor, dela dokument och hitta andra som liknar er. Kansliet hjälper till att para "
                        "ihop den som är ny med den som har gjort det förut."
                    ),
                    _facts(
                        "Vad vi förväntar oss",
                        "Att minst en projektansvarig är med på träffarna, och att ni berättar hur det går, också när det går trögt.",
                    ),
                ),
            )
        },
    ),
    TemplatePage(
        "kostnad",
        "page",
        {
            "sv": Text(
                "Vad kostar det?",
                "Att vara med i nätverket kostar ingenting. Ni står för er egen tid och era egna resor.",
                (
                    _list(
                        "**Digitala träffar** är kostnadsfria.",
                        "**Träffar på plats**: ni betalar resa och eventuellt boende själva.",
                        "**Studiebesök och studieresor**: ni betalar resa, boende och mat. Priset står alltid i inbjudan.",
                    ),
                    _text("Pengarna till själva medborgarbudgeten är era egna, och hur stor potten är bestämmer ni."),
                ),
            )
        },
    ),
    TemplatePage(
        "bakgrund",
        "page",
        {
            "sv": Text(
                "Bakgrund",
                "Medborgarbudget började i Brasilien i slutet av 1980-talet och finns i dag i tusentals städer. I Sverige har kommuner prövat sedan 2008.",
                (
                    _text(
                        "Medborgarbudget är ett sätt att låta invånarna föreslå hur gemensamma pengar ska användas för att utveckla platsen "
                        "där de bor, och sedan prioritera vilka förslag som är viktigast att genomföra."
                    ),
                    _text(
                        "Intresset växer, både i storstäder och på små orter. En medborgarbudget kan gälla hela kommunen eller regionen, "
                        "men också delas upp efter områden, teman eller grupper."
                    ),
                    (
                        B.QUOTE,
                        {
                            "text": "Demokrati handlar inte bara om att rösta, utan om att samtala, lyssna och kanske ändra sig.",
                            "source": "En tanke som återkommer i arbetet med medborgarbudget",
                        },
                    ),
                ),
            )
        },
    ),
    TemplatePage(
        "samarbeten",
        "page",
        {
            "sv": Text(
                "Samarbeten",
                "Medborgarbudget utvecklas i hela världen. Därför samarbetar vi med nätverk och forskare utanför Sverige.",
                (
                    (
                        B.LINKS,
                        {
                            "items": "People Powered | https://www.peoplepowered.org/ | Ett globalt nav för deltagande demokrati, där forskare, "
                            "experter och praktiker från hela världen möts.\n"
                            "OIDP | https://www.oidp.net/ | Ett internationellt observatorium för deltagande demokrati, öppet för städer, "
                            "organisationer och forskningscentra.",
                        },
                    ),
                    _text(
                        "Vill ni fråga någon av dem om råd? Medlemmar hittar dem bland experterna och kan be om hjälp där."
                    ),
                ),
            )
        },
    ),
)
