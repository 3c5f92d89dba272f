"""Rounds of assessment, one assessment a body, and what stands in it: facts, points of each stage, proof, disputes.

Facts, points and moves are only ever added; the newest of a kind counts.
"""

from django.db import models

from dondoc.core.assessments import MOVE_TITLES, OUTCOME_TITLES, REASON_TITLES, STAGE_TITLES, STATE_TITLES, State
from dondoc.core.scoring.sheets import CriterionState
from dondoc.models.criteria import AdoptedSet
from dondoc.models.departments import Department, Unit
from dondoc.models.evidence import Evidence
from dondoc.models.people import User


class ScoringRound(models.Model):
    """One year's assessment of one or more bodies by one set; opened by a body for itself or by the appraiser."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="opened_rounds")
    adopted_set = models.ForeignKey(AdoptedSet, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    self_due_on = models.DateField(help_text="last day of the self-score")
    appraisal_due_on = models.DateField(null=True, blank=True)
    dispute_due_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "-id"]

    def __str__(self) -> str:
        return self.title


class Assessment(models.Model):
    """One body in a round. A body without rank is scored all the same."""

    round = models.ForeignKey(ScoringRound, on_delete=models.PROTECT, related_name="assessments")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="assessments")
    profile = models.CharField(max_length=60)
    not_applicable = models.JSONField(default=list, help_text="codes of criteria that do not apply")
    is_ranked = models.BooleanField(default=True)
    unranked_because = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, t) for s, t in STATE_TITLES.items()], default=State.SELF.value
    )
    rank = models.PositiveSmallIntegerField(null=True, blank=True, help_text="once published")

    class Meta:
        ordering = ["department__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "department"], name="assessment_once_a_round"),
            models.CheckConstraint(
                condition=models.Q(is_ranked=True) | ~models.Q(unranked_because=""), name="unranked_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}, {self.round}"


class AssessmentMove(models.Model):
    """One move of an assessment: who, when, from where to where, why."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="moves")
    move = models.CharField(max_length=10, choices=[(m.value, t) for m, t in MOVE_TITLES.items()])
    state_before = models.CharField(max_length=10)
    state_after = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["moved_at", "id"]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.move}"


class CriterionOwner(models.Model):
    """The unit of the body that answers for a criterion."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="owners")
    criterion = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["assessment", "criterion"], name="criterion_owned_once")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.unit}"


class AssessmentFact(models.Model):
    """One value of one fact, with its day and where it comes from; `value` as in a facts file, null for missing."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="facts")
    fact = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    as_of = models.DateField()
    is_typed = models.BooleanField(help_text="entered by hand, not computed from a source")
    source = models.CharField(max_length=300, blank=True, help_text="where it was taken from, in words")
    source_path = models.CharField(max_length=200, blank=True, help_text="the page that shows the source")
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["assessment", "fact"], name="fact_of_assessment")]

    def __str__(self) -> str:
        return f"{self.fact} = {self.value}"


class CriterionScore(models.Model):
    """Points of one stage for one criterion, with the reason where they differ from the stage before."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="scores")
    criterion = models.CharField(max_length=20)
    stage = models.CharField(max_length=10, choices=[(s.value, t) for s, t in STAGE_TITLES.items()])
    points = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in CriterionState])
    reason = models.CharField(max_length=20, choices=[(r.value, t) for r, t in REASON_TITLES.items()], blank=True)
    words = models.TextField(blank=True)
    scored_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    scored_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["assessment", "stage", "criterion"], name="score_of_stage")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(points__isnull=True) | models.Q(points__gte=0), name="points_not_negative"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.stage}: {self.points}"


class CriterionProof(models.Model):
    """What proves a criterion: a proof given with an answer, or a file of its own."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="proofs")
    criterion = models.CharField(max_length=20)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    file = models.FileField(upload_to="proofs/", blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    number = models.CharField(max_length=60, blank=True, help_text="số, ký hiệu")
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    abstract = models.TextField(blank=True, help_text="trích yếu")
    page = models.CharField(max_length=40, blank=True, help_text="where in the document the proof stands")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion", "sha256"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="proof_once_a_criterion",
            )
        ]

    def __str__(self) -> str:
        return self.number or self.file_name

    @property
    def is_restricted(self) -> bool:
        """Whether it was given with an answer as one with personal data: then it is only said that it is there."""
        return self.evidence is not None and self.evidence.is_restricted


class Dispute(models.Model):
    """What the body answers to the appraised points of one criterion, and what the appraiser decides."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="disputes")
    criterion = models.CharField(max_length=20)
    words = models.TextField()
    asked_points = models.DecimalField(max_digits=12, decimal_places=4)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=[(o.value, t) for o, t in OUTCOME_TITLES.items()], blank=True)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["assessment", "criterion"], name="dispute_once_a_criterion")]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.criterion}"


class ScoreSnapshot(models.Model):
    """The sheet of a stage as it was signed, released, concluded or published: facts, sheet, and the set's digest."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="snapshots")
    stage = models.CharField(max_length=10, choices=[(s.value, t) for s, t in STAGE_TITLES.items()])
    facts = models.JSONField()
    sheet = models.JSONField()
    set_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, help_text="of facts and sheet as canonical JSON")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.stage}"


class ReadingSample(models.Model):
    """A drawn sample of criteria for a second reading; the seed makes it the same for whoever draws it again."""

    round = models.ForeignKey(ScoringRound, on_delete=models.PROTECT, related_name="samples")
    seed = models.CharField(max_length=60)
    drawn = models.JSONField(help_text="[assessment id, criterion code] of each")
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-drawn_at", "-id"]

    def __str__(self) -> str:
        return f"{self.round}: {self.seed}"
