"""Which components can a template call? `{% load design %}`; the page at design:all shows each in its states."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, Textarea
from django.forms.formsets import BaseFormSet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from medborgarbudget.design import charts, dates, icons, illustrations, markup, svgmap
from medborgarbudget.design.forms import error_links
from medborgarbudget.design.qr import qr_code
from medborgarbudget.foundation import money

register = template.Library()

NO_BREAK_SPACE = "\u00a0"


# --- pictures ---


@register.simple_tag
def icon(name: str, size: str = "", label: str = "", fill: bool = False) -> SafeString:
    """An icon from design/icons.py: `{% icon "pin" %}`, size "large"; give a label only when no text stands beside it."""
    return icons.icon(name, size=size, label=label, fill=fill)


@register.simple_tag
def illustration(name: str, title: str = "") -> SafeString:
    """A drawn scene from design/illustrations.py; decoration unless it has a title."""
    return illustrations.illustration(name, title=title)


@register.simple_tag
def proposal_picture(seed: str, theme: str = "", title: str = "") -> SafeString:
    """The drawing that stands in for a photo: seed is the proposal's reference."""
    return illustrations.proposal_picture(str(seed), title, theme)


@register.simple_tag
def qr(text: str, label: str) -> SafeString:
    """A QR code of the text; the label says what it leads to. Write the same text out beside it."""
    return qr_code(text, label)


@register.simple_tag
def product_mark() -> SafeString:
    """The product's own mark."""
    return illustrations.product_mark()


@register.inclusion_tag("design/avatar.html")
def avatar(name: str) -> dict[str, Any]:
    """A disc with the person's initials, in a colour that follows from the name; decoration, so write the name beside it."""
    words = name.split() or ["?"]
    initials = (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
    return {"initials": initials, "variant": hashlib.sha256(name.encode()).digest()[0] % 5 + 1}


@register.inclusion_tag("design/gallery.html")
def gallery(pictures: Iterable[Any]) -> dict[str, Any]:
    """Photos (parts.Picture), the first one large."""
    return {"pictures": list(pictures)}


# --- words for numbers and time ---


@register.filter
def soft(text: str) -> str:
    """The text with a soft hyphen in the product's long word, so that a narrow header breaks it where it should be broken."""
    return str(text).replace("edborgarbudget", "edborgar\u00adbudget")


@register.filter
def kronor(amount: int | None) -> str:
    """1250000 → "1 250 000 kr" with no-break spaces; empty for None."""
    return "" if amount is None else money.kronor(int(amount))


@register.filter
def kronor_short(amount: int | None) -> str:
    """1250000 → "1,25 mn kr", 80000 → "80 tkr": only where there is no room for the whole sum."""
    return "" if amount is None else charts.kronor_short(int(amount))


@register.filter
def number(value: int | None) -> str:
    """6586 → "6 586" with a no-break space."""
    return "" if value is None else f"{int(value):,}".replace(",", NO_BREAK_SPACE)


@register.filter
def percent(share: float | None) -> str:
    """0.153 → "15,3 %" ("15.3%" in English)."""
    if share is None:
        return ""
    text = f"{share * 100:.1f}".removesuffix(".0")
    return f"{text}%" if (get_language() or "sv").startswith("en") else f"{text.replace('.', ',')}{NO_BREAK_SPACE}%"


@register.filter
def long_moment(moment: datetime | None, now: datetime | None = None) -> str:
    """ "torsdag 3 december kl. 18.00", Swedish time; with the year when it is not the year of `now`."""
    return dates.long_moment(moment, now)


@register.filter
def long_date(value: date | datetime | None, now: datetime | None = None) -> str:
    """ "torsdag 3 december"."""
    return dates.long_date(value, now)


@register.filter
def short_date(value: date | datetime | None, now: datetime | None = None) -> str:
    """ "3 dec"."""
    return dates.short_date(value, now)


@register.filter
def clock_time(moment: datetime | None) -> str:
    """ "18.00"."""
    return dates.clock_time(moment)


@register.filter
def relative_days(value: date | datetime | None, now: date | datetime | None = None) -> str:
    """ "om 3 dagar", "i dag", "i går"; pass the page's `now` so that a rehearsed date is right."""
    return dates.relative_days(value, now or timezone.now())


# --- blocks that wrap a page's own markup ---


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "", big: bool = False, role: str = "", id: str = "") -> str:
    """A banner: kind "info", "success", "warning" or "danger". Role "status" or "alert" only for what appears in answer to a deed."""
    icon_name = {"info": "info", "success": "check", "warning": "warning", "danger": "warning"}[kind]
    context = {
        "content": content,
        "kind": kind,
        "title": title,
        "big": big,
        "role": role,
        "icon_name": icon_name,
        "id": id,
    }
    return render_to_string("design/notice.html", context)


@register.simple_block_tag
def card(content: str, title: str = "", url: str = "", tone: str = "", level: int = 3) -> str:
    """A raised box. With url the whole card is one link, named by its title. Tone "soft" or "flat"."""
    context = {"content": content, "title": title, "url": url, "tone": tone, "level": level}
    return render_to_string("design/card.html", context)


@register.simple_block_tag
def hero(
    content: str,
    title: str,
    lead: str = "",
    eyebrow: str = "",
    picture: str = "hero",
    deadline: str = "",
    level: int = 1,
) -> str:
    """The opening of a start page, with the page's h1, in block `hero`. The content is buttons; deadline a short text in a pill."""
    context = {
        "content": content,
        "title": title,
        "lead": lead,
        "eyebrow": eyebrow,
        "picture": picture,
        "deadline": deadline,
        "level": level,
    }
    return render_to_string("design/hero.html", context)


@register.simple_block_tag
def more(content: str, summary: str, open: bool = False) -> str:
    """Something that can be unfolded (details and summary)."""
    return render_to_string("design/more.html", {"content": content, "summary": summary, "open": open})


@register.simple_block_tag
def dialogue(content: str, id: str, title: str, opener: str, url: str, opener_class: str = "button--secondary") -> str:
    """A question in a dialogue. The opener is a link to `url`, a page that asks the same: that is what happens without JavaScript."""
    context = {"content": content, "id": id, "title": title, "opener": opener, "url": url, "opener_class": opener_class}
    return render_to_string("design/dialogue.html", context)


@register.simple_block_tag
def empty_state(content: str, title: str, picture: str = "empty", level: int = 2) -> str:
    """What stands where there is nothing yet: say what will come and what to do meanwhile."""
    return render_to_string(
        "design/empty.html", {"content": content, "title": title, "picture": picture, "level": level}
    )


@register.simple_block_tag
def letter(content: str, sender: str, address: Sequence[str] = (), place_date: str = "", reference: str = "") -> str:
    """A letter laid out for print (A4, window envelope): sender, address lines, date and reference over the text."""
    context = {
        "content": content,
        "sender": sender,
        "address": address,
        "place_date": place_date,
        "reference": reference,
    }
    return render_to_string("design/letter.html", context)


# --- components made from values ---


@register.inclusion_tag("design/tag.html")
def tag(label: Any, tone: str = "", icon: str = "") -> dict[str, Any]:
    """A status: `{% tag "Godkänt" tone="success" icon="check" %}` or `{% tag a_parts_tag %}`."""
    if isinstance(label, str):
        return {"label": label, "tone": tone, "icon_name": icon}
    if isinstance(label, Mapping):
        return {"label": label["label"], "tone": label.get("tone", ""), "icon_name": label.get("icon", "")}
    if hasattr(label, "tone"):
        return {"label": label.label, "tone": label.tone, "icon_name": label.icon}
    return {"label": str(label), "tone": tone, "icon_name": icon}


@register.inclusion_tag("design/proposal_card.html")
def proposal_card(card: Any, level: int = 3) -> dict[str, Any]:
    """A proposal in a list: a parts.ProposalCard or a dict with the same keys."""
    return {"card": card, "level": level}


@register.inclusion_tag("design/meter.html")
def money_meter(spent: int, pot: int, label: str = "", live: bool = False) -> dict[str, Any]:
    """How much of a pot is used: bar and text. `live` lets ballot.js keep it up to date."""
    share = min(spent / pot, 1) if pot > 0 else 0
    return {
        "spent": spent,
        "pot": pot,
        "left": pot - spent,
        "over": spent > pot,
        "width": f"{share * 100:.2f}",
        "label": label,
        "live": live,
    }


@register.inclusion_tag("design/ballot_bar.html")
def ballot_bar(
    chosen: int,
    most: int | None = None,
    spent: int | None = None,
    pot: int | None = None,
    submit: str = "",
    hint: str = "",
    marks: str = "",
    standing: str = "",
    live: str = "",
    points: int | None = None,
) -> dict[str, Any]:
    """The bar at the foot of a ballot form, inside that form: count, sum against the pot, and the one button.

    `most` is the highest number of choices, `pot` the money when the ballot is a knapsack. Checkboxes of the form carry
    `data-cost`. ballot.js keeps it live; without JavaScript the button has name "update" absent and the numbers are those of the last load.

    Where options are not ticked, `marks` says what is put on them (pick, number, place, scale), `standing` how far one has come and
    `live` the same with places for numbers; `points` is the highest sum. marks.js keeps that live.
    """
    meter = money_meter(spent or 0, pot, live=True) if pot else None
    return {
        "chosen": chosen,
        "most": most,
        "spent": spent,
        "pot": pot,
        "submit": submit,
        "hint": hint,
        "meter": meter,
        "marks": marks,
        "standing": standing,
        "live": live,
        "points": points,
    }


@register.inclusion_tag("design/mark.html")
def ballot_mark(mark: Any) -> dict[str, Any]:
    """What a voter puts on an option (parts.Mark): points, a place, or a step of a scale. Stands in a card of the ballot."""
    return {"mark": mark}


@register.inclusion_tag("design/steps.html")
def step_line(steps: Iterable[Any], label: str = "") -> dict[str, Any]:
    """The steps of a cycle (parts.Step): past, now, coming, with dates. Lies down when there is room, stands on a phone."""
    return {"steps": list(steps), "label": label}


@register.inclusion_tag("design/timeline.html")
def timeline(events: Iterable[Any], level: int = 3) -> dict[str, Any]:
    """What has happened (parts.Event), newest first, with photos."""
    return {"events": list(events), "level": level}


@register.inclusion_tag("design/summary.html")
def summary_list(rows: Iterable[Any]) -> dict[str, Any]:
    """Names and values (parts.Row), each with an optional link to change it."""
    return {"rows": list(rows)}


@register.inclusion_tag("design/tiles.html")
def stat_tiles(facts: Iterable[Any], plain: bool = False) -> dict[str, Any]:
    """A few numbers that matter (parts.Fact)."""
    return {"facts": list(facts), "plain": plain}


@register.inclusion_tag("design/actions.html")
def action_list(actions: Iterable[Any], level: int = 3) -> dict[str, Any]:
    """What I can do now (parts.Action): big choices, at most one `main`."""
    return {"actions": list(actions), "level": level}


TABS_SHOWN = 6
"""With more tabs than this a phone shows the one that is open, and the others when asked."""


@register.inclusion_tag("design/tabs.html")
def tabs(links: Iterable[Any], label: str) -> dict[str, Any]:
    """Views of the same thing (parts.Link) as links; label names the navigation. More than a phone shows in two rows fold there."""
    shown = list(links)
    return {"links": shown, "label": label, "folds": len(shown) > TABS_SHOWN}


@register.inclusion_tag("design/crumbs.html")
def breadcrumbs(links: Iterable[Any]) -> dict[str, Any]:
    """The way here (parts.Link), without the present page."""
    return {"links": list(links)}


@register.inclusion_tag("design/pager.html")
def pager(page: Page[Any], query: str = "", name: str = "page") -> dict[str, Any]:
    """Links to the other pages of a Paginator page. `query` is what else is in the address, without page ("omrade=3&tema=lek")."""
    prefix = f"?{query}&{name}=" if query else f"?{name}="
    numbers = [
        (n, n if isinstance(n, int) else None)
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {"page": page, "numbers": numbers, "prefix": prefix}


@register.inclusion_tag("design/progress.html")
def progress(done: int, total: int, label: str) -> dict[str, Any]:
    """How far long work has come."""
    return {"done": done, "total": total, "label": label}


@register.inclusion_tag("design/choice.html")
def choice_card(
    name: str,
    value: Any,
    label: str,
    text: str = "",
    checked: bool = False,
    kind: str = "checkbox",
    cost: int | None = None,
    url: str = "",
    disabled: str = "",
    id: str = "",
    picture: Any = None,
    theme: str = "",
) -> dict[str, Any]:
    """A checkbox or radio as a whole card, inside `<div class="choices">`.

    `disabled` is the reason why it cannot be chosen. `picture` is an image address, or True for a drawing made from theme and label.
    """
    return {
        "name": name,
        "value": value,
        "label": label,
        "text": text,
        "checked": checked,
        "kind": kind,
        "cost": cost,
        "url": url,
        "disabled": disabled,
        "id": id or f"id_{name}_{value}",
        "picture": picture,
        "theme": theme,
    }


@register.inclusion_tag("design/copy.html")
def copy_text(text: str, id: str) -> dict[str, Any]:
    """A code, receipt or address with a button that copies it (JavaScript)."""
    return {"text": text, "id": id}


# --- charts and maps ---


@register.simple_tag
def bar_chart(rows: Iterable[Any], title: str, unit: str = "") -> SafeString:
    """Bars with a table behind; rows are charts.Bar or (label, value). Unit "kr" writes kronor, "%" shares of one."""
    return charts.bar_chart(charts.as_bars(rows), title=title, unit=unit)


@register.simple_tag
def stacked_chart(rows: Iterable[Any], series: Sequence[str], title: str, unit: str = "") -> SafeString:
    """One bar a row, cut into the series; rows are (label, [values])."""
    return charts.stacked_chart(list(rows), series, title=title, unit=unit)


@register.simple_tag
def money_picture(rows: Iterable[Any], title: str, pot: int | None = None, listed: bool = False) -> SafeString:
    """Where the money went: an area per winner, as large as its cost. Rows are charts.Bar or (label, kronor). `listed`: see charts."""
    return charts.money_picture(charts.as_bars(rows), title=title, pot=pot, listed=listed)


@register.simple_tag
def cost_picture(rows: Iterable[Any], title: str, whole: float, missing: str) -> SafeString:
    """A cost paid in parts, with what is lacking left pale. Rows are charts.Bar or (label, kronor)."""
    return charts.cost_picture(charts.as_bars(rows), title=title, whole=whole, missing=missing)


@register.simple_tag
def flow_chart(source: str, note: str, rows: Iterable[Any], title: str) -> SafeString:
    """Where a sum went, as streams. Rows are charts.Bar or (label, kronor); group "left" for what stayed."""
    return charts.flow_chart(source, note, charts.as_bars(rows), title=title)


@register.simple_tag
def pair_chart(rows: Iterable[Any], first: str, second: str, title: str) -> SafeString:
    """Two shares beside each other for each name; rows are (label, share, share)."""
    return charts.pair_chart(list(rows), (first, second), title=title)


@register.simple_tag
def static_map(
    features: Mapping[str, Any] | None, markers: Iterable[Any] = (), title: str = "", names: bool = True
) -> SafeString:
    """A map drawn on the server from GeoJSON and svgmap.Marker; features have properties.kind and properties.name."""
    return svgmap.draw(features or {}, [svgmap.as_marker(m) for m in markers], title=title, names=names)


@register.inclusion_tag("design/contrast.html")
def contrast_tables(contrast: Any, level: int = 3, tried: bool = False) -> dict[str, Any]:
    """Rules set beside each other: measures, winners, and why they differ. `tried` when the first rule is only tried, not in force."""
    return {
        "contrast": contrast,
        "heading": f"h{level}",
        "base_word": _("prövas") if tried else _("gäller"),
    }


@register.inclusion_tag("design/county_map.html")
def county_map(tiles: Iterable[Any], label: str) -> dict[str, Any]:
    """Sweden as a tile per county (parts.Tile), each about where it lies: a schematic map, read as a list, that needs no script."""
    return {"tiles": list(tiles), "label": label}


# --- forms ---


@register.inclusion_tag("design/forms/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet[Any] | None) -> dict[str, Any]:
    """All that is wrong with the forms and formsets, each line a link to its field. Nothing when all is well."""
    return {"links": [link for form in forms if form is not None for link in error_links(form)]}


@register.simple_tag
def form_fields(form: BaseForm) -> SafeString:
    """All fields of a form in order, hidden ones last; `{{ form.title.as_field_group }}` gives one at a time."""
    visible = [field.as_field_group() for field in form.visible_fields()]
    hidden = [str(field) for field in form.hidden_fields()]
    return mark_safe("\n".join([*visible, *hidden]))


@register.filter
def message_kind(level_tag: str) -> str:
    """Which notice suits a message of django.contrib.messages."""
    return {"success": "success", "warning": "warning", "error": "danger"}.get(level_tag, "info")


@register.filter
def char_limit(field: BoundField) -> int | None:
    """How many characters a text area takes; None when it is no text area or has no limit."""
    limit = getattr(field.field, "max_length", None)
    return limit if isinstance(field.field.widget, Textarea) else None


@register.filter
def input_suffix(field: BoundField) -> str:
    """The unit that stands after the input ("kr")."""
    return str(field.field.widget.attrs.get("data-suffix", ""))


@register.filter
def paragraphs(text: str) -> SafeString:
    """Plain text from a person, as paragraphs with line breaks; nothing in it is read as HTML."""
    return mark_safe(linebreaks(text, autoescape=True))


@register.filter
def marked(text: str) -> SafeString:
    """Words with a little markup (design/markup.py) as paragraphs, lists and links."""
    return markup.marked(text)


@register.filter
def marked_line(text: str) -> SafeString:
    """The same for one line, without paragraphs."""
    return markup.inline(text)


@register.simple_tag
def query_with(request: Any, **changes: Any) -> str:
    """The address's query with some parameters changed (None removes): `{% query_with request sort="cost" page=None %}`, without "?"."""
    query = request.GET.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = value
    return str(query.urlencode())


@register.simple_tag
def sort_link(request: Any, key: str, label: str, now: str = "") -> SafeString:
    """A column heading's link that sorts by key, and backwards when it already does. Put it in `<th aria-sort=…>`."""
    target = f"-{key}" if now == key else key
    return format_html(
        '<a href="?{}">{} {}</a>', query_with(request, sort=target, page=None), label, icons.icon("sort")
    )
