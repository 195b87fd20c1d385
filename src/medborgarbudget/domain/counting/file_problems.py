"""How is it said what is wrong with a .pb file? The reader's codes in plain words, with line and column."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pbcount.pabulib import Problem

WORDS = {
    "not-utf8": gettext_lazy(
        "Filen är inte text i teckenkodningen UTF-8 (byte {byte}). Spara den som UTF-8 och försök igen."
    ),
    "nul": gettext_lazy("Filen är inte en textfil."),
    "empty-file": gettext_lazy("Filen är tom."),
    "not-a-file": gettext_lazy("Filen kan inte öppnas: {reason}."),
    "before-section": gettext_lazy("Filen ska börja med raden META, men här står {found}."),
    "section-missing": gettext_lazy("Avsnittet {section} saknas."),
    "section-twice": gettext_lazy("Avsnittet {section} finns två gånger."),
    "section-order": gettext_lazy("Avsnittet {section} står på fel plats. Ordningen är META, PROJECTS, VOTES."),
    "header-missing": gettext_lazy("Avsnittet {section} saknar rubrikrad."),
    "header-wrong": gettext_lazy("Rubrikraden i META ska vara key;value, inte {found}."),
    "first-column": gettext_lazy("Första kolumnen i {section} ska heta {column}, inte {found}."),
    "column-missing": gettext_lazy("Kolumnen {column} saknas i {section}."),
    "column-twice": gettext_lazy("Kolumnen {column} finns två gånger i {section}."),
    "column-nameless": gettext_lazy("Kolumn {number} i {section} saknar namn."),
    "row-short": gettext_lazy("Raden har {found} celler men rubrikraden {expected}."),
    "row-long": gettext_lazy("Raden har {found} celler men rubrikraden {expected}."),
    "row-empty": gettext_lazy("Raden är tom."),
    "return-alone": gettext_lazy("Filen har ett ensamt vagnreturtecken (CR). Rader ska sluta med LF eller CRLF."),
    "quote-open": gettext_lazy("En cell med citattecken avslutas aldrig."),
    "cell-wrong": gettext_lazy("Raden går inte att dela upp i celler: {reason}."),
    "cell-long": gettext_lazy("Cellen är längre än {limit} tecken."),
    "key-twice": gettext_lazy("Nyckeln {key} finns två gånger."),
    "key-empty": gettext_lazy("Raden saknar nyckel."),
    "key-missing": gettext_lazy("Nyckeln {key} saknas i META."),
    "key-unknown": gettext_lazy("Nyckeln {key} finns inte i formatet."),
    "key-order": gettext_lazy("Nyckeln {key} står inte i formatets ordning."),
    "value-missing": gettext_lazy("Värdet saknas."),
    "number-wrong": gettext_lazy("{value} är inte ett tal (siffror, med punkt före decimaler)."),
    "number-comma": gettext_lazy("{value} har decimalkomma. Formatet vill ha punkt."),
    "number-negative": gettext_lazy("{value} är negativt. Belopp får inte vara under noll."),
    "number-large": gettext_lazy("{value} har fler siffror än något belopp."),
    "integer-wrong": gettext_lazy("{value} är inte ett heltal."),
    "choice-unknown": gettext_lazy("{value} är inte något av {allowed}."),
    "count-differs": gettext_lazy("Filen säger {said}, men innehåller {found}."),
    "date-wrong": gettext_lazy("{value} är varken ett årtal eller ett datum på formen DD.MM.ÅÅÅÅ."),
    "date-order": gettext_lazy("Omröstningen slutar ({end}) innan den börjar ({begin})."),
    "limit-order": gettext_lazy("{low} är mer än {high}."),
    "project-id-empty": gettext_lazy("Projektet saknar nummer (project_id)."),
    "project-id-comma": gettext_lazy(
        "Projektets nummer {id} innehåller ett komma, och komma skiljer projekt åt på en valsedel."
    ),
    "project-twice": gettext_lazy("Projektet {id} finns två gånger (första gången på rad {first})."),
    "project-free": gettext_lazy("Projektet {id} kostar ingenting."),
    "project-dear": gettext_lazy("Projektet {id} kostar mer än hela budgeten ({cost} mot {budget})."),
    "project-withdrawn": gettext_lazy(
        "Projektet {id} har kostnaden 999999999. Det betyder tillbakadraget, och det kan inte vinna."
    ),
    "coordinate-wrong": gettext_lazy("{value} är ingen giltig {column}."),
    "coordinate-half": gettext_lazy("Ange både latitude och longitude, eller ingen av dem."),
    "selected-wrong": gettext_lazy("{value} är inte något av 0, 1, 2 och 3."),
    "blank-around": gettext_lazy("Cellen börjar eller slutar med blanksteg: {value}."),
    "blank-in-list": gettext_lazy("Det finns blanksteg runt ett komma: {value}."),
    "votes-differ": gettext_lazy("Projektet {id} uppges ha {said} röster, men valsedlarna ger {found}."),
    "score-differs": gettext_lazy("Projektet {id} uppges ha {said} poäng, men valsedlarna ger {found}."),
    "voter-id-empty": gettext_lazy("Väljarens nummer (voter_id) saknas."),
    "voter-twice": gettext_lazy("Väljaren {id} finns två gånger (första gången på rad {first})."),
    "vote-empty": gettext_lazy("Valsedeln nämner inget projekt."),
    "vote-gap": gettext_lazy("Valsedeln har en tom plats i sin lista: {value}."),
    "project-unknown": gettext_lazy("Valsedeln nämner ett projekt som inte finns i PROJECTS: {id}."),
    "project-repeated": gettext_lazy("Valsedeln nämner projektet {id} två gånger."),
    "one-project": gettext_lazy("Valsedeln nämner {found} projekt, men man får bara välja ett."),
    "too-many-projects": gettext_lazy("Valsedeln nämner {found} projekt, men man får välja högst {limit}."),
    "too-few-projects": gettext_lazy("Valsedeln nämner {found} projekt, men man ska välja minst {limit}."),
    "points-missing": gettext_lazy("Valsedeln saknar poäng."),
    "points-count": gettext_lazy("Valsedeln nämner {projects} projekt men har {points} poängtal."),
    "points-wrong": gettext_lazy("{value} är inte ett poängtal."),
    "points-negative": gettext_lazy("{value} poäng är negativt."),
    "points-sum": gettext_lazy("Valsedeln ger {found} poäng i allt, men högst {limit} får ges."),
    "selected-mismatch": gettext_lazy("Räknesättet {rule} väljer {should}, men filen säger något annat om {ids}."),
    "order-differs": gettext_lazy("Kolumnerna i {section} står inte i formatets ordning."),
    "votes-and-score-missing": gettext_lazy("Projekten har varken votes eller score."),
}


def in_words(problem: Problem) -> str:
    """ "Rad 12, kolumn cost: '-5' är negativt. …" in the language in use; a code without words of its own is told as the reader tells it."""
    words = WORDS.get(problem.code)
    text = str(words).format(**problem.params) if words is not None else problem.message
    if problem.line and problem.column:
        return _("Rad %(line)s, kolumn %(column)s: %(text)s") % {
            "line": problem.line,
            "column": problem.column,
            "text": text,
        }
    if problem.line:
        return _("Rad %(line)s: %(text)s") % {"line": problem.line, "text": text}
    return text
