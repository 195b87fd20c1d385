"""What stands in the demo's library? Real organisations are linked by their own start pages; what is made up says so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thing:
    """An item: `days` before the demo's now. Without a link it is invented and led to an address that exists nowhere."""

    kind: str
    title: str
    source: str
    summary: str
    tags: str
    days: int
    link: str = ""
    language: str = "sv"
    country: str = "SE"


THINGS = (
    Thing(
        "guide",
        "SKR om medborgardialog och medborgarbudget",
        "Sveriges Kommuner och Regioner",
        "Ingången till SKR:s stöd: modellen steg för steg, delaktighetstrappan och erfarenheter från kommuner och regioner. Börja här om "
        "ni ska förklara för en nämnd vad medborgarbudget är.",
        "modell, delaktighet, förtroendevalda",
        12,
        "https://skr.se/",
    ),
    Thing(
        "guide",
        "People Powered: globalt nav för deltagande demokrati",
        "People Powered",
        "Samlar forskare och praktiker från hela världen. Här finns jämförelser av digitala verktyg, mentorer att fråga och en steg-för-steg-"
        "guide till medborgarbudget på flera språk.",
        "verktyg, nätverk, metod",
        20,
        "https://www.peoplepowered.org/",
        "en",
        "",
    ),
    Thing(
        "news",
        "OIDP delar ut pris för god medborgarmedverkan",
        "International Observatory on Participatory Democracy",
        "Nätverket för städer, organisationer och forskare belönar varje år en praktik inom medborgarmedverkan. Svenska kommuner har deltagit "
        "flera gånger. Läs de nominerades beskrivningar för idéer till er egen utvärdering.",
        "pris, nätverk, utvärdering",
        34,
        "https://www.oidp.net/",
        "en",
        "",
    ),
    Thing(
        "research",
        "Pabulib: riktiga röster från hundratals medborgarbudgetar",
        "Pabulib",
        "Ett öppet bibliotek med avidentifierade röster i ett gemensamt filformat. Forskare använder det för att jämföra räknesätt. Tjänsten "
        "här läser och skriver samma format.",
        "öppna data, räknesätt, omröstning",
        41,
        "https://pabulib.org/",
        "en",
        "",
    ),
    Thing(
        "research",
        "Metoden jämlika andelar, förklarad",
        "Equal Shares",
        "Webbplatsen förklarar med bilder hur varje röst kan få en lika stor del av pengarna, vad som skiljer det från att ta flest röster "
        "först, och vilka städer som har prövat.",
        "räknesätt, omröstning, rättvisa",
        48,
        "https://equalshares.net/",
        "en",
        "",
    ),
    Thing(
        "news",
        "OmaStadi: Helsingfors invånare bestämmer",
        "Helsingfors stad",
        "Från tolv år får man föreslå och rösta. Sidan visar hur idéer blir planer med prislapp tillsammans med stadens experter, och hur långt "
        "genomförandet har kommit. Läs särskilt hur skolorna är med.",
        "ungdom, skola, genomförande",
        55,
        "https://omastadi.hel.fi/",
        "fi",
        "FI",
    ),
    Thing(
        "news",
        "Reykjavíks Hverfið mitt: spara en stjärna åt favoriten",
        "Reykjavíks stad",
        "Stadsdelarna har egna potter och man får fylla en kasse så länge pengarna räcker. Ett förslag kan märkas med en stjärna och räknas då "
        "dubbelt. Man identifierar sig sist.",
        "omröstning, e-legitimation, stadsdelar",
        62,
        "https://reykjavik.is/",
        "en",
        "IS",
    ),
    Thing(
        "news",
        "Warszawa visar varför förslag får nej",
        "Warszawas stad",
        "Staden publicerar bedömningen av varje förslag och den som fått nej kan begära omprövning. En flik visar hur det går med dem som vunnit "
        "tidigare år.",
        "bedömning, genomförande, öppenhet",
        69,
        "https://bo.um.warszawa.pl/",
        "pl",
        "PL",
    ),
    Thing(
        "method",
        "Decidim: öppen plattform från Barcelona",
        "Decidim",
        "Fri programvara för deltagande som används i många städer. Intressant att läsa för hur möten, förslag och budget hänger ihop, också för den "
        "som väljer ett annat verktyg.",
        "verktyg, öppen källkod",
        76,
        "https://decidim.org/",
        "en",
        "ES",
    ),
    Thing(
        "method",
        "CONSUL Democracy: Madrids verktyg, i bruk över hela världen",
        "CONSUL Democracy",
        "Ännu en fri plattform, född i Madrid. Dokumentationen beskriver hur stöd samlas in före bedömningen så att tjänstepersoner bedömer det som många "
        "vill ha.",
        "verktyg, öppen källkod, bedömning",
        83,
        "https://consuldemocracy.org/",
        "en",
        "ES",
    ),
    Thing(
        "law",
        "Kommunallagen: vem får besluta om pengarna?",
        "Sveriges riksdag",
        "All makt att besluta utgår från de förtroendevalda. Därför är omröstningen rådgivande tills nämnden, styrelsen eller fullmäktige har "
        "fattat beslut. Läs sjätte kapitlet om delegering innan ni skriver löftet till invånarna.",
        "kommunallagen, beslut, löfte",
        90,
        "https://www.riksdagen.se/",
    ),
    Thing(
        "law",
        "Personuppgifter i medborgarbudget",
        "Integritetsskyddsmyndigheten",
        "Kommunens grund är oftast allmänt intresse, inte samtycke. Personnummer behandlas bara när det är klart motiverat. Myndighetens sidor om "
        "konsekvensbedömning är bra läsning när barn får rösta.",
        "personuppgifter, barn, GDPR",
        97,
        "https://www.imy.se/",
    ),
    Thing(
        "law",
        "Tillgänglig digital service: vad lagen kräver",
        "Myndigheten för digital förvaltning",
        "Sidor för förslag och röstning ska gå att använda för alla och ha en tillgänglighetsredogörelse. Här finns mallar och förklaringar, också om "
        "e-legitimation.",
        "tillgänglighet, e-legitimation",
        104,
        "https://www.digg.se/",
    ),
    Thing(
        "guide",
        "Medborgardialog i den fysiska planeringen",
        "Boverket",
        "Vägledning om att bjuda in invånare när platser ska ändras. Passar för medborgarbudgetar om parker och torg, där plan- och bygglagen sätter ramarna.",
        "utemiljö, planering, dialog",
        111,
        "https://www.boverket.se/",
    ),
    Thing(
        "guide",
        "Så når ni unga",
        "Myndigheten för ungdoms- och civilsamhällesfrågor",
        "Kunskap om ungas inflytande och om hur man möter dem som sällan hörs. Användbart när ni planerar förslagsverkstäder i skolan eller på fritidsgården.",
        "ungdom, inflytande",
        118,
        "https://www.mucf.se/",
    ),
    Thing(
        "guide",
        "Statistik om er kommun till utvärderingen",
        "Statistikmyndigheten SCB",
        "Folkmängd per område, ålder och utbildning. Hämta siffrorna före omgången så att ni kan se efteråt vilka som var med och vilka som saknades.",
        "statistik, utvärdering, deltagande",
        125,
        "https://www.scb.se/",
    ),
    Thing(
        "news",
        "Cascais: 15 procent av investeringarna efter omröstning",
        "Cascais kommun",
        "En av Europas mest följda medborgarbudgetar. Möten där grannar enas om förslag, ett löfte om genomförande inom ett par år, och öppna "
        "redovisningar av det som dröjer.",
        "genomförande, möten, löfte",
        132,
        "https://www.cascais.pt/",
        "pt",
        "PT",
    ),
    Thing(
        "news",
        "Paris röstar med omdömen",
        "Paris stad",
        "Parisarna betygsätter förslagen i stället för att välja några få. Staden har valt färre vinnare för att hinna bygga det som lovas.",
        "omröstning, genomförande",
        139,
        "https://www.paris.fr/",
        "fr",
        "FR",
    ),
    Thing(
        "research",
        "OECD om deltagande och återkoppling",
        "OECD",
        "Organisationens riktlinjer betonar att lova ett svar, att lägga fram allt underlag i tid och att publicera utvärderingen. Bra att stödja sig på när "
        "ni motiverar tid för uppföljning.",
        "utvärdering, återkoppling",
        146,
        "https://www.oecd.org/",
        "en",
        "",
    ),
    Thing(
        "method",
        "Participatory Budgeting Project: verktygslåda",
        "Participatory Budgeting Project",
        "Amerikansk organisation med material om att planera, bjuda in och utvärdera. Mallarna för enkäter går att anpassa till svenska förhållanden.",
        "metod, enkäter, utvärdering",
        153,
        "https://www.participatorybudgeting.org/",
        "en",
        "US",
    ),
    Thing(
        "film",
        "Tre minuter om varför vi lottar ordningen",
        "Nätverkets kansli",
        "Kort film för invånare: varför förslagen visas i olika ordning för olika personer, och varför inga ställningar visas medan röstningen pågår.",
        "omröstning, rättvisa, film",
        8,
    ),
    Thing(
        "film",
        "Från idé till invigning: gungorna i Ekbacken",
        "Ekbackens kommun",
        "Följ ett förslag genom en hel omgång. Förslagsställaren, bedömaren och parkarbetaren berättar vad som var svårast.",
        "genomförande, utemiljö, film",
        29,
    ),
    Thing(
        "film",
        "Så räknade vi om rösterna på biblioteket",
        "Lövnäs kommun",
        "Gymnasieklassen som hämtade de öppna rösterna, räknade om resultatet och fick samma vinnare. En lektion på åttio minuter.",
        "öppna data, skola, film",
        51,
    ),
    Thing(
        "method",
        "Förslagsverkstad på 90 minuter",
        "Nätverkets kansli",
        "Körschema för en kväll på fritidsgården: uppvärmning, karta på golvet, tre rundor, och ett färdigt förslag per bord. Med utskriftsblad och tips "
        "för den som leder.",
        "möten, ungdom, metod",
        15,
    ),
    Thing(
        "method",
        "Bedömning utan fikonspråk",
        "Nätverkets kansli",
        "Tjugo vanliga nej, omskrivna så att den som föreslog förstår varför, och vad som kan ändras. Går att klistra in i bedömningen.",
        "bedömning, klarspråk",
        37,
    ),
    Thing(
        "method",
        "Röstning i skolan på en förmiddag",
        "Björkdalens kommun",
        "Checklista för rektor och lärare: röstlängd, bås av kartong, extra koder, räkning med eleverna och rapport till kansliet.",
        "skola, omröstning",
        58,
    ),
    Thing(
        "guide",
        "Budget för medborgarbudgeten",
        "Nätverkets kansli",
        "Vad kostar det att genomföra, utöver pengarna som fördelas? Räkneexempel för en liten och en stor kommun, med tid för bedömning och återkoppling.",
        "kostnad, planering",
        72,
    ),
    Thing(
        "guide",
        "Så skriver ni ett löfte som håller",
        "Nätverkets kansli",
        "En mening som säger vad invånarna får bestämma, när det blir klart och vem som beslutar. Exempel på bra och dåliga löften.",
        "löfte, klarspråk, beslut",
        86,
    ),
    Thing(
        "research",
        "Vilka röstar inte? En enkät i fyra kommuner",
        "Påhittade högskolan",
        "De som inte röstade hade oftast inte hört talas om omgången, inte brist på intresse. Brev hem och kommunens egna appar gav störst skillnad.",
        "deltagande, enkäter",
        100,
    ),
    Thing(
        "news",
        "Nio nordiska städer jämför genomförandetid",
        "Nätverkets kansli",
        "Anteckningar från ett digitalt möte: vanligaste orsaken till förseningar är markfrågor som upptäcks efter omröstningen. Två städer bjuder in "
        "gatuenheten redan i bedömningen.",
        "genomförande, norden",
        119,
        country="",
    ),
)
