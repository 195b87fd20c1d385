"""Which pages, meetings and experts has the demo's network?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import typst

from medborgarbudget.demo.hub import Hub
from medborgarbudget.domain.network.experts import actions as experts
from medborgarbudget.domain.network.experts.actions import ExpertContent
from medborgarbudget.domain.network.experts.models import Expert, ExpertKind, Outcome, RequestState, Topic
from medborgarbudget.domain.network.meetings import actions as meetings
from medborgarbudget.domain.network.meetings import queries as registered
from medborgarbudget.domain.network.meetings.actions import MeetingContent, ProgrammePart
from medborgarbudget.domain.network.meetings.models import (
    Attendance,
    Audience,
    MaterialAudience,
    Meeting,
    MeetingKind,
    Mode,
    Selection,
)
from medborgarbudget.domain.network.membership.models import MemberContact
from medborgarbudget.domain.network.pages import actions as pages
from medborgarbudget.domain.network.pages import queries as written
from medborgarbudget.domain.network.pages.content import BlockType
from medborgarbudget.domain.network.pages.models import PageKind
from medborgarbudget.foundation.clock import from_local, to_local

NEWS = (
    (
        40,
        "Femton medlemmar i nätverket",
        "När den femtonde medlemmen gick med i veckan var alla tre inriktningarna med: territoriet, grupper och teman.",
        ((BlockType.TEXT, {"text": "Det betyder att det nu finns någon att fråga för nästan alla som går med.\n\nNya medlemmar är välkomna hela året."}),),
    ),
    (
        16,
        "Studiebesök: så fördelas platserna",
        "I vinter åker vi och ser hur en kommun lät eleverna bestämma över skolgården. Platserna fördelas efter regler som alla kan läsa.",
        (
            (BlockType.TEXT, {"text": "Platserna är färre än de som brukar vilja åka. Därför fördelas de när intresseanmälan har stängt, och alla får veta **varför** de kom med eller inte."}),
            (BlockType.LINKS, {"items": "Alla träffar | /traffar/ | Läs programmet och anmäl intresse."}),
        ),
    ),
    (
        5,
        "Nytt stöd för den som ska skriva ett ramärende",
        "Medlemsrummet har fått en mall för beslutet om pengar, mål och ramar. Den är prövad i fyra kommuner.",
        ((BlockType.TEXT, {"text": "Mallen ger rubriker, exempel på formuleringar och en lista över det som brukar glömmas bort."}),),
    ),
)  # fmt: skip


def build(hub: Hub) -> None:
    """Tell it by the product's own verbs."""
    _pages(hub)
    _experts(hub)
    _meetings(hub)


def _pages(hub: Hub) -> None:
    network, vera, hugo, began = hub.network, hub.office["vera"], hub.office["hugo"], hub.now - timedelta(days=200)
    for page in pages.start_from_template(network=network, actor=hugo, now=began, shown=True):
        pages.set_responsibles(
            page=page,
            people=[(vera, "Utvecklingsledare"), (hugo, "Kommunikatör")],
            actor=hugo,
            now=began + timedelta(hours=1),
        )
        if page.slug in {"kostnad", "om-natverket"}:
            _reword(hub, page.slug)
        pages.answer(page=page, helped=True, text="", language="sv", key=f"demo-{page.pk}", now=hub.now)
        if page.slug == "modellen":
            pages.answer(
                page=page,
                helped=False,
                text="Jag hittar inte hur lång tid varje steg brukar ta. Kan ni skriva det?",
                language="sv",
                key=f"demo-b-{page.pk}",
                now=hub.now - timedelta(days=2),
            )
    for days, title, lead, blocks in NEWS:
        at = hub.now - timedelta(days=days)
        page = pages.create_page(network=network, kind=PageKind.NEWS, title=title, lead=lead, actor=hugo, now=at)
        for block_type, given in blocks:
            pages.save_block(page=page, language="sv", block_type=block_type, given=given, actor=hugo, now=at)
        pages.set_responsibles(page=page, people=[(hugo, "Kommunikatör")], actor=hugo, now=at)
        pages.publish(page=page, language="sv", actor=hugo, now=at)


def _reword(hub: Hub, slug: str) -> None:
    """Some pages have been published again since, so that their versions have something to show."""
    page = next(row for row in written.all_pages(hub.network) if row.slug == slug)
    later, hugo = hub.now - timedelta(days=21), hub.office["hugo"]
    pages.save_block(
        page=page,
        language="sv",
        block_type=BlockType.FACTS,
        given={"title": "Frågor om det här?", "text": "Skriv till kansliet, så svarar vi inom två dagar."},
        actor=hugo,
        now=later,
    )
    pages.publish(page=page, language="sv", actor=hugo, now=later)


# --- meetings ---

PARTICIPANTS = (
    "Agnes Törnkvist", "Bertil Ekvall", "Carina Sundin", "Darin Haddad", "Elvira Noring", "Folke Brännlund", "Gabriella Steen",
    "Hampus Aldén", "Ingela Mossberg", "Jens Rydell", "Kajsa Vikander", "Lamin Ceesay", "Majken Orrby", "Nadia Rahimi", "Oskar Hellgren",
    "Petra Ljungqvist", "Qarin Dahlby", "Ronja Skoglund", "Selma Åhlander", "Tage Wennerholm", "Ulrika Fors", "Vidar Enmark",
)  # fmt: skip

EVALUATION = (
    ("scale", "Hur nöjd är du med träffen?", ()),
    ("choice", "Fick du med dig något du kan använda?", ("Ja", "Delvis", "Nej")),
    ("text", "Vad ska vi göra annorlunda nästa gång?", ()),
)
REPLIES = (
    ("5", "Ja", "Mer tid för samtal i små grupper."),
    ("4", "Ja", ""),
    ("5", "Ja", "Bjud in någon som har gjort två omgångar."),
    ("4", "Delvis", "Paus mitt på förmiddagen!"),
    ("5", "Ja", ""),
    ("4", "Delvis", ""),
    ("4", "Ja", "Skicka bilderna innan."),
    ("5", "Delvis", ""),
)


def _at(hub: Hub, days: int, hour: int, minute: int = 0) -> datetime:
    """A Swedish wall-clock time some days from now, on the next working day if that is a weekend."""
    day: date = to_local(hub.now).date() + timedelta(days=days)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return from_local(datetime.combine(day, time(hour, minute)))


def _meetings(hub: Hub) -> None:
    _past(hub)
    _full(hub)
    _digital(hub)
    _visit(hub)
    _cancelled(hub)
    _draft(hub)


def _made(
    hub: Hub, content: MeetingContent, programme: tuple[tuple[int, int, str, str], ...], days_ago: int
) -> tuple[Meeting, datetime]:
    """A published meeting, and when it was published."""
    began = hub.now - timedelta(days=days_ago)
    vera = hub.office["vera"]
    meeting = meetings.create_meeting(network=hub.network, content=content, actor=vera, now=began)
    parts = [ProgrammePart(title, time(hour, minute), speaker) for hour, minute, title, speaker in programme]
    meetings.set_programme(meeting=meeting, parts=parts, actor=vera, now=began)
    return meetings.publish_meeting(meeting=meeting, actor=vera, now=began), began


def _join(hub: Hub, meeting: Meeting, first: int, last: int, at: datetime, *, digital_from: int = 99) -> None:
    """Invented people register, each for one of the members, if there are any."""
    bodies = list(hub.members.values())
    for number in range(first, last):
        name = PARTICIPANTS[number % len(PARTICIPANTS)]
        mode = Mode.PLACE if meeting.attendance != Attendance.DIGITAL and number < digital_from else Mode.DIGITAL
        meetings.register_somebody(
            meeting=meeting,
            email=f"{name.split()[0].lower()}.{number}@{hub.network.slug}.example",
            name=name,
            member=bodies[number % len(bodies)] if bodies else None,
            mode=mode,
            actor=hub.office["vera"],
            now=at + timedelta(hours=number),
        )


def _contacts_join(hub: Hub, meeting: Meeting, most: int, at: datetime) -> None:
    """Those who speak for members register themselves."""
    contacts = MemberContact.objects.filter(member__in=list(hub.members.values()), ended_at=None)
    for contact in contacts.select_related("person").order_by("pk")[:most]:
        meetings.register(
            meeting=meeting,
            person=contact.person,
            mode=Mode.DIGITAL if meeting.attendance == Attendance.DIGITAL else Mode.PLACE,
            now=at,
        )


def _past(hub: Hub) -> None:
    starts = _at(hub, -34, 9)
    meeting, began = _made(
        hub,
        MeetingContent(
            title="Nätverksträff: från idé till ramar",
            summary="Hur får man ett beslut om pengar, mål och ramar som håller hela omgången? Tre medlemmar berättar.",
            text="Vi tittar på tre ramärenden: ett kort, ett långt och ett som fick göras om.\n\n- Vad **måste** stå i beslutet?\n- Vad kan vänta?\n- Hur säger man vad som *inte* går att påverka?",
            target_group="Projektansvariga och förtroendevalda",
            attendance=Attendance.BOTH,
            starts_at=starts,
            ends_at=starts + timedelta(hours=6),
            register_until=starts - timedelta(days=4),
            venue="Folkets hus, Solvik",
            address="Torggatan 4",
            digital_link="https://mote.example/ramar",
            places=30,
            asks_needs=True,
            cost_note="Ni betalar resan själva. Lunch ingår.",
        ),
        ((9, 0, "Välkomna", "Kansliet"), (9, 20, "Tre ramärenden", "Solvik, Granby och Mälarskog"), (12, 0, "Lunch", ""), (13, 0, "Skriv ert eget, i par", ""), (14, 30, "Vad tar vi med oss?", "Kansliet")),
        70,
    )  # fmt: skip
    vera = hub.office["vera"]
    _join(hub, meeting, 0, 14, began + timedelta(days=3), digital_from=10)
    meetings.set_questions(meeting=meeting, questions=EVALUATION, actor=vera, now=began)
    questions = list(registered.questions(meeting))
    after = starts + timedelta(hours=7)
    for number, row in enumerate(registered.with_place(meeting)):
        if number == 5:
            continue
        row.meeting = meeting
        meetings.check_in(registration=row, actor=vera, now=starts)
        if number < len(REPLIES) + 1:
            reply = REPLIES[min(number, len(REPLIES) - 1)]
            answers = {question.pk: words for question, words in zip(questions, reply, strict=True)}
            meetings.evaluate(registration=row, answers=answers, now=after)
    page = '#set text(lang: "sv", size: 14pt)\n= Tre ramärenden\n+ Vad står i beslutet?\n+ Vad väntar ni med?\n+ Vem säger nej, och till vad?\n'
    meetings.add_material(
        meeting=meeting,
        title="Tre ramärenden – arbetsblad",
        audience=MaterialAudience.MEMBERS,
        file_name="arbetsblad-ramarenden.pdf",
        content=bytes(typst.compile(page.encode(), format="pdf", ignore_system_fonts=True)),
        actor=vera,
        now=after,
    )
    meetings.add_material(
        meeting=meeting,
        title="Inspelning av förmiddagen",
        audience=MaterialAudience.PARTICIPANTS,
        url="https://film.example/ramar",
        actor=vera,
        now=after,
    )
    meetings.add_material(
        meeting=meeting,
        title="Så skriver man mål för en medborgarbudget",
        audience=MaterialAudience.EVERYBODY,
        url="https://film.example/mal",
        actor=vera,
        now=after,
    )


def _full(hub: Hub) -> None:
    starts = _at(hub, 17, 9, 30)
    meeting, began = _made(
        hub,
        MeetingContent(
            title="Utbildning: räkna rösterna så att alla förstår",
            kind=MeetingKind.TRAINING,
            summary="En dag om valsedlar och räknesätt: vad de gör med resultatet, och hur man förklarar det för den som inte vann.",
            target_group="Den som ska öppna en omröstning det närmaste året",
            attendance=Attendance.PLACE,
            starts_at=starts,
            ends_at=starts + timedelta(hours=6),
            register_until=starts - timedelta(days=5),
            venue="Regionens hus, Västerskog",
            address="Parkvägen 12",
            travel="Fem minuter från stationen. Ramp vid huvudentrén, hörslinga i salen.",
            places=12,
            max_per_member=3,
            price=450,
            cost_note="Priset täcker lunch och kaffe. Ni betalar resan själva.",
            asks_needs=True,
        ),
        ((9, 30, "Kaffe och hej", ""), (10, 0, "Fem valsedlar, fem resultat", "Kansliet"), (12, 0, "Lunch", ""), (13, 0, "Räkna själva på en riktig omröstning", ""), (15, 0, "Förklara för den som inte vann", "")),
        30,
    )  # fmt: skip
    _join(hub, meeting, 0, 15, began + timedelta(days=2))


def _digital(hub: Hub) -> None:
    starts = _at(hub, 6, 15)
    content = MeetingContent(
        title="Frågestund: ramärendet",
        kind=MeetingKind.TALK,
        summary="En timme där ni frågar och andra svarar. Den här gången om beslutet som allt vilar på.",
        target_group="Alla som är nyfikna, medlem eller inte",
        audience=Audience.EVERYBODY,
        starts_at=starts - timedelta(days=1),
        ends_at=starts - timedelta(hours=23),
        digital_link="https://mote.example/fragestund",
    )
    meeting, began = _made(hub, content, (), 20)
    _contacts_join(hub, meeting, 6, began + timedelta(days=1))
    _join(hub, meeting, 14, 19, began + timedelta(days=2))
    # Moved a day: those registered have been asked whether they can still come.
    meetings.change_meeting(
        meeting=meeting,
        content=replace(content, starts_at=starts, ends_at=starts + timedelta(hours=1)),
        actor=hub.office["vera"],
        now=hub.now - timedelta(days=3),
    )


def _visit(hub: Hub) -> None:
    starts = _at(hub, 48, 10)
    meeting, began = _made(
        hub,
        MeetingContent(
            title="Studiebesök: skolgården som eleverna bestämde",
            kind=MeetingKind.VISIT,
            summary="Vi möter eleverna, läraren och landskapsarkitekten bakom en skolgård för tre miljoner kronor, och går runt på den.",
            text="Dagen börjar i klassrummet och slutar i klätterställningen. Ta med kläder efter väder.",
            target_group="En eller två från varje medlem, gärna en förtroendevald",
            attendance=Attendance.PLACE,
            starts_at=starts,
            ends_at=starts + timedelta(hours=5),
            register_until=hub.now - timedelta(days=3),
            venue="Ekdala skola",
            address="Skolvägen 1, Solvik",
            places=8,
            max_per_member=2,
            cost_note="Ni betalar resa och eventuellt boende själva.",
            asks_needs=True,
            selection=Selection.RULE,
        ),
        ((10, 0, "Eleverna berättar", "Klass 5 B"), (11, 0, "Rundvandring", ""), (12, 0, "Lunch i matsalen", ""), (13, 0, "Vad kostade det, och vad kom inte med?", "Rektorn och fastighetskontoret")),
        32,
    )  # fmt: skip
    _join(hub, meeting, 4, 17, began + timedelta(days=1))
    meetings.draw(meeting=meeting, actor=hub.office["vera"], now=hub.now - timedelta(days=2))


def _cancelled(hub: Hub) -> None:
    starts = _at(hub, 26, 13)
    meeting, began = _made(
        hub,
        MeetingContent(
            title="Nätverksträff: nå dem som sällan hörs",
            summary="Uppsökande arbete, rösta på fritidsgården och förslag på lättläst svenska.",
            starts_at=starts,
            ends_at=starts + timedelta(hours=3),
            digital_link="https://mote.example/na-fler",
        ),
        (),
        40,
    )
    _join(hub, meeting, 2, 9, began + timedelta(days=5))
    meetings.cancel_meeting(
        meeting=meeting,
        reason="Båda föreläsarna har fått förhinder. Vi planerar en ny träff i vår.",
        actor=hub.office["vera"],
        now=hub.now - timedelta(days=1),
    )


def _draft(hub: Hub) -> None:
    starts = _at(hub, 80, 9)
    meetings.create_meeting(
        network=hub.network,
        content=MeetingContent(
            title="Nätverksträff: följ upp och berätta",
            summary="Hur visar man att det som vann blev verklighet?",
            attendance=Attendance.BOTH,
            starts_at=starts,
            ends_at=starts + timedelta(hours=4),
            places=40,
        ),
        actor=hub.office["hugo"],
        now=hub.now - timedelta(days=1),
    )


# --- experts ---

EXPERTS = (
    ExpertContent(
        name="People Powered",
        kind=ExpertKind.NETWORK,
        summary="Globalt nav för deltagande demokrati, med guider, utbildningar och mentorer inom medborgarbudget.",
        languages=("en", "es", "pt", "fr"),
        topics=(Topic.METHOD, Topic.DIGITAL, Topic.INTERNATIONAL),
        website="https://www.peoplepowered.org/",
        is_partner=True,
    ),
    ExpertContent(
        name="OIDP",
        kind=ExpertKind.NETWORK,
        affiliation="International Observatory on Participatory Democracy",
        summary="Internationellt observatorium för deltagande demokrati, öppet för städer, organisationer och forskningscentra.",
        languages=("en", "es", "fr"),
        topics=(Topic.INTERNATIONAL, Topic.EVALUATION, Topic.INCLUSION),
        website="https://www.oidp.net/",
        is_partner=True,
    ),
    ExpertContent(
        name="Ines Falcão Brandt",
        kind=ExpertKind.RESEARCHER,
        affiliation="Påhittat universitet",
        country="Portugal",
        summary="Forskar om vad medborgarbudget gör med tilliten, i små kommuner och över lång tid.",
        text="Svarar gärna på frågor om upplägg och utvärdering, och håller föredrag på engelska eller portugisiska.\n\n- Följer tolv kommuner sedan 2016\n- Har gjort frågor som går att använda i egna enkäter",
        languages=("en", "pt"),
        topics=(Topic.EVALUATION, Topic.METHOD, Topic.INTERNATIONAL),
    ),
    ExpertContent(
        name="Torvald Eskilsby",
        kind=ExpertKind.RESEARCHER,
        affiliation="Påhittat lärosäte",
        country="Sverige",
        summary="Jurist som skriver om vad en kommun får lova i en medborgarbudget, och hur beslutet bör se ut.",
        languages=("sv", "en"),
        topics=(Topic.LAW, Topic.START),
    ),
    ExpertContent(
        name="Marit Ulvsjö",
        kind=ExpertKind.PRACTITIONER,
        affiliation="Egen verksamhet",
        country="Norge",
        summary="Har lett sju omgångar med barn och unga, i skolor och på fritidsgårdar.",
        languages=("no", "sv", "en"),
        topics=(Topic.YOUTH, Topic.INCLUSION),
    ),
    ExpertContent(
        name="Jouko Lehtimäki",
        kind=ExpertKind.PRACTITIONER,
        affiliation="Påhittad stad",
        country="Finland",
        summary="Byggde upp stadens digitala omröstning och kan berätta vad som gick fel de två första åren.",
        languages=("fi", "sv", "en"),
        topics=(Topic.DIGITAL, Topic.COUNTING),
    ),
    ExpertContent(
        name="Rörelsen Grannar emellan",
        kind=ExpertKind.CIVIL,
        country="Sverige",
        summary="Påhittad förening som hjälper hyresgäster att skriva och räkna på förslag.",
        languages=("sv", "en"),
        topics=(Topic.INCLUSION, Topic.METHOD),
    ),
)


def _experts(hub: Hub) -> None:
    vera = hub.office["vera"]
    made: list[Expert] = [
        experts.create_expert(network=hub.network, content=content, actor=vera, now=hub.now - timedelta(days=120))
        for content in EXPERTS
    ]
    contacts = list(
        MemberContact.objects.filter(member__in=list(hub.members.values()), ended_at=None)
        .select_related("person", "member")
        .order_by("pk")[:2]
    )
    for contact, expert, topic, text in zip(
        contacts,
        (made[3], made[4]),
        (Topic.LAW, Topic.YOUTH),
        (
            "Får vi lova att genomföra det som vinner, eller måste fullmäktige kunna säga nej? Vi skriver ärendet nu.",
            "Vi vill göra en omgång med högstadiet. Hur får man med dem som inte brukar räcka upp handen?",
        ),
        strict=False,
    ):
        asked = experts.ask(
            network=hub.network,
            member=contact.member,
            asker=contact.person,
            expert=expert,
            topic=topic,
            text=text,
            wanted_by=None,
            key=f"demo-{topic}",
            now=hub.now - timedelta(days=20),
        )
        experts.handle(
            request=asked,
            state=RequestState.PASSED_ON,
            text="Kontakten är förmedlad. Ni får svar i veckan.",
            for_member=True,
            expert=expert,
            assigned_to=vera,
            actor=vera,
            now=hub.now - timedelta(days=18),
        )
        if topic == Topic.LAW:
            experts.tell_outcome(
                request=asked,
                member=contact.member,
                outcome=Outcome.YES,
                text="Vi skrev om löftet: nämnden har för avsikt att genomföra det som vinner.",
                actor=contact.person,
                now=hub.now - timedelta(days=6),
            )
