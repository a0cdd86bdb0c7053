"""The fixed vocabularies: risk, roles, duties and the other closed lists of the service."""

from enum import StrEnum


class Risk(StrEnum):
    """Level of risk, after the UK Mental Health Triage Scale; the letter is the order in every list."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"

    @property
    def high(self) -> bool:
        """Whether the short lease and the folded text apply (A and B)."""
        return self in (Risk.A, Risk.B)


class AgeBand(StrEnum):
    """How old a member is, as far as anybody is told."""

    CHILD = "10-12"
    YOUNG_TEEN = "13-15"
    TEEN = "16-17"
    YOUNG_ADULT = "18-24"
    ADULT = "25+"


class Role(StrEnum):
    """What a person may do; given and taken by role events only."""

    LEAD = "lead"
    COUNSELLOR = "counsellor"
    MODERATOR = "moderator"
    CLINICIAN = "clinician"
    HOST = "host"
    SUPPORT = "support"
    PLATFORM = "platform"


class Duty(StrEnum):
    """One person's part in a shift."""

    LEAD = "lead"
    COUNSELLOR = "counsellor"
    MODERATOR = "moderator"
    CLINICIAN = "clinician"
    HOST = "host"
    SUPPORT = "support"


class ChatOutcome(StrEnum):
    """How a chat ended, in the words of who closed it."""

    HELPED = "helped"
    SIGNPOSTED = "signposted"
    ESCALATED = "escalated"
    LEFT = "left"
    OTHER = "other"


class PostPlace(StrEnum):
    """Where a post is to appear."""

    FORUM = "forum"
    ARTICLE = "article"
    LIVE = "live"


class Decision(StrEnum):
    """The five decisions on a post."""

    PUBLISH = "publish"
    EDIT = "edit"
    HOLD = "hold"
    DECLINE = "decline"
    ESCALATE = "escalate"


class RuleLevel(StrEnum):
    """How strongly a posting rule binds."""

    STOP = "stop"
    MUST = "must"
    NOTE = "note"


class Audience(StrEnum):
    """Whose texts a posting rule is about."""

    UNDER_18 = "under_18"
    ADULTS = "adults"


class RuleKind(StrEnum):
    """What a posting rule finds besides words."""

    PHONE = "phone"
    LINK = "link"
    EMAIL = "email"
    HANDLE = "handle"


class Intent(StrEnum):
    """What is known of a member's intent in a case."""

    PREVIOUS_ATTEMPT = "previous_attempt"
    THOUGHTS_WITHOUT_INTENT = "thoughts_without_intent"
    THOUGHTS_WITH_INTENT = "thoughts_with_intent"
    HAS_ACTED = "has_acted"


class Category(StrEnum):
    """What a case is about, in the service's own list."""

    BULLYING = "bullying"
    DISCRIMINATORY = "discriminatory"
    DOMESTIC = "domestic"
    EMOTIONAL = "emotional"
    FINANCIAL = "financial"
    FORCED_MARRIAGE = "forced marriage"
    MISSING = "missing from home"
    MODERN_SLAVERY = "modern slavery"
    NEGLECT = "neglect"
    ORGANISATIONAL = "organisational"
    PHYSICAL = "physical"
    PREGNANCY = "pregnancy"
    SEXUAL = "sexual"
    SELF_HARM = "self-harm"
    SUICIDE = "suicide"
    OTHER = "other"


class Home(StrEnum):
    """The channels that carry events; the value is the channel's usual name."""

    CHAT_QUEUE = "chat-queue"
    SHIFT_LOG = "shift-log"
    MOD_UPDATES = "mod-updates"
    MOD_MAIN = "mod-main"
    CASES = "cases"
    ASKS = "online-team-thread"
