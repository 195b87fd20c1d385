"""Which good examples does the demo's network show? All places and figures are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Told:
    """An example. `{place}` in the words is the place's name; `days` before the demo's now it was published (0: it waits for the office)."""

    place: str
    kind: str
    county: str
    point: tuple[float, float]
    days: int
    title: str
    summary: str
    did: str
    result: str
    learnt: str
    advice: str
    figures: dict[str, Any] = field(default_factory=dict)


def _n(
    year: int, money: int, inhabitants: int, proposals: int, ballot: int, winners: int, voters: int, *rest: Any
) -> dict[str, Any]:
    kind, rule, theme, group, orientations, deliveries, delivered, timed, on_time = rest
    return {
        "year": year, "money": money, "inhabitants": inhabitants, "proposals": proposals, "on_ballot": ballot, "winners": winners,
        "voters": voters, "ballot_kind": kind, "counting_rule": rule, "theme": theme, "target_group": group,
        "orientations": orientations, "deliveries": deliveries, "delivered": delivered, "timed": timed, "on_time": on_time,
    }  # fmt: skip


T, G, TH = ("territory",), ("group",), ("theme",)

STORIES = (
    Told(
        "Ekbackens kommun", "municipality", "12", (55.86, 13.66), 9,
        "Varje by fick sin egen pott – och en bänk vid varje busshållplats",
        "Kommunen delade två miljoner på åtta byar. De minsta byarna fick en lägsta summa, och plötsligt röstade mer än var fjärde invånare där.",
        "{place} har en tätort och sju byar. Förra omgången vann tätorten nästan allt. Den här gången gjorde vi en pott för varje by: lika mycket "
        "i botten, resten efter folkmängd.\n\nVi höll möten i bygdegårdarna med kaffe och en stor karta. Förslagen skrevs direkt på kartan, och "
        "bedömaren var med så att det omöjliga blev något möjligt samma kväll.",
        "Arton förslag vann. Busskurer med sol på taket, en badbrygga, belysning på skolvägen och åtta bänkar. Fjorton är klara.",
        "Små potter gör att folk känner att rösten betyder något. Men åtta potter är åtta gånger så mycket att redovisa, så gör mallar tidigt.",
        "Bestäm den lägsta summan innan ni räknar fram något annat. Den frågan får man bara en gång.",
        _n(2025, 2_000_000, 18_400, 214, 62, 18, 3_105, "up_to_k", "equal-shares", "countryside", "all", T, 18, 14, 14, 11),
    ),
    Told(
        "Björkdalens kommun", "municipality", "21", (61.35, 16.39), 24,
        "Sjuorna som byggde om skolgården",
        "Tre högstadier fick 300 000 kronor var. Eleverna föreslog, mätte, prissatte och röstade – och vaktmästaren satt i juryn.",
        "Rektorerna lovade att det som vann skulle byggas före skolstarten. Varje klass fick en lektion i veckan i fem veckor: drömma, mäta, "
        "fråga vad saker kostar, välja, presentera.\n\nRöstningen skedde i en kartongurna i matsalen. Elevrådet räknade tillsammans med en "
        "tjänsteperson.",
        "En pumptrackbana, tak över pingisborden och en tyst hörna med hängmattor. Allt var klart till augusti, i tid.",
        "Elever prissätter bättre än vuxna tror. Det svåra var att få upphandlingen att hinna med; nästa gång börjar vi där.",
        "Låt vaktmästaren vara med från första dagen.",
        _n(2025, 900_000, 26_700, 131, 24, 6, 1_012, "points", "points", "school", "pupils", G, 6, 6, 6, 6),
    ),
    Told(
        "Region Norrsjö", "region", "23", (63.18, 14.64), 43,
        "En region där byarna fördelade hälsopengarna",
        "Fyra miljoner till hälsa i glesbygd. Regionen lät invånarna välja mellan förslag från vårdcentraler, föreningar och byalag.",
        "Regionen ville pröva medborgarbudget för ett tema i stället för ett område. Varje vårdcentral höll en öppen kväll. Förslag kom från "
        "personal, patienter och föreningar, och bedömdes av en grupp där två förtroendevalda satt med.\n\nAlla över sexton fick rösta med kod i "
        "brev eller på vårdcentralen.",
        "Mobil hörselmottagning, promenadvärdar, en utegymsslinga och samtalsgrupper för unga. Nio av elva är igång.",
        "Regioner har svårare att synas än kommuner. Det som nådde fram var lappar i apotekspåsen.",
        "Bjud in kommunerna tidigt, också när det är regionens pengar.",
        _n(2025, 4_000_000, 131_000, 167, 38, 11, 6_840, "up_to_k", "equal-shares", "health", "all", TH, 11, 9, 9, 7),
    ),
    Told(
        "Storviks stad", "municipality", "14", (57.72, 12.10), 62,
        "Trygghetsslingan: ljus där invånarna själva pekade",
        "I stället för en lista från gatukontoret valde invånarna vilka mörka platser som skulle få ljus. Tre av fyra röstande var kvinnor.",
        "Under tre kvällspromenader gick vi med invånare, polis och gatukontor och märkte ut platser på en karta. Förslagen fick en pris"
        "lapp direkt, och man röstade genom att fylla en kasse tills pengarna tog slut.",
        "Tjugotvå platser fick ny belysning. Anmälda otrygga platser i kommunens app minskade samma höst.",
        "En kasse med prislappar gör att folk tänker på helheten. Flera bytte tre dyra mot nio billiga.",
        "Gör promenaderna i november, inte i juni.",
        _n(2024, 5_200_000, 118_000, 322, 74, 22, 9_460, "knapsack", "greedy", "safety", "all", TH, 22, 22, 22, 19),
    ),
    Told(
        "Lövnäs kommun", "municipality", "18", (59.27, 15.21), 85,
        "Unga 13–20 bestämde över en miljon",
        "Fritidsgårdarna drev omgången och ungdomsrådet skrev reglerna. Nästan var tredje ung i kommunen röstade.",
        "Ungdomsrådet fick en miljon och ett enda villkor: att det skulle vara öppet för alla unga. De valde att rösta på mobilen med skolans "
        "inloggning, och att den som ville kunde rösta på fritidsgården.",
        "Studio i gamla brandstationen, nattvolleyboll, körkortsteori på arabiska och en skateramp.",
        "Unga vill se pengarna i kronor, inte i procent. Och de vill veta vem som sade nej.",
        "Låt unga intervjua bedömaren på film. Den blev kommunens mest sedda.",
        _n(2025, 1_000_000, 41_200, 188, 30, 7, 1_466, "up_to_k", "equal-shares", "culture", "young", G, 7, 5, 5, 5),
    ),
    Told(
        "Granitkustens kommun", "municipality", "10", (56.16, 15.59), 121,
        "Hyresgästerna valde gården före fasaden",
        "Bostadsbolaget och kommunen delade på notan. De som bodde på området fick göra om sin gård, i stället för att få nya fasader.",
        "Tre kvarter, 640 hushåll. Vi knackade dörr på elva språk och byggde en modell av gården i tvättstugan. Alla som bodde där fick rösta, från sju "
        "år.",
        "Odlingslådor, ett växthus, cykeltak och en lekplats som ritades av barnen.",
        "Dörrknackning kostar tid, men deltagandet blev tre gånger så högt som i förra projektet.",
        "Räkna med tolkar i budgeten. Det är inte en extra kostnad, det är själva arbetet.",
        _n(2024, 750_000, 31_500, 96, 18, 5, 894, "up_to_k", "greedy", "outdoors", "tenants", ("group", "theme"), 5, 5, 5, 4),
    ),
    Told(
        "Tallmo kommun", "municipality", "24", (64.20, 19.72), 150,
        "Liten kommun, små pengar, stort löfte",
        "Med 150 000 kronor visade en liten kommun att det går. Allt som vann var färdigt inom sju månader.",
        "Vi är tre tjänstepersoner som gjorde det här vid sidan om. Förslag på papper på Ica, biblioteket och hälsocentralen. Röstning samma dag som "
        "höstmarknaden.",
        "En vedspis i vindskyddet, spårbelysning och ett filmprojektorpaket som föreningar lånar.",
        "Små summor är ett bra sätt att börja: det går fort att hålla vad man lovar.",
        "Gör det hellre litet varje år än stort en gång.",
        _n(2025, 150_000, 5_900, 44, 15, 4, 611, "up_to_k", "greedy", "anything", "all", T, 4, 4, 4, 4),
    ),
    Told(
        "Sundsmarks kommun", "municipality", "08", (56.88, 16.40), 190,
        "Klimatpotten: minst koldioxid per krona",
        "Varje förslag fick en uppskattning av vad det sparar. Invånarna valde ändå det som gjorde mest för vardagen – och det blev bra.",
        "Förslag om klimat bedömdes av kommunens energirådgivare, som skrev en mening om vad förslaget betyder. Man röstade genom att fördela tio "
        "poäng.",
        "Lånecykelpool, bytesskjul på återvinningen, skuggträd på torget och en reparationsverkstad.",
        "Siffror om koldioxid var svåra att jämföra. En mening i klartext fungerade bättre än en tabell.",
        "Visa vad förslaget betyder på en vanlig tisdag.",
        _n(2024, 1_200_000, 67_800, 143, 33, 9, 2_970, "points", "points", "climate", "all", TH, 9, 7, 7, 5),
    ),
    Told(
        "Region Västerled", "region", "17", (59.40, 13.51), 240,
        "Medarbetarna fick bestämma över arbetsmiljön",
        "2 400 anställda på två sjukhus fördelade 1,5 miljoner. Mest röster fick ett tyst vilorum.",
        "Medarbetarbudgeten hade samma regler som en vanlig medborgarbudget, men röstlängden var personallistan. Facken satt i styrgruppen.",
        "Vilorum, cykelgarage med dusch, bättre belysning i kulverten och en gemensam lunchträdgård.",
        "Chefer måste ge tid på schemat. Där de gjorde det röstade dubbelt så många.",
        "Bestäm före start vad som är arbetsgivarens ansvar ändå, så att ingen behöver rösta om det.",
        _n(2024, 1_500_000, 283_000, 205, 41, 12, 1_377, "up_to_k", "equal-shares", "health", "employees", G, 12, 12, 12, 10),
    ),
    Told(
        "Havsängens kommun", "municipality", "13", (56.90, 12.50), 300,
        "Föreningarna byggde själva – med kommunens pengar",
        "En pott bara för föreningar, med kortare väg från ja till klart. Två av tre projekt genomfördes av dem som föreslog.",
        "Föreningar sökte ur en egen pott på 800 000 kronor. Kommunen stod för bygglov och försäkring, föreningen för arbetet.",
        "Ny kiosk vid idrottsplatsen, ett båthus för funktionsvarierade seglare och tolv omgångar boule.",
        "Ideellt arbete går fort men är sårbart: två projekt stannade när en eldsjäl flyttade.",
        "Skriv ett kort avtal om vem som sköter det om fem år.",
        _n(2024, 800_000, 44_600, 71, 27, 8, 1_905, "up_to_k", "greedy", "sport", "associations", G, 8, 6, 6, 4),
    ),
    Told(
        "Kopparlunda kommun", "municipality", "20", (60.61, 15.63), 420,
        "Parken som ritades av en hel stadsdel",
        "En enda park, en enda pott, och sex färdiga förslag som invånarna hade ritat tillsammans med landskapsarkitekten.",
        "I stället för hundratals idéer ritade vi sex helheter på verkstäder i parken. Invånarna betygsatte dem, och det förslag som flest tyckte "
        "var minst bra valdes.",
        "Bäckravinen öppnades, en scen byggdes av gamla stenar och grillplatsen fick tak. Parken invigdes ett år efter röstningen.",
        "Betyg gav ett resultat som få var emot. Det märktes efteråt: ingen klottrade.",
        "Låt landskapsarkitekten rita framför folk, inte hemma.",
        _n(2023, 3_500_000, 59_300, 36, 6, 1, 2_214, "grades", "majority-judgement", "outdoors", "all", ("theme", "territory"), 1, 1, 1, 1),
    ),
    Told(
        "Mosjö kommun", "municipality", "06", (57.65, 14.70), 0,
        "Äldre föreslog, skolbarn byggde modellen",
        "Åtta träffpunkter för äldre delade på 400 000 kronor. Förslagen blev modeller av papp i fyran, och ställdes ut på biblioteket.",
        "Hemtjänsten hade med sig förslagsblad. Barnen i årskurs fyra fick var sitt förslag att bygga i papp, "
        "och intervjuade den som hade skrivit det.",
        "Boulebana inomhus, rullstolscykel och en telefonkedja.",
        "Det var mötet mellan åldrarna som alla pratade om efteråt.",
        "Ha utställningen på ett ställe dit folk går ändå.",
        _n(2026, 400_000, 29_900, 88, 20, 6, 1_020, "up_to_k", "equal-shares", "culture", "older", G, 6, 2, 2, 2),
    ),
)  # fmt: skip
