"""How does a demo cycle come about? By the product's own verbs, each told a moment of the past, up to the step one wants to see."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from medborgarbudget.demo import ideas as content
from medborgarbudget.demo import pictures, tastes, timeline
from medborgarbudget.demo.geography import Geography
from medborgarbudget.demo.ideas import Idea
from medborgarbudget.demo.places import FIRST_NAMES, LAST_INITIALS, DemoPlace
from medborgarbudget.demo.standard import Standard
from medborgarbudget.demo.timeline import Timeline
from medborgarbudget.domain.assessment import actions as assessing
from medborgarbudget.domain.assessment.models import Assessment, Criterion, Outcome
from medborgarbudget.domain.assessment.policy import Findings
from medborgarbudget.domain.ballots.kind import Control
from medborgarbudget.domain.ballots.kinds import kind_of
from medborgarbudget.domain.counting import actions as counting
from medborgarbudget.domain.cycles import actions as cycles
from medborgarbudget.domain.cycles import queries as cycle_queries
from medborgarbudget.domain.cycles.models import (
    BallotKind,
    CountingRule,
    Cycle,
    DecisionKind,
    Deed,
    Moderation,
    ParticipationLevel,
    PotKind,
)
from medborgarbudget.domain.cycles.policy import RuleValues, StepPlan
from medborgarbudget.domain.delivery import actions as delivering
from medborgarbudget.domain.delivery.models import Delivery, DeliveryState
from medborgarbudget.domain.organisations.models import Area, Organisation
from medborgarbudget.domain.paper import actions as paper
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals import actions as proposing
from medborgarbudget.domain.proposals.content import ProposalContent
from medborgarbudget.domain.proposals.models import Channel, Proposal, ProposalState, Stance, Support
from medborgarbudget.domain.voting import actions as voting
from medborgarbudget.domain.voting import rehearsal, witnessing
from medborgarbudget.domain.voting.deeds import EXTEND
from medborgarbudget.domain.voting.models import KeyLevel, Vote, VoteOption
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.foundation.files import read_picture


@dataclass(frozen=True)
class Script:
    """What a demo cycle is about. `ideas` indexes demo.ideas.IDEAS; `voters` is how many vote when it comes to that.

    `standard`: the vote has a roll, letters to those in it, and three key holders; otherwise the service holds the key.
    """

    year: int
    slug: str
    prefix: str
    budget: int
    promise: str
    summary: str
    ideas: Sequence[int]
    voters: int
    seed: int
    ballot_kind: str = BallotKind.UP_TO_K
    max_choices: int | None = 5
    points_total: int | None = None
    points_each: int | None = None
    counting_rule: str = CountingRule.EQUAL_SHARES
    min_age: int = 12
    ceiling: int | None = None
    moderation: str = Moderation.AFTER
    pots_by_area: bool = False
    who: str = "Alla som bor, arbetar eller går i skola i kommunen"
    standard: bool = False


@dataclass
class Cast:
    """The people of an organisation in the demo: `lead` and `second` sign, `crowd` proposes and supports."""

    lead: Person
    second: Person
    assessor: Person
    desk: Person
    known: list[Person] = field(default_factory=list)
    crowd: list[Person] = field(default_factory=list)


class Story:
    """Tells one cycle up to a step. Deterministic but for the present moment."""

    def __init__(
        self, organisation: Organisation, place: DemoPlace, map_: Geography, cast: Cast, script: Script
    ) -> None:
        self.organisation, self.place, self.map, self.cast, self.script = organisation, place, map_, cast, script
        self.chance = random.Random(script.seed)  # noqa: S311
        self.standard: Standard | None = None

    def tell(self, line: Timeline) -> Cycle:
        """Make the cycle as it stands when it is the timeline's step."""
        cycle = self._begin(line)
        proposals = self._collect(cycle, line)
        if line.reached(timeline.ASSESSMENT):
            self._assess(cycle, proposals, line, whole=line.reached(timeline.VOTING))
        if line.reached(timeline.VOTING):
            vote = self._vote(cycle, line, closed=line.reached(timeline.RESULT))
            if line.reached(timeline.RESULT):
                self._count(vote, line)
        if line.reached(timeline.DELIVERY):
            self._deliver(cycle, line)
        cycle.refresh_from_db()
        return cycle

    # --- the frame ---

    def draft(self, begun: datetime) -> Cycle:
        """The draft that the story goes on with: a new one from the template."""
        script = self.script
        return cycles.create_from_template(
            organisation=self.organisation,
            actor=self.cast.lead,
            now=begun,
            name=f"Medborgarbudget {script.year}",
            year=script.year,
            template="eight",
            budget=script.budget,
            slug=script.slug,
            reference_prefix=script.prefix,
            promise=script.promise,
            summary=script.summary,
            level=ParticipationLevel.INFLUENCE,
        )

    def _begin(self, line: Timeline) -> Cycle:
        script, lead = self.script, self.cast.lead
        begun = line.at(-60)
        cycle = self.draft(begun)
        if script.moderation != cycle.moderation:
            cycle = cycles.change_cycle(cycle=cycle, actor=lead, now=begun, moderation=script.moderation)
        areas = list(Area.objects.of(self.organisation))
        cycle = cycles.choose_areas(cycle=cycle, areas=areas, actor=lead, now=begun)
        cycle = cycles.save_themes(cycle=cycle, themes=list(content.THEMES.values()), actor=lead, now=begun)
        if script.pots_by_area:
            for pot in cycle_queries.pots(cycle):
                cycles.remove_pot(pot=pot, actor=lead, now=begun)
            for each in cycle_queries.areas(cycle):
                cycles.save_pot(
                    cycle=cycle,
                    actor=lead,
                    now=begun,
                    name=each.area.name,
                    kind=PotKind.POPULATION_SHARE,
                    cycle_area=each,
                )
        cycles.change_rules(
            cycle=cycle,
            values=RuleValues(
                tie_to_place=script.who,
                min_age=script.min_age,
                age_on=line.at(timeline.VOTING_OPENS).date() if script.min_age else None,
                ballot_kind=script.ballot_kind,
                max_choices=script.max_choices,
                points_total=script.points_total,
                points_each=script.points_each,
                counting_rule=script.counting_rule,
                cost_ceiling=script.ceiling,
                vote_threshold=0 if script.counting_rule == CountingRule.MAJORITY_JUDGEMENT else 20,
                identities=("code_letter", "assisted") if script.standard else ("email_code", "code_letter"),
            ),
            actor=lead,
            now=begun,
        )
        dates = {
            Deed.CRITERIA: (line.at(-60), line.at(-14)),
            Deed.INFORM: (line.at(-30), line.at(0)),
            Deed.PROPOSE: (line.at(0), line.evening(timeline.IDEAS_CLOSE)),
            Deed.ASSESS: (line.at(timeline.IDEAS_CLOSE + 1), line.evening(timeline.ASSESSMENT_CLOSES)),
            Deed.VOTE: (line.at(timeline.VOTING_OPENS), line.evening(timeline.VOTING_CLOSES)),
            Deed.DECIDE: (line.at(timeline.VOTING_CLOSES + 1), line.evening(timeline.DECIDED)),
            Deed.DELIVER: (line.at(timeline.DECIDED + 1), line.evening(timeline.DELIVERY_CLOSES)),
            Deed.FOLLOW_UP: (line.at(timeline.DELIVERY_CLOSES + 1), None),
        }
        plans = []
        for step in cycle_queries.cycle_of(self.organisation, cycle.slug).steps.all():
            opens, closes = next(times for deed, times in dates.items() if deed in step.deeds)
            plans.append(StepPlan(step.name, tuple(step.deeds), opens, closes, step.description, step.pk))
        cycle = cycles.save_steps(cycle=cycle, steps=plans, actor=lead, now=begun)
        body = "Regionfullmäktige" if self.place.kind == "region" else "Kommunfullmäktige"
        cycles.register_decision(
            cycle=cycle,
            kind=DecisionKind.FRAME,
            body=body,
            decided_on=line.at(-45).date(),
            paragraph="47",
            diary_number=f"{script.year}/0118",
            actor=lead,
            now=line.at(-40),
            summary=f"{body} avsätter pengar till en medborgarbudget och lovar att besluta om genomförande av det som vinner omröstningen.",
        )
        assessing.add_default_criteria(cycle=cycle, actor=lead, now=line.at(-40))
        return cycles.publish_cycle(cycle=cycle, actor=lead, now=line.at(-31))

    # --- proposals ---

    def _collect(self, cycle: Cycle, line: Timeline) -> list[tuple[Proposal, Idea]]:
        last = min(timeline.MOMENTS[line.step] - 0.3, timeline.IDEAS_CLOSE - 1)
        areas = {each.area.name: each for each in cycle_queries.areas(cycle)}
        themes = {theme.name: theme for theme in cycle_queries.themes(cycle)}
        weights = [count**0.7 for count in self.place.areas.values()]
        told: list[tuple[Proposal, Idea]] = []
        authors = [*self.cast.known, *self.cast.crowd]
        for turn, index in enumerate(self.script.ideas):
            idea = content.IDEAS[index]
            area = self.chance.choices(list(self.place.areas), weights)[0]
            latitude, longitude = self.map.point_in(area, self.chance)
            at = line.at(last * (turn + 0.5) / len(self.script.ideas))
            author = authors[turn % len(authors)]
            where = ProposalContent(
                title=idea.title,
                what=idea.what.replace("{plats}", area),
                why=idea.why.replace("{plats}", area),
                place=idea.place.replace("{plats}", area),
                latitude=latitude if idea.place else None,
                longitude=longitude if idea.place else None,
                cycle_area=areas[area],
                theme=themes[content.THEMES[idea.theme][0]],
                display_name=author.name,
            )
            if turn % 9 == 5:
                proposal = proposing.enter_for_somebody(
                    cycle=cycle,
                    content=self._on_paper(where, turn),
                    channel=(Channel.PAPER, Channel.PHONE, Channel.MEETING)[turn % 3],
                    received_on=at.date(),
                    actor=self.cast.desk,
                    now=at,
                )
            else:
                proposal = proposing.save_draft(cycle=cycle, author=author, content=where, now=at)
                if turn % 3 == 0 and idea.place:
                    painted = SimpleUploadedFile(
                        "bild.jpg", pictures.paint(idea.theme, self.script.seed + turn), "image/jpeg"
                    )
                    proposing.add_picture(
                        proposal=proposal,
                        picture=read_picture(painted),
                        alt=f"Målad bild: {idea.title.lower()}",
                        now=at,
                    )
                proposal = proposing.submit(proposal=proposal, now=at)
            if proposal.state == ProposalState.SUBMITTED and (
                turn < len(self.script.ideas) - 3 or line.reached(timeline.ASSESSMENT)
            ):
                proposal = proposing.publish_proposal(
                    proposal=proposal, actor=self.cast.lead, now=at + timedelta(hours=3)
                )
            told.append((proposal, idea))
            self._talk(proposal, idea, at, line.at(last + 0.2))
        return told

    @staticmethod
    def _on_paper(where: ProposalContent, turn: int) -> ProposalContent:
        return replace(where, contact_name=f"Boende {turn}", contact_phone="070-174 06 05", display_name="Boende")

    def _talk(self, proposal: Proposal, idea: Idea, start: datetime, end: datetime) -> None:
        """Supports from the crowd in one go, a few comments, some who follow."""
        if not proposal.is_public:
            return
        span = max((end - start).total_seconds(), 3600)
        eager = 0.06 if idea.refused else self.chance.betavariate(1.6, 2.6)
        backers = self.chance.sample(self.cast.crowd, int(eager * len(self.cast.crowd)))
        Support.objects.bulk_create(
            Support(proposal=proposal, person=person, at=start + timedelta(seconds=self.chance.uniform(60, span)))
            for person in backers
        )
        Proposal.objects.filter(pk=proposal.pk).update(support_count=len(backers))
        said = [
            *(
                (Stance.FOR, text)
                for text in self.chance.sample(content.COMMENTS_FOR, self.chance.choice((0, 1, 1, 2)))
            ),
            *(
                (Stance.AGAINST, text)
                for text in self.chance.sample(content.COMMENTS_AGAINST, self.chance.choice((0, 0, 1)))
            ),
            *((Stance.QUESTION, text) for text in self.chance.sample(content.QUESTIONS, self.chance.choice((0, 0, 1)))),
        ]
        for turn, (stance, text) in enumerate(said):
            speaker = self.chance.choice(self.cast.crowd)
            at = start + timedelta(seconds=span * (turn + 1) / (len(said) + 2))
            made = proposing.comment(proposal=proposal, person=speaker, stance=stance, text=text, now=at)
            if stance == Stance.QUESTION and proposal.author is not None and self.chance.random() < 0.7:
                proposing.comment(
                    proposal=proposal,
                    person=proposal.author,
                    stance=Stance.QUESTION,
                    text=self.chance.choice(content.ANSWERS),
                    now=at + timedelta(minutes=50),
                    answer_to=made,
                )
        for person in self.chance.sample(self.cast.crowd, 3):
            proposing.follow(proposal=proposal, person=person, now=start + timedelta(hours=2))

    # --- assessment ---

    def _assess(self, cycle: Cycle, proposals: list[tuple[Proposal, Idea]], line: Timeline, *, whole: bool) -> None:
        cast = self.cast
        opened = line.at(timeline.IDEAS_CLOSE + 1.05)
        assessments = assessing.open_assessments(cycle=cycle, actor=cast.lead, now=opened)
        criteria = list(Criterion.objects.filter(cycle=cycle))
        idea_of = {proposal.pk: idea for proposal, idea in proposals}
        people = [cast.assessor, cast.second]
        for turn, helper in enumerate(people):
            assessing.assign(
                cycle=cycle,
                assessments=assessments[turn :: len(people)],
                assignee=helper,
                deadline=line.at(54 + 6 * turn).date(),
                actor=cast.lead,
                now=opened,
            )
        for turn, assessment in enumerate(sorted(assessments, key=lambda each: each.proposal_id)):
            idea = idea_of[assessment.proposal_id]
            assessment.refresh_from_db()
            at = line.at(38 + turn * 0.4)
            if whole or turn % 5 < 3:
                proposed = assessing.propose(
                    assessment=assessment,
                    findings=self._findings(idea, criteria),
                    actor=cast.assessor if turn % 2 == 0 else cast.second,
                    now=at,
                )
                if whole or turn % 5 < 2:
                    assessing.sign(assessment=proposed, actor=cast.lead, now=at + timedelta(hours=20))
            elif turn % 5 == 3:
                assessing.ask_expert(
                    assessment=assessment,
                    email="fastighet@example.org",
                    unit="Fastighetsavdelningen",
                    question="Äger vi marken, och vad skulle det kosta per år att sköta det här?",
                    deadline=line.at(63).date(),
                    actor=cast.lead,
                    now=at,
                )
        if not whole:
            return
        assessing.publish_provisional(
            cycle=cycle,
            actor=cast.lead,
            now=line.at(timeline.ANSWERS),
            objections_until=line.evening(timeline.OBJECTIONS_CLOSE),
        )
        refused = (
            Assessment.objects.filter(proposal__cycle=cycle, outcome=Outcome.REFUSED)
            .select_related("proposal__author")
            .first()
        )
        if refused is not None and refused.proposal.author is not None:
            objection = assessing.object_to(
                assessment=refused,
                text="Jag tror att ni har missförstått. Det går att göra i mindre skala, och då räcker pengarna.",
                made_by=refused.proposal.author,
                now=line.at(timeline.ANSWERS + 4),
            )
            assessing.answer_objection(
                objection=objection,
                upheld=False,
                answer="Vi har räknat en gång till. Också i mindre skala är det något som vi inte får betala med de här pengarna.",
                actor=cast.assessor if refused.proposed_by == cast.second else cast.second,
                now=line.at(timeline.ANSWERS + 8),
            )
        assessing.publish_final(cycle=cycle, actor=cast.lead, now=line.at(timeline.ASSESSMENT_CLOSES + 1))
        body = "Regionstyrelsen" if self.place.kind == "region" else "Kommunstyrelsen"
        cycles.register_decision(
            cycle=cycle,
            kind=DecisionKind.BALLOT_LIST,
            body=body,
            decided_on=line.at(timeline.ASSESSMENT_CLOSES + 1).date(),
            paragraph="112",
            diary_number=f"{self.script.year}/0118",
            actor=cast.lead,
            now=line.at(timeline.ASSESSMENT_CLOSES + 1.2),
            summary=f"{body} godkänner listan över förslag som går till omröstning.",
        )

    def _findings(self, idea: Idea, criteria: list[Criterion]) -> Findings:
        met = {criterion.pk: "yes" for criterion in criteria}
        above = self.script.ceiling is not None and idea.cost * 1000 > self.script.ceiling
        refused = idea.refused or ("too_dear" if above else "")
        if refused:
            met.update({criterion.pk: "no" for criterion in criteria if criterion.code == content.UNMET[refused]})
            return Findings(outcome=Outcome.REFUSED, reason=content.REFUSALS[refused], met=met)
        return Findings(
            outcome=Outcome.ACCEPTED,
            reason="Förslaget uppfyller kriterierna. Kostnaden är uppskattad av tekniska kontoret.",
            cost=idea.cost * 1000,
            running_cost=idea.running * 1000,
            met=met,
        )

    # --- vote, count, delivery ---

    def _vote(self, cycle: Cycle, line: Timeline, *, closed: bool) -> Vote:
        if self.script.standard:
            return self._vote_standard(cycle, line)
        vote = voting.prepare_vote(cycle=cycle, actor=self.cast.lead, now=line.at(timeline.VOTING_OPENS - 0.5))
        vote = voting.release_vote(
            vote=vote, actor=self.cast.lead, second=self.cast.second, now=line.at(timeline.VOTING_OPENS - 0.4)
        )
        options = list(
            vote.options.select_related("pot__cycle_area__area", "proposal__theme", "proposal__cycle_area__area")
        )
        voters = self.script.voters if closed else self.script.voters // 3
        by_pot: dict[str, list[VoteOption]] = {}
        for option in options:
            by_pot.setdefault(option.pot.cycle_area.area.code if option.pot.cycle_area else "", []).append(option)
        paper.add_desk(
            vote=vote, name="Stadsbiblioteket", actor=self.cast.lead, now=line.at(timeline.VOTING_OPENS - 0.4)
        )
        codes = {each.area.name: each.area.code for each in cycle_queries.areas(cycle)}
        definition = definition_of(vote)
        for style, listed in by_pot.items():
            share = self._share_of(style, codes)
            rehearsal.bulk_cast(
                vote,
                (
                    (style, rehearsal.marked(definition, chosen))
                    for _area, chosen in self._tastes(listed, max(1, round(voters * share)))
                ),
            )
        witnessing.sequence(vote, line.at(timeline.VOTING_OPENS))
        if not closed:
            self._ask_for_more_time(vote, line)
        return vote

    def _ask_for_more_time(self, vote: Vote, line: Timeline) -> None:
        """Something that waits for a second person, and letters to try the vote with."""
        lead, now = self.cast.lead, line.at(timeline.MOMENTS[line.step])
        voting.order_letters(vote=vote, wanted=10, area=None, request_key="demo", actor=lead, now=now)
        two_people.ask(
            kind=EXTEND,
            subject=vote,
            organisation=self.organisation,
            payload={"closes_at": (vote.closes_at + timedelta(days=1)).isoformat()},
            reason="Webbplatsen var nere i fyra timmar i tisdags. Alla ska hinna rösta.",
            actor=lead,
            now=now,
        )

    def _vote_standard(self, cycle: Cycle, line: Timeline) -> Vote:
        """A whole vote in the level Standard, until it has closed."""
        told = self.standard = Standard(self.cast.lead, self.cast.second, self.chance)
        areas = [each.area.name for each in cycle_queries.areas(cycle)]
        opens = timeline.VOTING_OPENS
        # A roll can be read in until the vote opens, and letters take their time.
        roll = told.read_roll(cycle, areas, read=line.at(opens - 1), approved=line.at(opens - 0.9))
        at = line.at(opens - 0.8)
        vote = voting.prepare_vote(cycle=cycle, actor=self.cast.lead, now=at, level=KeyLevel.STANDARD)
        vote = told.prepare(vote, at=at + timedelta(hours=2), print_at=at + timedelta(hours=8))
        options = list(
            vote.options.select_related("pot__cycle_area__area", "proposal__theme", "proposal__cycle_area__area")
        )
        definition = definition_of(vote)
        ballots = [
            ("", rehearsal.marked(definition, chosen)) for _area, chosen in self._tastes(options, self.script.voters)
        ]
        told.fill(vote, roll, ballots, batches=[line.at(opens + 8), line.at(opens + 20)])
        return vote

    def _share_of(self, style: str, codes: dict[str, str]) -> float:
        """The part of all voters that fills in ballots of this style."""
        if not style:
            return 1.0
        return next(self.place.areas[name] for name, code in codes.items() if code == style) / self.place.inhabitants

    def _tastes(self, options: list[VoteOption], voters: int) -> Iterator[tuple[str, list[int]]]:
        choices = [
            tastes.Choice(
                number=option.number,
                area=option.proposal.cycle_area.area.name if option.proposal.cycle_area else "",
                theme=option.proposal.theme.name if option.proposal.theme else "",
                cost=option.cost,
            )
            for option in options
        ]
        money = options[0].pot.amount if self.script.ballot_kind == BallotKind.KNAPSACK else None
        seed = self.script.seed + options[0].number
        return tastes.ballots(choices, self.place.areas, voters=voters, seed=seed, most=self._most_liked(), money=money)

    def _most_liked(self) -> int | None:
        """On how many proposals a voter has something to say."""
        kind = kind_of(self.script.ballot_kind)
        if kind.control is Control.PICK:
            return 1
        return self.script.max_choices or (4 if kind.has_values else None)

    def _count(self, vote: Vote, line: Timeline) -> None:
        lead, at = self.cast.lead, line.at(timeline.COUNTED)
        if self.standard is not None:
            vote = self.standard.open(vote, at=at)
            at += timedelta(hours=4)
        else:
            vote = voting.open_urn(vote=vote, actor=lead, second=self.cast.second, now=at)
        counting.count_vote(vote=vote, actor=lead, now=at + timedelta(minutes=5))
        counting.publish_result(
            vote=vote, actor=lead, second=self.cast.second, now=at + timedelta(hours=3), publish_ballots=True
        )

    def _deliver(self, cycle: Cycle, line: Timeline) -> None:
        lead = self.cast.lead
        body = "Regionfullmäktige" if self.place.kind == "region" else "Kommunfullmäktige"
        decided = line.evening(timeline.DECIDED) - timedelta(hours=3)
        decision = cycles.register_decision(
            cycle=cycle,
            kind=DecisionKind.WINNERS,
            body=body,
            decided_on=decided.date(),
            paragraph="151",
            diary_number=f"{self.script.year}/0118",
            actor=lead,
            now=decided,
            summary=f"{body} beslutar att genomföra de förslag som vann omröstningen.",
        )
        won = list(Proposal.objects.filter(cycle=cycle, state=ProposalState.WON_VOTE).order_by("number"))
        deliveries = delivering.start_deliveries(
            decision=decision, proposals=won, actor=lead, now=decided + timedelta(hours=1)
        )
        for turn, delivery in enumerate(deliveries):
            self._build(delivery, turn, line)

    def _build(self, delivery: Delivery, turn: int, line: Timeline) -> None:
        """Some are inaugurated, some are late with a reason, some wait for procurement."""
        lead = self.cast.lead
        theme = next(
            key
            for key, (name, _icon) in content.THEMES.items()
            if delivery.proposal.theme and name == delivery.proposal.theme.name
        )
        planned = line.at(300 + 24 * (turn % 8))
        responsible = ("Tekniska kontoret", "Kultur och fritid", "Byalaget med bidrag", "Gatuenheten")[turn % 4]
        delivering.save_plan(
            delivery=delivery,
            responsible=responsible,
            responsible_person=lead,
            planned_for=planned.date(),
            reason="",
            actor=lead,
            now=line.at(140),
        )
        self._news(
            delivery, DeliveryState.PROCUREMENT, "Vi har ritat klart och begärt in priser.", line.at(190 + turn), None
        )
        if turn % 4 == 3:
            delivering.save_plan(
                delivery=delivery,
                responsible=responsible,
                responsible_person=lead,
                planned_for=(planned + timedelta(days=150)).date(),
                reason="Inget anbud kom in före sommaren. Vi har gjort om upphandlingen och delat den i två.",
                actor=lead,
                now=line.at(290),
            )
            return
        begun = "Nu har arbetet börjat på plats. Räkna med lite buller på förmiddagarna."
        self._news(delivery, DeliveryState.BUILDING, begun, line.at(262 + turn * 2), theme)
        if turn % 4 == 2:
            return
        ready = line.at(332 + turn * 2)
        spent = int(delivery.budget * (0.93 + 0.04 * (turn % 2)))
        delivering.save_money(delivery=delivery, spent=spent, reason="", actor=lead, now=ready)
        self._news(delivery, DeliveryState.DONE, "Allt är på plats och besiktigat.", ready, theme)
        if turn % 4 == 0:
            party = line.at(345 + turn * 2)
            delivering.inaugurate(
                delivery=delivery,
                on=party.date(),
                text="Invigning med saft, bulle och band. Tack alla som kom!",
                pictures=[self._photograph(delivery, theme, 3)],
                actor=lead,
                now=party,
            )

    def _photograph(self, delivery: Delivery, theme: str, seed: int) -> delivering.DescribedPicture:
        painted = pictures.paint(theme, self.script.seed * 31 + delivery.pk * 7 + seed)
        upload = SimpleUploadedFile("bild.jpg", painted, "image/jpeg")
        return delivering.DescribedPicture(read_picture(upload), f"Målad bild: {delivery.proposal.title.lower()}")

    def _news(self, delivery: Delivery, state: str, text: str, at: datetime, theme: str | None) -> None:
        taken = [self._photograph(delivery, theme, len(text))] if theme is not None else []
        delivering.add_update(delivery=delivery, state=state, text=text, pictures=taken, actor=self.cast.lead, now=at)


def crowd_names(count: int, chance: random.Random) -> list[str]:
    """Invented first names with an initial, as residents show them."""
    return [f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_INITIALS)}" for _ in range(count)]


def logo(letter: str, colour: str) -> ContentFile[bytes]:
    """A plain mark for an invented organisation: a rounded shield with its first letter, as PNG."""
    import io

    from PIL import Image, ImageDraw, ImageFont

    size = 256
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle([16, 8, size - 16, size - 60], 36, fill=colour)
    draw.polygon([(16, size - 100), (size - 16, size - 100), (size // 2, size - 4)], fill=colour)
    draw.text((size // 2, size // 2 - 16), letter, fill="white", font=ImageFont.load_default(150), anchor="mm")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return ContentFile(buffer.getvalue(), name="logo.png")
