"""Which criteria does a cycle start with? Data, in plain Swedish, after what Swedish municipalities have used; each cycle changes its own copy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CriterionTemplate:
    """`question` is put so that yes lets the proposal go on; `refusal_text` is what the proposer reads when the answer is no."""

    code: str
    question: str
    refusal_text: str


DEFAULT_CRITERIA = (
    CriterionTemplate(
        "ansvar",
        "Är det kommunen som ansvarar för det här, och bestämmer vi över marken eller byggnaden?",
        "Kommunen får eller kan inte göra det här, för att någon annan ansvarar för det eller äger marken.",
    ),
    CriterionTemplate(
        "lagligt",
        "Är förslaget lagligt och förenligt med kommunens beslut och planer?",
        "Förslaget går inte att genomföra enligt lag, detaljplan eller beslut som gäller.",
    ),
    CriterionTemplate(
        "for_alla",
        "Blir det öppet och tillgängligt för alla, utan avgift?",
        "Det som föreslås skulle inte vara öppet för alla.",
    ),
    CriterionTemplate(
        "kostnad",
        "Ryms kostnaden under det högsta belopp som ett förslag får kosta?",
        "Förslaget kostar mer än vad ett förslag får kosta i den här omgången.",
    ),
    CriterionTemplate(
        "drift",
        "Går det att sköta och betala för det som blir gjort, år efter år?",
        "Förslaget skulle kosta mer att sköta varje år än vad det finns pengar till.",
    ),
    CriterionTemplate(
        "inte_planerat",
        "Är det något nytt, som inte redan är planerat eller beslutat?",
        "Det som föreslås är redan beslutat eller planerat och blir gjort ändå.",
    ),
    CriterionTemplate(
        "tid",
        "Kan det bli klart inom den tid som omgången har?",
        "Förslaget går inte att genomföra inom den tid som omgången har.",
    ),
    CriterionTemplate(
        "allmannytta",
        "Gör det nytta för många, och inte bara för en enskild person eller ett företag?",
        "Förslaget gynnar främst en enskild person, en förening eller ett företag.",
    ),
)
