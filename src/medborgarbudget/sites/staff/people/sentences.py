"""What does an entry of the log say in words? One sentence for each verb; a verb that is not here is shown as it is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.cycles.models import Identity, Orientation
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.audit import AuditEntry

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KINDS: dict[str, _StrPromise] = {
    "organisation": gettext_lazy("Organisationens inställningar"),
    "operator": gettext_lazy("Installationen"),
    "area": gettext_lazy("Områden"),
    "role": gettext_lazy("Roller"),
    "two_people": gettext_lazy("Två personer"),
    "cycle": gettext_lazy("Omgångar"),
    "decision": gettext_lazy("Beslut"),
    "proposal": gettext_lazy("Förslag"),
    "proposals": gettext_lazy("Utdrag ur förslag"),
    "comment": gettext_lazy("Kommentarer"),
    "flag": gettext_lazy("Anmälningar"),
    "criteria": gettext_lazy("SKR:s kriterier"),
    "criterion": gettext_lazy("Kriterier"),
    "assessment": gettext_lazy("Bedömningar"),
    "roll": gettext_lazy("Röstlängd"),
    "vote": gettext_lazy("Omröstning"),
    "letter": gettext_lazy("Nya kodbrev"),
    "paper": gettext_lazy("Röster på papper"),
    "result": gettext_lazy("Resultat"),
    "delivery": gettext_lazy("Genomförande"),
    "member": gettext_lazy("Medlemmar"),
    "room": gettext_lazy("Medlemsrummet"),
    "contact": gettext_lazy("Inkorgen"),
    "page": gettext_lazy("Sidor"),
    "meeting": gettext_lazy("Träffar"),
    "expert": gettext_lazy("Experter"),
    "library": gettext_lazy("Biblioteket"),
    "example": gettext_lazy("Goda exempel"),
    "comparison": gettext_lazy("Jämförelsen"),
    "newsletter": gettext_lazy("Nyhetsbrev"),
}
"""First part of a verb → what it is about, for the filter. Kinds without a name are shown as they are."""

SENTENCES: dict[str, _StrPromise] = {
    "page.create": gettext_lazy("skapade sidan {thing}"),
    "page.remove": gettext_lazy("tog bort utkastet till sidan {thing}"),
    "page.arrange": gettext_lazy("ändrade sidornas ordning"),
    "page.responsibles": gettext_lazy("ändrade vilka som ansvarar för sidan {thing}"),
    "page.restore": gettext_lazy("tog tillbaka en tidigare version av sidan {thing}"),
    "page.throw_draft": gettext_lazy("kastade utkastet till sidan {thing}"),
    "page.publish": gettext_lazy("publicerade sidan {thing}"),
    "page.withdraw": gettext_lazy("drog in sidan {thing}"),
    "meeting.create": gettext_lazy("skapade träffen {thing}"),
    "meeting.change": gettext_lazy("ändrade träffen {thing}"),
    "meeting.programme": gettext_lazy("ändrade programmet för {thing}"),
    "meeting.publish": gettext_lazy("publicerade träffen {thing}"),
    "meeting.cancel": gettext_lazy("ställde in träffen {thing}"),
    "meeting.remove": gettext_lazy("tog bort utkastet till träffen {thing}"),
    "meeting.register_somebody": gettext_lazy("anmälde någon till {thing}"),
    "meeting.register_colleague": gettext_lazy("anmälde en kollega till {thing}"),
    "meeting.draw": gettext_lazy("fördelade platserna till {thing}"),
    "meeting.questions": gettext_lazy("skrev frågor om {thing}"),
    "meeting.material": gettext_lazy("lade till material från {thing}"),
    "meeting.export_participants": gettext_lazy("hämtade deltagarlistan med kontaktuppgifter för {thing}"),
    "meeting.remove_material": gettext_lazy("tog bort material från {thing}"),
    "expert.create": gettext_lazy("lade till experten {thing}"),
    "expert.change": gettext_lazy("ändrade uppgifter om experten {thing}"),
    "expert.handle": gettext_lazy("tog frågan om hjälp vidare: {thing}"),
    "organisation.create": gettext_lazy("skapade organisationen {thing}"),
    "organisation.change": gettext_lazy("ändrade inställningar för {thing}"),
    "organisation.look": gettext_lazy("ändrade utseendet för {thing}"),
    "organisation.basemap": gettext_lazy("bytte underlagskarta"),
    "operator.create": gettext_lazy("gjorde {thing} till den som driver installationen"),
    "area.create": gettext_lazy("lade till området {thing}"),
    "area.change": gettext_lazy("ändrade området {thing}"),
    "area.remove": gettext_lazy("tog bort området {thing}"),
    "area.upload": gettext_lazy("läste in områden från en fil"),
    "role.grant": gettext_lazy("gav {thing} rollen {new_role}"),
    "role.end": gettext_lazy("avslutade rollen {old_role} för {thing}"),
    "role.add_factor": gettext_lazy("lade till en app eller nyckel för tvåstegsinloggning"),
    "role.reset_factor": gettext_lazy("återställde tvåstegsinloggningen för {thing}"),
    "two_people.ask": gettext_lazy("bad om något som tar två personer: {thing}"),
    "two_people.confirm": gettext_lazy("godkände som andra person: {thing}"),
    "two_people.decline": gettext_lazy("sade nej som andra person: {thing}"),
    "two_people.withdraw": gettext_lazy("drog tillbaka: {thing}"),
    "cycle.create": gettext_lazy("skapade omgången {thing}"),
    "cycle.copy": gettext_lazy("skapade omgången {thing} som kopia av en tidigare"),
    "cycle.import": gettext_lazy("läste in omgången {thing} från en fil"),
    "cycle.change": gettext_lazy("ändrade uppgifter om {thing}"),
    "cycle.publish": gettext_lazy("publicerade {thing}"),
    "cycle.archive": gettext_lazy("arkiverade {thing}"),
    "cycle.steps": gettext_lazy("ändrade stegen i {thing}"),
    "cycle.areas": gettext_lazy("ändrade områdena i {thing}"),
    "cycle.themes": gettext_lazy("ändrade temana i {thing}"),
    "cycle.budget": gettext_lazy("ändrade pengarna i {thing}"),
    "cycle.pot": gettext_lazy("ändrade en pott i {thing}"),
    "cycle.pots": gettext_lazy("räknade om potterna i {thing}"),
    "cycle.rules": gettext_lazy("ändrade reglerna för {thing}"),
    "decision.register": gettext_lazy("förde in beslutet {thing}"),
    "decision.correct": gettext_lazy("rättade beslutet {thing}"),
    "proposal.enter": gettext_lazy("förde in förslaget {thing} åt någon"),
    "proposal.edit": gettext_lazy("ändrade förslaget {thing}"),
    "proposal.move_area": gettext_lazy("flyttade förslaget {thing} till ett annat område"),
    "proposal.publish": gettext_lazy("publicerade förslaget {thing}"),
    "proposal.hide": gettext_lazy("dolde förslaget {thing}"),
    "proposal.show_again": gettext_lazy("visade förslaget {thing} igen"),
    "proposals.export": gettext_lazy("hämtade en lista över förslag"),
    "proposals.export_contacts": gettext_lazy("hämtade en lista över förslag med kontaktuppgifter"),
    "comment.hide": gettext_lazy("dolde en kommentar till {thing}"),
    "flag.uphold": gettext_lazy("gav en anmälan om {thing} rätt"),
    "flag.dismiss": gettext_lazy("lade ner en anmälan om {thing}"),
    "criteria.add_default": gettext_lazy("lade till de vanliga kriterierna"),
    "criterion.add": gettext_lazy("lade till kriteriet {thing}"),
    "criterion.change": gettext_lazy("ändrade kriteriet {thing}"),
    "criterion.move": gettext_lazy("flyttade kriteriet {thing}"),
    "criterion.remove": gettext_lazy("tog bort kriteriet {thing}"),
    "assessment.open": gettext_lazy("öppnade bedömningen av förslag i {thing}"),
    "assessment.assign": gettext_lazy("fördelade bedömningen av {thing}"),
    "assessment.take": gettext_lazy("tog sig an bedömningen av {thing}"),
    "assessment.propose": gettext_lazy("lämnade ett förslag till svar på {thing}"),
    "assessment.ask": gettext_lazy("frågade en sakkunnig om {thing}"),
    "assessment.withdraw_question": gettext_lazy("drog tillbaka en fråga om {thing}"),
    "assessment.expert_answer": gettext_lazy("svarade som sakkunnig om {thing}"),
    "assessment.expert_correction": gettext_lazy("rättade sitt svar som sakkunnig om {thing}"),
    "assessment.sign": gettext_lazy("godkände svaret på {thing}"),
    "assessment.send_back": gettext_lazy("skickade tillbaka svaret på {thing}"),
    "assessment.take_back": gettext_lazy("tog tillbaka svaret på {thing}"),
    "assessment.reopen": gettext_lazy("öppnade bedömningen av {thing} igen"),
    "assessment.publish_provisional": gettext_lazy("publicerade den preliminära listan för {thing}"),
    "assessment.object": gettext_lazy("begärde omprövning av {thing}"),
    "assessment.answer_objection": gettext_lazy("svarade på en begäran om omprövning av {thing}"),
    "assessment.publish_final": gettext_lazy("publicerade den slutliga listan för {thing}"),
    "assessment.final": gettext_lazy("gav det slutliga svaret på {thing}"),
    "roll.read_in": gettext_lazy("läste in en fil till {thing}"),
    "roll.discard": gettext_lazy("kastade {thing}"),
    "roll.approve": gettext_lazy("godkände {thing}"),
    "roll.add": gettext_lazy("ändrade en person i {thing}"),
    "vote.prepare": gettext_lazy("förberedde {thing}"),
    "vote.move": gettext_lazy("ändrade tiderna för {thing}"),
    "vote.call_off": gettext_lazy("ställde in {thing}"),
    "vote.correct": gettext_lazy("lade till en rättelse i {thing}"),
    "vote.withdraw_option": gettext_lazy("drog tillbaka ett alternativ i {thing}"),
    "vote.review_help": gettext_lazy("gick igenom hjälpen med att rösta i {thing}"),
    "vote.assist": gettext_lazy("hjälpte någon att rösta i {thing}"),
    "vote.order_letters": gettext_lazy("beställde brev med koder för {thing}"),
    "vote.offer_forms": gettext_lazy("ändrade adressen som blanketter i {thing} postas till"),
    "vote.take_letters": gettext_lazy("hämtade brev med koder för {thing}"),
    "letter.reissue": gettext_lazy("godkände en ny kod för brev {thing}"),
    "vote.void_letter": gettext_lazy("spärrade en kod för {thing}"),
    "vote.open": gettext_lazy("godkände att {thing} öppnar"),
    "vote.extend": gettext_lazy("förlängde {thing}"),
    "vote.register_key_holder": gettext_lazy("registrerade en nyckelhållare för {thing}"),
    "vote.change_key_holder": gettext_lazy("bytte en nyckelhållare för {thing}"),
    "vote.rehearse": gettext_lazy("läste in en övning för {thing}"),
    "vote.approve_urn": gettext_lazy("beslutade att urnan för {thing} öppnas"),
    "vote.open_urn": gettext_lazy("öppnade urnan för {thing}"),
    "vote.key_destroyed": gettext_lazy("antecknade att en nyckel för {thing} är förstörd"),
    "vote.void_slot": gettext_lazy("ogiltigförklarade en röst i {thing}"),
    "paper.add_desk": gettext_lazy("lade till disken {thing}"),
    "paper.look_up": gettext_lazy("slog upp en väljare i {thing}"),
    "paper.exchange": gettext_lazy("bytte en förstörd valsedel vid {thing}"),
    "paper.hand_out": gettext_lazy("lämnade ut en valsedel i {thing}"),
    "paper.register_batch": gettext_lazy("tog emot lådan {thing}"),
    "paper.register_posted": gettext_lazy("registrerade kuvert {thing} som kom med posten"),
    "paper.sort_posted": gettext_lazy("sorterade kuverten som kom med posten"),
    "paper.open_box": gettext_lazy("öppnade lådan {thing}"),
    "paper.explain": gettext_lazy("förklarade siffrorna för {thing}"),
    "paper.settle": gettext_lazy("avgjorde en valsedel i {thing}"),
    "paper.correct": gettext_lazy("började rätta {thing}"),
    "paper.approve": gettext_lazy("godkände {thing}"),
    "paper.draw_sample": gettext_lazy("drog granskarens stickprov {thing}"),
    "paper.sample_differs": gettext_lazy("läste en valsedel i stickprovet {thing} annorlunda"),
    "vote.count": gettext_lazy("räknade {thing}"),
    "vote.recount": gettext_lazy("räknade om {thing}"),
    "vote.compare": gettext_lazy("jämförde räknesätt för {thing}"),
    "vote.export": gettext_lazy("hämtade rösterna i {thing} som fil"),
    "result.look": gettext_lazy("tittade på resultatet av {thing} före publicering"),
    "simulation.start": gettext_lazy("provade ett räknesätt på {thing}"),
    "simulation.remove": gettext_lazy("tog bort provet på {thing}"),
    "result.publish": gettext_lazy("publicerade resultatet av {thing}"),
    "delivery.start": gettext_lazy("startade genomförandet av {thing}"),
    "delivery.plan": gettext_lazy("ändrade planen för {thing}"),
    "delivery.money": gettext_lazy("ändrade pengarna för {thing}"),
    "delivery.update": gettext_lazy("berättade hur det går med {thing}"),
    "delivery.deviate": gettext_lazy("avvek från beslutet om {thing}"),
    "member.add": gettext_lazy("lade till {thing} för hand"),
    "member.admit": gettext_lazy("tog in {thing} som medlem"),
    "member.tenant": gettext_lazy("gav {thing} en plats för omgångar"),
    "member.move": gettext_lazy("ändrade läget för {thing}"),
    "member.handle": gettext_lazy("hanterade ett tillägg från {thing}"),
    "member.assign": gettext_lazy("bestämde vem på kansliet som håller kontakt med {thing}"),
    "member.profile": gettext_lazy("ändrade sidan om {thing}"),
    "member.contact_add": gettext_lazy("lade till någon som företräder {thing}"),
    "member.export_contacts": gettext_lazy("hämtade en lista över dem som företräder medlemmarna"),
    "member.contact_end": gettext_lazy("tog bort någon som företräder {thing}"),
    "room.hide": gettext_lazy("dolde ”{thing}” i medlemsrummet"),
    "room.withdraw": gettext_lazy("tog bort dokumentet {thing}"),
    "contact.assign": gettext_lazy("bestämde vem som svarar på meddelandet {thing}"),
    "contact.reply": gettext_lazy("svarade på meddelandet {thing}"),
    "contact.note": gettext_lazy("antecknade om meddelandet {thing}"),
    "contact.sort": gettext_lazy("ändrade läget för meddelandet {thing}"),
    "library.suggest": gettext_lazy("tipsade biblioteket om {thing}"),
    "library.publish": gettext_lazy("publicerade {thing} i biblioteket"),
    "library.change": gettext_lazy("ändrade {thing} i biblioteket"),
    "library.decline": gettext_lazy("avböjde tipset {thing}"),
    "library.withdraw": gettext_lazy("tog bort {thing} ur biblioteket"),
    "library.check": gettext_lazy("kontrollerade länken i {thing}"),
    "example.submit": gettext_lazy("skickade in exemplet {thing}"),
    "example.edit": gettext_lazy("redigerade exemplet {thing}"),
    "example.publish": gettext_lazy("publicerade exemplet {thing}"),
    "example.decline": gettext_lazy("avböjde exemplet {thing}"),
    "example.withdraw": gettext_lazy("tog bort exemplet {thing}"),
    "example.check": gettext_lazy("kontrollerade exemplet {thing}"),
    "example.figures": gettext_lazy("hämtade nya siffror till exemplet {thing}"),
    "comparison.key": gettext_lazy("lade till en signeringsnyckel för {thing}"),
    "comparison.key_end": gettext_lazy("avslutade en signeringsnyckel för {thing}"),
    "comparison.receive": gettext_lazy("läste in siffror till jämförelsen: {thing}"),
    "comparison.share": gettext_lazy("tog med {thing} i jämförelsen"),
    "comparison.choose": gettext_lazy("valde vad som visas av {thing}"),
    "comparison.approve": gettext_lazy("godkände {thing} för jämförelsen"),
    "comparison.refuse": gettext_lazy("avböjde {thing} för jämförelsen"),
    "comparison.withdraw": gettext_lazy("tog bort {thing} ur jämförelsen"),
    "newsletter.create": gettext_lazy("började skriva nyhetsbrevet {thing}"),
    "newsletter.change": gettext_lazy("ändrade nyhetsbrevet {thing}"),
    "newsletter.send": gettext_lazy("skickade nyhetsbrevet {thing}"),
    "newsletter.resume": gettext_lazy("fortsatte skicka nyhetsbrevet {thing}"),
    "newsletter.remove": gettext_lazy("tog bort utkastet {thing}"),
}
"""Verb → what the actor did; {thing} is the subject's name. Roles come from `changes`."""

FIELDS: dict[str, _StrPromise] = {
    "accent": gettext_lazy("huvudfärg"),
    "areas": gettext_lazy("områden"),
    "ballots": gettext_lazy("röster"),
    "boxed": gettext_lazy("öppnade kuvert"),
    "cause": gettext_lazy("varför kuvertet inte öppnas"),
    "listed": gettext_lazy("listade kuvert"),
    "association": gettext_lazy("förening"),
    "assignee": gettext_lazy("ansvarig"),
    "budget": gettext_lazy("pengar"),
    "changed": gettext_lazy("ändrade"),
    "channel": gettext_lazy("hur det kom in"),
    "code": gettext_lazy("kod"),
    "cost": gettext_lazy("kostnad"),
    "cycle_area": gettext_lazy("område"),
    "deadline": gettext_lazy("senast"),
    "definition": gettext_lazy("valsedelns kontrollsumma"),
    "digest": gettext_lazy("underlagets kontrollsumma"),
    "display_name": gettext_lazy("namn som visas"),
    "host": gettext_lazy("värdnamn"),
    "fields": gettext_lazy("fält"),
    "inhabitants": gettext_lazy("invånare"),
    "kind": gettext_lazy("slag"),
    "languages": gettext_lazy("språk"),
    "letters": gettext_lazy("brev"),
    "level": gettext_lazy("delaktighet"),
    "logo": gettext_lazy("logotyp"),
    "name": gettext_lazy("namn"),
    "new": gettext_lazy("nya"),
    "options": gettext_lazy("förslag på valsedeln"),
    "organisation": gettext_lazy("organisation"),
    "outcome": gettext_lazy("svar"),
    "parts": gettext_lazy("delar"),
    "people": gettext_lazy("personer"),
    "place": gettext_lazy("plats"),
    "pot": gettext_lazy("pott"),
    "pots": gettext_lazy("potter"),
    "private_key": gettext_lazy("nyckeln som öppnar rösterna"),
    "promise": gettext_lazy("löfte"),
    "proposals": gettext_lazy("förslag"),
    "publish_ballots": gettext_lazy("rösterna publiceras var för sig"),
    "receipt": gettext_lazy("kvitto"),
    "letter": gettext_lazy("brev"),
    "holder": gettext_lazy("nyckelhållare"),
    "key": gettext_lazy("nyckelns fingeravtryck"),
    "second": gettext_lazy("den andra personen"),
    "urn": gettext_lazy("urnans fingeravtryck"),
    "same": gettext_lazy("samma resultat"),
    "short_name": gettext_lazy("kort namn"),
    "slots": gettext_lazy("platser i urnan"),
    "spent": gettext_lazy("använt"),
    "state": gettext_lazy("läge"),
    "steps": gettext_lazy("steg"),
    "summary": gettext_lazy("beskrivning"),
    "theme": gettext_lazy("färger"),
    "themes": gettext_lazy("teman"),
    "times": gettext_lazy("tider"),
    "title": gettext_lazy("titel"),
    "told": gettext_lazy("meddelade"),
    "version": gettext_lazy("version"),
    "what": gettext_lazy("beskrivning"),
    "why": gettext_lazy("skäl"),
}
"""Field of `changes` → its name on the page; others have the name that their table gives them."""

KEY_STATES: dict[str, _StrPromise] = {
    "held": gettext_lazy("fanns"),
    "destroyed": gettext_lazy("förstörd"),
    "with the key holders": gettext_lazy("hos nyckelhållarna"),
}


@cache
def _named_by_tables() -> dict[str, models.Field[Any, Any]]:
    """Field → the first column of the domain with that name and a name for people."""
    found: dict[str, models.Field[Any, Any]] = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if (
                model.__module__.startswith("medborgarbudget.domain.")
                and isinstance(field, models.Field)
                and str(field.verbose_name) != field.name.replace("_", " ")
            ):
                found.setdefault(field.name, field)
    return found


@cache
def _choices() -> dict[str, dict[str, Any]]:
    """Field → its choices' values and labels, over all tables that have one of that name."""
    found: dict[str, dict[str, Any]] = {"private_key": dict(KEY_STATES)}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if model.__module__.startswith("medborgarbudget.domain.") and isinstance(field, models.Field):
                for value, label in field.flatchoices:
                    found.setdefault(field.name, {}).setdefault(str(value), label)
    for name, choices in (("identities", Identity.choices), ("orientations", Orientation.choices)):
        found[name] = dict(choices)
    return found


def _field_name(name: str) -> str:
    named = _named_by_tables().get(name)
    return str(FIELDS.get(name) or (named.verbose_name if named is not None else name.replace("_", " ")))


def sentence(entry: AuditEntry) -> str:
    """ "gav Doris rollen projektansvarig"; the actor's name stands before it."""
    pattern = SENTENCES.get(entry.verb)
    if pattern is None:
        return f"{entry.verb}: {entry.subject_name}"
    old, new = (entry.changes.get("role") or [None, None])[:2]
    return str(pattern).format(thing=entry.subject_name, old_role=_role(old), new_role=_role(new))


def kinds_of(verbs: Iterable[str]) -> list[tuple[str, str]]:
    """(kind, name) of the verbs that occur, by name."""
    found = {verb.partition(".")[0] for verb in verbs}
    return sorted(((kind, str(KINDS.get(kind, kind))) for kind in found), key=lambda row: row[1].casefold())


def changes(entry: AuditEntry) -> list[str]:
    """ "name: Lund → Lunds kommun" for each change that is not told by the sentence itself."""
    rows = []
    for name, change in entry.changes.items():
        field = _field_name(name)
        if name == "role" and entry.verb.startswith("role."):
            continue
        if isinstance(change, list) and len(change) == 2:
            rows.append(f"{field}: {_short(change[0], name)} → {_short(change[1], name)}")
        else:
            rows.append(f"{field}: {_short(change, name)}")
    return rows


def _short(value: object, name: str = "") -> str:
    if value in (None, "", [], {}):
        return _("inget")
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, list):
        text = ", ".join(_short(each, name) for each in value)
    elif isinstance(value, dict):
        text = ", ".join(f"{_field_name(part)}: {_short(each, part)}" for part, each in value.items())
    else:
        text = str(_choices().get(name, {}).get(str(value), value))
    return text if len(text) <= 120 else text[:119] + "…"


def _role(value: object) -> str:
    try:
        return str(RoleName(str(value)).label).lower()
    except ValueError:
        return str(value or "")
