"""What is kept of a vote: its definition, who may come in with a letter, sealed envelopes, and in the end the opened ballots?

No row ties a voter to a choice: the slot is a keyed hash, the envelope is sealed before it reaches the database, and no row says "has voted".
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Pot, RuleSheet
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Proposal
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class KeyLevel(models.TextChoices):
    """Who holds the keys that open the envelopes."""

    BASIC = "basic", _("Bas – tjänsten håller nyckeln")
    STANDARD = "standard", _("Standard – tre nyckelhållare, två öppnar")


class VoteState(models.TextChoices):
    """What people have done with the vote. Whether it takes ballots is told by its times and the database's clock, not by this."""

    DRAFT = "draft", _("Förbereds")
    READY = "ready", _("Godkänd att öppna")
    OPENED = "opened", _("Röster öppnade")
    PUBLISHED = "published", _("Resultat publicerat")
    CANCELLED = "cancelled", _("Inställd")


class Vote(OwnedByOrganisation):
    """One voting within a cycle. `definition` is the ballot definition as canonical data; its hash is bound into every envelope.

    A draft takes no ballots whatever its times say: two people approve that it opens (`released_at`). `public_key` seals: in the level Bas one
    key, whose private half is outside the database's plain reach (voting.keys); in Standard the three holders' keys after each other.
    `tie_seed` is published before the vote closes. `urn_salt` goes into the hash of the opened ballots, so that a small vote cannot be guessed.
    `tally` is what the minutes need of the urn when it has been opened and the slots are gone; `extensions` lists moved closings.
    `return_address` is where forms are posted back to, a line each; empty when letters have no form. It stands on every form.
    `withdrawn` lists the numbers of options withdrawn while voting, here as well as on the option so that a cast reads one row under one lock.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="votes")
    rule_sheet = models.ForeignKey(RuleSheet, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("namn"), max_length=120)
    state = models.CharField(max_length=20, choices=VoteState.choices, default=VoteState.DRAFT)
    opens_at = models.DateTimeField(_("öppnar"))
    closes_at = models.DateTimeField(_("stänger"))
    level = models.CharField(max_length=20, choices=KeyLevel.choices, default=KeyLevel.BASIC)
    public_key = models.BinaryField(default=b"")
    sealed_private_key = models.BinaryField(default=b"")
    definition = models.JSONField(default=dict)
    definition_hash = models.CharField(max_length=64, blank=True)
    withdrawn = models.JSONField(default=list)
    tie_seed = models.CharField(max_length=64, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    return_address = models.CharField(_("adress dit blanketter postas"), max_length=300, blank=True)
    extensions = models.JSONField(default=list)
    urn_salt = models.CharField(max_length=64, blank=True)
    urn_hash = models.CharField(max_length=64, blank=True)
    urn_approved_at = models.DateTimeField(null=True, blank=True)
    plaintext_hash = models.CharField(max_length=64, blank=True)
    tally = models.JSONField(default=dict)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_beside = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_count = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="vote_closes_after_it_opens"
            ),
            models.UniqueConstraint(
                fields=["cycle"], condition=~models.Q(state="cancelled"), name="one_running_vote_per_cycle"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class KeyHolder(models.Model):
    """One of the three who can open a Standard vote, two at a time. The public half is all the service ever has of the key.

    `public_key` is 64 bytes: what seals (X25519) and what checks signatures (Ed25519). A replaced holder stays for the record.
    """

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="holders")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("namn"), max_length=120)
    public_key = models.BinaryField(max_length=64)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    destroyed_signature = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "place"], condition=models.Q(replaced_at=None), name="one_holder_per_place"
            ),
            models.CheckConstraint(condition=models.Q(place__gte=1, place__lte=3), name="holder_place_one_to_three"),
        ]

    def __str__(self) -> str:
        return self.name


class Rehearsal(models.Model):
    """An urn of invented ballots that the key holders open before the vote may open. `expected` is the hash they must arrive at."""

    vote = models.OneToOneField(Vote, on_delete=models.CASCADE, related_name="rehearsal")
    content = models.TextField()
    urn_hash = models.CharField(max_length=64)
    expected = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.urn_hash[:12]


class OpeningStatement(models.Model):
    """What somebody who opened the urn signed: in Standard a key holder, in Bas the service (`holder` empty)."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="opening_statements")
    rehearsal = models.BooleanField(default=False)
    holder = models.ForeignKey(KeyHolder, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    beside = models.ForeignKey(KeyHolder, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    text = models.TextField()
    signature = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.vote_id} {self.holder}"


class VoteOption(models.Model):
    """A proposal on the ballot as it stood when the vote was prepared. `number` is what paper and web both show."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="options")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="vote_options")
    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    cost = models.BigIntegerField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "number"], name="option_number_unique"),
            models.UniqueConstraint(fields=["vote", "proposal"], name="option_once"),
            models.CheckConstraint(condition=models.Q(cost__gt=0), name="option_cost_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class CorrectionNotice(models.Model):
    """What was wrong on the ballot, told beside it. The ballot itself is never changed once prepared."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="notices")
    option = models.ForeignKey(VoteOption, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    text = models.CharField(_("rättelse"), max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text


class BatchKind(models.TextChoices):
    """For whom letters are made."""

    ANYBODY = "anybody", _("Brev utan namn")
    ROLL = "roll", _("Brev till röstlängden")
    PERSON = "person", _("Nytt brev till en person")
    SCHOOL = "school", _("Lappar till en skolklass")


class CodeLetterBatch(models.Model):
    """Letters made in one go. Their codes can be read only in `sealed_chunks`, which are emptied when the letters are taken, once.

    `pieces` are the sealed addresses of the roll that are still to be made into letters; `label` names a school class.
    """

    kind = models.CharField(max_length=10, choices=BatchKind.choices, default=BatchKind.ANYBODY)
    label = models.CharField(max_length=80, blank=True)
    pieces = models.JSONField(default=list)
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="letter_batches")
    cycle_area = models.ForeignKey(CycleArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    wanted = models.PositiveIntegerField(_("antal brev"))
    made = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    request_key = models.CharField(max_length=64)
    finished_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "request_key"], name="letters_asked_for_once"),
            models.CheckConstraint(
                condition=models.Q(made__gte=0, made__lte=models.F("wanted")), name="letters_made_at_most_wanted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wanted} brev"


class SealedLetters(models.Model):
    """Some of a batch's numbers and codes, sealed under a key outside the database until they are printed."""

    batch = models.ForeignKey(CodeLetterBatch, on_delete=models.CASCADE, related_name="sealed_chunks")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.batch_id}"


class LetterState(models.TextChoices):
    ISSUED = "issued", _("Utfärdat")
    VOID = "void", _("Ogiltigt")


class CodeLetter(models.Model):
    """A letter that lets one person in. `number` is public and finds the row; the secret is kept as argon2id only.

    `generation` grows when a new code is issued for the letter: whoever came in with an older one is out. `person_ref` is the person of the
    roll that it was made for; empty when it is for whoever holds it. `slip_hash` is of the slip that is posted back with a form: its code is
    made from the secret, which cannot be had from it. Empty when the letter has no form.
    """

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="code_letters")
    batch = models.ForeignKey(CodeLetterBatch, on_delete=models.CASCADE, related_name="letters")
    number = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=200)
    slip_hash = models.CharField(max_length=200, blank=True)
    person_ref = models.BinaryField(max_length=32, null=True)
    generation = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.ISSUED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "number"], name="letter_number_unique"),
            models.UniqueConstraint(
                fields=["vote", "person_ref"],
                condition=models.Q(person_ref__isnull=False),
                name="one_letter_per_person",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AssistedPlace(models.TextChoices):
    DESK = "desk", _("Vid disk")
    PHONE = "phone", _("I telefon")


class AssistedVote(models.Model):
    """Staff have let somebody in whose identity they checked, and helped them to vote. Neither who it was nor what they chose.

    `hour` is the beginning of the hour, so that it does not tell one ballot from another.
    """

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="assisted")
    clerk = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    hour = models.DateTimeField()
    place = models.CharField(_("var"), max_length=10, choices=AssistedPlace.choices)
    checked = models.CharField(_("hur identiteten kontrollerades"), max_length=120)
    cast = models.BooleanField(default=False)

    class Meta:
        ordering = ["hour", "id"]

    def __str__(self) -> str:
        return f"{self.vote_id} {self.get_place_display()}"


class AssistedReview(models.Model):
    """Somebody else has looked through what a clerk noted of the help they gave on a day. `seen` is how many they had helped."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="assisted_reviews")
    clerk = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    seen = models.PositiveIntegerField()
    remark = models.CharField(_("anmärkning"), max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "clerk", "day"], name="assisted_day_reviewed_once"),
            models.CheckConstraint(condition=~models.Q(clerk=models.F("by")), name="assisted_reviewed_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.vote_id} {self.clerk_id} {self.day}"


class WrongLetterCode(models.Model):
    """Wrong codes for one letter number from one network, known number or not: how long the next try has to wait. Thrown away after a day."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "key"], name="wrong_code_once")]

    def __str__(self) -> str:
        return f"{self.vote_id} {self.failures}"


class EmailCode(models.Model):
    """A code sent to an address to show that the voter reads it. Address, network and asking browser are keyed hashes; gone after a day."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="+")
    address_hash = models.CharField(max_length=64)
    network_hash = models.CharField(max_length=64)
    browser_hash = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    ended = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["vote", "address_hash", "-sent_at"], name="email_code_address"),
            models.Index(fields=["network_hash", "-sent_at"], name="email_code_network"),
        ]

    def __str__(self) -> str:
        return f"{self.vote_id} {self.sent_at:%Y-%m-%d %H:%M}"


class BallotSlot(models.Model):
    """One person's place in one vote, whatever channel: holds the last valid envelope. No time, no key to a person."""

    pk = models.CompositePrimaryKey("vote_id", "slot")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="slots")
    slot = models.BinaryField(max_length=32)
    envelope = models.BinaryField()
    leaf = models.BinaryField(max_length=32)
    channel = models.CharField(max_length=20)
    rank = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.vote_id} {bytes(self.leaf).hex()[:12]}"


class BallotLog(models.Model):
    """Every leaf ever taken in, also those later replaced. Append-only; `position` is given in batches so that order does not tell time.

    `fate` is empty until the urn is opened; then it tells what became of the leaf's ballot.
    """

    class Fate(models.TextChoices):
        COUNTED = "counted", _("Räknad")
        REPLACED = "replaced", _("Ersatt av en senare röst")
        CONTROL = "control", _("Kontroll – öppnad offentligt, inte räknad")
        PAPER = "paper", _("Ogiltig: personen röstade på papper")
        POSTED = "posted", _("Ogiltig: personen röstade med posten")
        VOID = "void", _("Ogiltigförklarad av två tjänstepersoner")

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="log")
    leaf = models.BinaryField(max_length=32)
    position = models.PositiveBigIntegerField(null=True, blank=True)
    fate = models.CharField(max_length=10, choices=Fate.choices, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "leaf"], name="leaf_once"),
            models.UniqueConstraint(fields=["vote", "position"], name="log_position_unique"),
        ]

    def __str__(self) -> str:
        return bytes(self.leaf).hex()[:12]


class SetAside(models.Model):
    """An envelope that left its slot without being replaced: as a control, or made void. No time, no key to a slot.

    A control keeps its envelope until the urn is opened; then `content` is what was in it, for everybody to see.
    """

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="set_aside")
    leaf = models.BinaryField(max_length=32)
    fate = models.CharField(max_length=10, choices=BallotLog.Fate.choices)
    envelope = models.BinaryField(default=b"")
    content = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "leaf"], name="set_aside_once")]

    def __str__(self) -> str:
        return f"{self.fate} {bytes(self.leaf).hex()[:12]}"


class Checkpoint(models.Model):
    """The log at a size: its root, and the note that the organisation signed. Never changed; co-signatures join it."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="checkpoints")
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()

    class Meta:
        ordering = ["size"]
        constraints = [models.UniqueConstraint(fields=["vote", "size"], name="checkpoint_size_once")]

    def __str__(self) -> str:
        return f"{self.vote_id} {self.size}"


class Cosignature(models.Model):
    """A witness has seen that a checkpoint goes on from the last one it saw. `line` is its signature line in the note."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.CASCADE, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    verifier_key = models.CharField(max_length=300)
    line = models.CharField(max_length=400)

    class Meta:
        ordering = ["witness"]
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="cosigned_once")]

    def __str__(self) -> str:
        return self.witness


class WitnessMemory(models.Model):
    """The last checkpoint of a log that a witness in this installation has co-signed. Only ever grows."""

    witness = models.CharField(max_length=200)
    origin = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["witness", "origin"], name="witness_remembers_once")]

    def __str__(self) -> str:
        return f"{self.witness} {self.origin} {self.size}"


class OutsideWitness(models.Model):
    """Somebody outside the installation whose co-signatures are taken: name and key as in a note verifier key."""

    name = models.CharField(max_length=200, unique=True)
    verifier_key = models.CharField(max_length=300)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class LogAlarm(models.Model):
    """A witness refused to co-sign, or the log did not add up. Shown to everybody, never removed."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="log_alarms")
    witness = models.CharField(max_length=200)
    text = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text


class CastAttempt(models.Model):
    """What a repeated submit is answered with: the idempotency key of a form and the leaf it led to. Thrown away after a day."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    leaf = models.BinaryField(max_length=32)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "key"], name="attempt_once")]

    def __str__(self) -> str:
        return self.key[:12]


class OpenedBallot(models.Model):
    """A ballot after the urn was opened: filled once, in random order. `choices` lists option numbers; `style` is the area's code or ""."""

    key = models.CharField(primary_key=True, max_length=32)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    style = models.CharField(max_length=40, blank=True)
    choices = models.JSONField()
    on_paper = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.key
