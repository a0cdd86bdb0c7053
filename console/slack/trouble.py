"""What Slack or the network refuses: later it may work, or a person must look."""

from typing import Final


class Trouble(Exception):  # the words of docs/architecture.md: Later and Never
    """Slack did not do what it was asked; ``why`` is a sentence for the screen and holds nobody's words."""

    def __init__(self, why: str, code: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.code = code


class Later(Trouble):
    """It may work when it is tried again, not before so many (real) seconds."""

    def __init__(self, seconds: float, why: str, code: str = "") -> None:
        super().__init__(why, code)
        self.seconds = seconds


class Limited(Later):
    """Slack asks to wait; what was asked was not done."""


class Lost(Later):
    """No answer came to something that was to be written: it may have been done."""


class Never(Trouble):
    """It will not work by trying again: a person must look."""

    @property
    def refused(self) -> bool:
        """Whether Slack refuses this desk altogether, and not only this one wish."""
        return self.code in REFUSED


OFFLINE: Final = "Slack cannot be reached. The desk shows what it has and goes on trying."
SILENT: Final = "Nothing is heard from Slack at the moment. The desk is looking whether it can be reached."
CERTIFICATE: Final = (
    "This computer does not trust the certificate that Slack's address shows. "
    "Please ask whoever looks after the network."
)
ODD: Final = (
    "What answers at Slack's address is not Slack; a sign-in page of the network, perhaps. The desk goes on trying."
)
LIMITED: Final = "Slack asks to wait for a moment. The desk goes on by itself."
ILL: Final = "Slack has a problem of its own at the moment. The desk goes on trying."
OTHERS: Final = (
    "What somebody else did at this desk has not gone out yet, and goes out in no other name. "
    "Please let them sign in again, or take it back."
)

REFUSED: Final = {
    "invalid_auth": "Slack does not accept this desk's token. Please sign in again.",
    "not_authed": "This desk has no token for Slack. Please sign in.",
    "token_revoked": "This desk's token was revoked in Slack. Please sign in again.",
    "token_expired": "This desk's token has run out. Please sign in again.",
    "account_inactive": "This account is switched off in Slack. Please ask an admin of the workspace.",
    "org_login_required": "Slack is moving the workspace; nobody can sign in at the moment.",
    "team_access_not_granted": "This desk's app is not allowed in this workspace. Please ask an admin.",
    "access_denied": "Slack does not let this desk in. Please ask an admin of the workspace.",
    "ekm_access_denied": "The workspace's owners have suspended access to it.",
}
_NEVER: Final = {
    "channel_not_found": "there is no such channel, or this desk's person is not in it.",
    "not_in_channel": "this desk's person is not in the channel.",
    "is_archived": "the channel is archived.",
    "method_not_supported_for_channel_type": "the channel is private; somebody in it must invite this desk's person.",
    "restricted_action": "the workspace's rules do not allow it.",
    "thread_not_found": "the message was deleted.",
    "not_allowed_token_type": "Slack wants another kind of token here; the app token begins with xapp-.",
}
_ILL: Final = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)


def trouble_of(code: str, needed: str = "") -> Trouble:
    """What an error code of Slack's means for the desk."""
    if code in REFUSED:
        return Never(REFUSED[code], code)
    if code == "missing_scope":
        right = f" “{needed}”" if needed.replace(":", "").replace(".", "").replace(",", "").isalnum() else ""
        return Never(f"this desk's app lacks the right{right}; whoever looks after the app in Slack can add it.", code)
    if code in _NEVER:
        return Never(_NEVER[code], code)
    if code in _ILL or not code:
        return Later(5, ILL, code)
    known = code if code.replace("_", "").isalnum() and len(code) <= 60 else "an unknown error"  # noqa: PLR2004  # a line
    return Never(f"Slack says “{known}”.", code)
