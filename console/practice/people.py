"""Who belongs to the practice workspace, and by which tokens each of them signs in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from console.domain.words import Role

TEAM_ID: Final = "T0PRACTICE"
TEAM_NAME: Final = "Practice service"
TEAM_DOMAIN: Final = "practice"

SCOPES: Final = (
    "channels:history",
    "channels:read",
    "channels:write",
    "chat:write",
    "groups:history",
    "groups:read",
    "metadata.message:read",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users:read",
)


@dataclass(frozen=True, slots=True)
class Staff:
    """One member of the workspace; each has a desk's app of their own."""

    id: str
    name: str
    roles: tuple[Role, ...] = ()
    admin: bool = False
    owner: bool = False
    bot: bool = False

    @property
    def user_token(self) -> str:
        """The token that acts as this person."""
        return f"xoxp-practice-{self.id}"

    @property
    def app_token(self) -> str:
        """The app-level token of this person's desk."""
        return f"xapp-practice-{self.id}"

    @property
    def app_id(self) -> str:
        """The id of the app that this person's desk is."""
        return "A" + self.id[1:]

    @property
    def bot_id(self) -> str:
        """The id that Slack puts on what this person's app posted."""
        return "B" + self.id[1:]

    @property
    def handle(self) -> str:
        """Slack's old-style user name."""
        return self.name.lower().replace(".", "").replace(" ", "-")


_AGAIN: Final = "-again"


def renewed(token: str) -> str:
    """The token that is given out in the place of one that is no longer valid."""
    return token + _AGAIN


def is_renewed(token: str) -> bool:
    """Whether a token was given out in the place of another."""
    return token.endswith(_AGAIN)


ADMIN: Final = Staff("U0MARSH001", "S. Marsh", admin=True)
OWNER: Final = Staff("U0KEANE001", "O. Keane", admin=True, owner=True)
PLATFORM: Final = Staff("U0PLATFORM", "Chat platform", (Role.PLATFORM,), bot=True)

OKAFOR: Final = Staff("U0OKAFOR01", "R. Okafor", (Role.LEAD, Role.COUNSELLOR))
IYER: Final = Staff("U0IYER0001", "Dr S. Iyer", (Role.CLINICIAN,))
NOVAK: Final = Staff("U0NOVAK001", "A. Novak", (Role.COUNSELLOR,))
HALE: Final = Staff("U0HALE0001", "M. Hale", (Role.COUNSELLOR,))
BRANDT: Final = Staff("U0BRANDT01", "T. Brandt", (Role.MODERATOR,))
OSEI: Final = Staff("U0OSEI0001", "L. Osei", (Role.COUNSELLOR,))
LINDQVIST: Final = Staff("U0LINDQV01", "P. Lindqvist", (Role.HOST, Role.MODERATOR))
ABARA: Final = Staff("U0ABARA001", "K. Abara", (Role.COUNSELLOR,))
MOREAU: Final = Staff("U0MOREAU01", "D. Moreau", (Role.COUNSELLOR, Role.SUPPORT))
FARROW: Final = Staff("U0FARROW01", "N. Farrow", (Role.COUNSELLOR,))

WHITLOCK: Final = Staff("U0WHITLO01", "J. Whitlock", (Role.LEAD, Role.COUNSELLOR))
SATO: Final = Staff("U0SATO0001", "E. Sato", (Role.COUNSELLOR,))
DUARTE: Final = Staff("U0DUARTE01", "C. Duarte", (Role.COUNSELLOR,))
QUILL: Final = Staff("U0QUILL001", "B. Quill", (Role.COUNSELLOR,))
AMADI: Final = Staff("U0AMADI001", "F. Amadi", (Role.COUNSELLOR,))
WEISS: Final = Staff("U0WEISS001", "G. Weiss", (Role.COUNSELLOR,))
PETROVA: Final = Staff("U0PETROV01", "V. Petrova", (Role.MODERATOR,))
CASTELL: Final = Staff("U0CASTEL01", "I. Castell", (Role.MODERATOR,))

NEWCOMER: Final = Staff("U0LUND0001", "H. Lund")  # has no role yet

NIGHT_STAFF: Final = (OKAFOR, IYER, NOVAK, HALE, BRANDT, OSEI, LINDQVIST, ABARA, MOREAU, FARROW)
EARLY_STAFF: Final = (WHITLOCK, SATO, DUARTE, QUILL, AMADI, WEISS, PETROVA, CASTELL)
EVERYBODY: Final = (*NIGHT_STAFF, *EARLY_STAFF, NEWCOMER, ADMIN, OWNER, PLATFORM)
PEOPLE: Final[Mapping[str, Staff]] = {person.id: person for person in EVERYBODY}

# Leads and clinicians, whom they invited, and the admin who made the channel.
SEE_CASES: Final = frozenset(person.id for person in (OKAFOR, WHITLOCK, IYER, HALE, ADMIN))


def find_person(name: str) -> Staff:
    """The person of that id, or whose name is ``name`` or ends with it, whatever the case.

    Raises LookupError, in words fit for the screen, when nobody or more than one fits.
    """
    if name in PEOPLE:
        return PEOPLE[name]
    wanted = name.casefold().strip()
    fits = [person for person in EVERYBODY if person.name.casefold() == wanted]
    fits = fits or [person for person in EVERYBODY if person.name.casefold().endswith(f" {wanted}")]
    if len(fits) != 1:
        names = ", ".join(person.name for person in EVERYBODY if not person.bot)
        raise LookupError(f"Nobody in the practice workspace is called {name}. There are: {names}.")
    return fits[0]
