"""A desk with its cache and its connection, without a window: opened, connected, kept clean, and closed."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from console import keychain, state
from console.acting import Acting
from console.clock import Clock
from console.desk import Desk
from console.domain.connection import Connection, Link
from console.domain.events import LeaseRenewed, WireEvent
from console.domain.messages import Message, Position
from console.domain.pending import Deed, Pending, goes_out
from console.domain.words import Home, Role
from console.keychain import Keychain, KeychainFault
from console.settings import Settings
from console.store import vault as vaults
from console.store.drafts import Drafts
from console.store.faults import Fault, OtherWorkspace, Way
from console.store.kept import stints
from console.store.log import Log
from console.store.outbox import Outbox
from console.store.renewal import reading_of
from console.store.vault import Vault, clock_fault

if TYPE_CHECKING:
    from console.slack.client import Client
    from console.slack.feed import Feed
    from console.slack.pace import Pace

USER_TOKEN: Final = "MODERATION_CONSOLE_USER_TOKEN"  # noqa: S105 -- the name of a variable
APP_TOKEN: Final = "MODERATION_CONSOLE_APP_TOKEN"  # noqa: S105 -- the same
KEPT_USER_TOKEN: Final = "user-token"  # noqa: S105 -- the name of an entry in the keychain
KEPT_APP_TOKEN: Final = "app-token"  # noqa: S105 -- the same

_DAY: Final = timedelta(days=1)
_HOUR: Final = 3_600.0
_AGAIN: Final = 5.0  # seconds until a disk without room is tried again
_REFUSED_AGAIN: Final = 60.0  # seconds until a refused token is tried again: an admin may have let it in
_BEFORE_CHECK: Final = 60.0  # seconds after the start: the person comes first
_READ_AGAIN: Final = 5.0  # seconds for a home that is to be read at once
_CLOCK_AGAIN: Final = 600.0  # seconds between two looks at the clock
_DIGEST_OF_NOTHING: Final = "0" * 64

_log = logging.getLogger(__name__)


async def open_vault(settings: Settings, environment: Mapping[str, str], *, beside: bool = False) -> Vault:
    """The cache with its key from the keychain, a new one on a first start. Raises a Fault or a KeychainFault."""
    path = settings.cache.path
    key = await keychain.cache_key(Keychain(), environment)
    if key is None and not beside and not vaults.kept(path):
        key = await keychain.make_cache_key(Keychain())
    return Vault(path, key, beside=beside)


async def tokens(environment: Mapping[str, str]) -> tuple[str, str]:
    """The person's token and the app's, from the environment or the keychain; empty where there is none."""
    if USER_TOKEN in environment:
        return environment[USER_TOKEN], environment.get(APP_TOKEN, "")
    chain = Keychain()
    return await chain.get(KEPT_USER_TOKEN) or "", await chain.get(KEPT_APP_TOKEN) or ""


def first_fault(group: BaseExceptionGroup[BaseException]) -> Fault | KeychainFault | None:
    """The fault in a group, if there is one: a person can do something about that."""
    for error in group.exceptions:
        found = first_fault(error) if isinstance(error, BaseExceptionGroup) else error
        if isinstance(found, Fault | KeychainFault):
            return found
    return None


class Station:
    """One person's desk on an open vault.

    ``changed`` is called whenever there is something new to show. ``homes`` says which channel is which home,
    as Slack said last; they, the person and the workspace are remembered in the cache, for starts without Slack.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        vault: Vault,
        changed: Callable[[], None] = lambda: None,
        say: Callable[[str], None] = lambda _sentence: None,
        *,
        pace: "Pace | None" = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.vault = vault
        self.homes: dict[str, Home] = {}
        self._read_as: dict[str, Home] = {}
        self.log = Log(vault, self._read, self._strip)
        self.desk = Desk(self.log, clock, "", changed, ZoneInfo(settings.window.zone))
        self.outbox = Outbox(vault)
        self.drafts = Drafts(vault)
        self.stints = stints(vault)
        self.acting: Acting | None = None  # a cache that is only read beside its owner has no hands
        self.caught_up = asyncio.Event()
        self._say = say
        self._pace = pace  # None is the product's own
        self._feed: Feed | None = None  # since Slack was asked whose desk this is
        self._homes_told = asyncio.Event()
        self._homes_kept = asyncio.Event()  # and what is kept was read as these homes say

    async def open(self) -> None:
        """Bring the first page of the desk from the cache. Raises a Fault."""
        self.desk.belongs_to(await self.log.remembered("me") or "")
        kept = await self.log.remembered("homes")
        self.homes.update({channel: Home(home) for channel, home in json.loads(kept or "{}").items()})
        self._read_as.update(self.homes)
        await self.desk.open()
        if self.vault.writable:
            await self.outbox.open()
            if self.outbox.waiting:
                await self.outbox.settle(await self.log.settled(self.desk.me, self.outbox.waiting))
            self.acting = self._hands()
        self.desk.tell(Connection(complete_to=await self._kept_complete_to()))

    async def connect(self, user_token: str, app_token: str) -> None:
        """Read Slack until cancelled. Raises a Fault that a person must look at."""
        from console.slack.client import Client  # noqa: PLC0415 -- the network is imported after the first paint

        if not user_token:
            self._tell(Link.REFUSED, "This desk is not signed in. Run moderation-console sign-in.")
            await asyncio.Event().wait()
        async with Client(user_token, self.settings.slack.api_url, self.clock) as client, asyncio.TaskGroup() as tasks:
            await self._whose(client)
            tasks.create_task(self._watch_clock(client), name="compare the clock with Slack's")
            tasks.create_task(self._post(client), name="send what waits")
            while True:
                try:
                    await self._read_slack(client, app_token)
                except BaseExceptionGroup as group:
                    fault = first_fault(group)
                    if not isinstance(fault, Fault):
                        raise
                    await self._met(fault)

    async def keep_whole(self) -> None:
        """Look at every page of the cache, daily and in the background; raises Damaged."""
        await asyncio.sleep(_BEFORE_CHECK)
        while True:
            await self._daily("checked", self.clock.now(), self.vault.check)
            await asyncio.sleep(_HOUR)

    async def keep_clean(self) -> None:
        """Purge words whose time is over, daily, and let go of what is over; until cancelled."""
        while True:
            await self.caught_up.wait()
            slack_now = self.desk.connection.complete_to  # Slack's time: this computer's clock may be wrong
            if slack_now is not None:
                await self._daily("purged", slack_now, partial(self._purge, slack_now))
            self.desk.forget_old()
            await asyncio.sleep(_HOUR / self.clock.speed)

    async def holds(self, id: str, ask: Position | None = None) -> bool:
        """Whether the log holds an action of this person's already; ``ask`` is the question that it answers, if any."""
        if ask is not None:
            from console.slack.letter import REPLY  # noqa: PLC0415 -- asked for now and then

            return await self.log.replied(self.desk.me, ask, f"{REPLY}{id}")
        asked = Pending(id, Home.SHIFT_LOG, LeaseRenewed(()), "", self.clock.now())
        return bool(await self.log.settled(self.desk.me, (asked,)))

    async def read_again(self, home: Home, since: datetime | None = None, patience: float = _READ_AGAIN) -> None:
        """Have a home read anew, all of it since a moment, and wait until that is kept; given up after some seconds."""
        channel = next((channel for channel, meant in self.homes.items() if meant is home), None)
        if channel is not None and self._feed is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._feed.look(channel, since)

    async def state(self) -> dict[str, Any]:
        """The desk as plain values."""
        view = self.desk.view()
        return state.state_of(view, self.clock.now(), await self.digest())

    async def digest(self) -> str:
        """The digest at the desk's ``complete_to``; zeros while nothing was read."""
        at = self.desk.connection.complete_to
        return _DIGEST_OF_NOTHING if at is None else await self.log.digest(self.homes, at)

    # Acting

    def _hands(self) -> Acting:
        def home_of(event: WireEvent) -> Home:
            from console.slack.table import HOMES  # noqa: PLC0415 -- after the first paint

            return HOMES[type(event)]

        def words_of(event: Deed) -> str:
            from console.slack.said import text_of  # noqa: PLC0415 -- the same

            return text_of(event, self.desk.view())

        def unsayable(pending: Pending) -> str:
            from console.slack import letter  # noqa: PLC0415 -- the same

            return letter.unsayable(pending)

        return Acting(
            self.desk,
            self.outbox,
            self.homes,
            ZoneInfo(self.settings.window.zone),
            home_of=home_of,
            text_of=words_of,
            say=self._say,
            unsayable=unsayable,
        )

    async def _post(self, client: "Client") -> None:
        """Send what waits in the outbox, until cancelled."""
        from console.slack.poster import Poster  # noqa: PLC0415 -- after the first paint

        poster = Poster(client, self.outbox, self.homes, self.desk.me, pace=self._pace)
        if self.acting is not None:
            self.acting.nudge = poster.nudge
        while True:
            try:
                await poster.run()
            except BaseExceptionGroup as group:
                fault = first_fault(group)
                if not isinstance(fault, Fault):
                    raise
                await self._met(fault)

    # Reading

    def _read(self, raw: bytes, channel: str) -> Message | None:
        from console.slack import wire  # noqa: PLC0415 -- needs msgspec only, but after the first paint

        return wire.read(raw, channel, self._read_as)

    def _strip(self, raw: bytes) -> bytes:
        from console.slack import wire  # noqa: PLC0415 -- after the first paint

        return wire.without_words(raw)

    async def _read_slack(self, client: "Client", app_token: str) -> None:
        from console.slack.feed import Feed  # noqa: PLC0415 -- after the first paint

        names = self.settings.homes
        self._feed = feed = Feed(
            client,
            names,
            self,
            self.desk.deliver if self.acting is None else self.acting.deliver,
            self._told,
            app_token=app_token,
            retention_days=self.settings.cache.retention_days,
            pace=self._pace,
            resolved=self._resolved,
        )
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(feed.run(), name="read Slack")
            tasks.create_task(self._first_round(feed.caught_up), name="wait for the first round")
            tasks.create_task(self._remember_homes(), name="remember the homes")

    async def _first_round(self, caught_up: Callable[[], Awaitable[None]]) -> None:
        await caught_up()
        await self._homes_kept.wait()
        self.caught_up.set()

    async def _met(self, fault: Fault) -> None:
        """A disk that is full may have room later; everything else is for a person."""
        if fault.way not in (Way.MAKE_ROOM, Way.TRY_AGAIN):
            raise fault
        self._tell(self.desk.connection.link, str(fault))
        await asyncio.sleep(_AGAIN)

    async def _whose(self, client: "Client") -> None:
        """Learn whose desk this is, and that the cache is this workspace's; as long as Slack does not say, go on.

        What somebody did goes out as theirs or not at all: as long as it waits, nobody else's token is used.
        """
        from console.slack.signin import whose  # noqa: PLC0415 -- after the first paint
        from console.slack.trouble import OTHERS, Later, Never  # noqa: PLC0415 -- after the first paint

        person = workspace = ""
        while not person:
            try:
                found, workspace, _ = await whose(client)
                if self.desk.me not in ("", found) and any(map(goes_out, self.outbox.waiting)):
                    raise Never(OTHERS)  # noqa: TRY301 -- it is told like the others
                person = found
            except Later as later:
                self._tell(Link.OFFLINE, later.why)
                await asyncio.sleep(min(later.seconds, _AGAIN))
            except Never as never:
                self._tell(Link.REFUSED, never.why)
                await asyncio.sleep(_REFUSED_AGAIN)
        before = await self.log.remembered("workspace")
        if before not in (None, workspace):
            raise OtherWorkspace
        await self.log.remember("workspace", workspace)
        await self.log.remember("me", person)
        self.desk.belongs_to(person)

    def _resolved(self, homes: Mapping[str, Home]) -> None:
        """Slack said which channel is which home."""
        if any(
            home in self._read_as.values() and self._read_as.get(channel) is not home for channel, home in homes.items()
        ):
            self._read_as.clear()  # the service moved to other channels; what stands in the old ones no longer counts
        self._read_as.update(homes)
        self.homes.clear()
        self.homes.update(homes)
        self._homes_kept.clear()
        self._homes_told.set()

    async def _remember_homes(self) -> None:
        while True:
            await self._homes_told.wait()
            self._homes_told.clear()
            if self.acting is not None:
                self.acting.nudge()  # what waits for a channel may go
            homes = json.dumps({channel: home.value for channel, home in sorted(self.homes.items())})
            await self.log.remember("homes", homes)
            if await self.log.renew(reading_of(self._read_as)):
                await self.desk.open()
                await self.desk.open_rest()
                self.desk.lay_over()
            if not self._homes_told.is_set():
                self._homes_kept.set()

    async def _watch_clock(self, client: "Client") -> None:
        """Say it when this computer's clock is off: ages, leases and rules would be wrong."""
        from console.slack.signin import whose  # noqa: PLC0415 -- after the first paint
        from console.slack.trouble import Trouble  # noqa: PLC0415 -- after the first paint

        while True:
            with suppress(Trouble):
                *_, slack_now = await whose(client)
                off = clock_fault(self.clock.now(), slack_now) if slack_now else None
                self.desk.warn(str(off) if off else "")
            await asyncio.sleep(_CLOCK_AGAIN)

    def _told(self, connection: Connection) -> None:
        """How the desk stands; a lead or clinician whom nobody invited to the cases misses something."""
        roles = self.desk.view().people.roles_now(self.desk.me)
        if self.homes and Home.CASES not in self.homes.values() and roles & {Role.LEAD, Role.CLINICIAN}:
            name = self.settings.homes[Home.CASES]
            uninvited = f"#{name} cannot be read: ask somebody in it to invite you."
            if not any(gap.startswith(f"#{name} ") for gap in connection.gaps):
                connection = replace(connection, gaps=(*connection.gaps, uninvited))
        self.desk.tell(connection)

    def _tell(self, link: Link, trouble: str) -> None:
        before = self.desk.connection
        since = before.since if before.link is link else self.clock.now()
        self.desk.tell(
            Connection(link, since, before.complete_to, before.gaps, before.proof_at, trouble, before.progress)
        )

    # What the feed has to know of the cache

    async def cursors(self) -> Mapping[str, datetime]:
        """How far each channel has been read without a gap."""
        return await self.log.cursors()

    async def asks_open(self) -> Mapping[Position, datetime | None]:
        """The asks nobody has answered, each with the moment of the latest reply that is kept."""
        asks = await self.log.asks_open()
        return {ask.position: max((answer.at for answer in ask.answers), default=None) for ask in asks}

    async def _kept_complete_to(self) -> datetime | None:
        cursors = await self.log.cursors()
        known = [cursors[channel] for channel in self.homes if channel in cursors]
        return min(known) if known and len(known) == len(self.homes) else None

    async def _purge(self, slack_now: datetime) -> None:
        purged = await self.log.purge(slack_now - timedelta(days=self.settings.cache.retention_days))
        _log.info("purged", extra={"count": purged.messages})
        _log.info("files put aside purged", extra={"count": purged.files})
        if purged.report:
            self._say(f"Their time was over, and they were removed from this computer: {purged.report}.")
        self.desk.show_purged(purged.rows)

    async def _daily(self, name: str, now: datetime, work: Callable[[], Awaitable[None]]) -> None:
        """Do something that was not done for a day."""
        before = await self.log.remembered(name)
        with suppress(ValueError, TypeError):
            if timedelta() <= now - datetime.fromisoformat(before or "") < _DAY:
                return
        await work()
        await self.log.remember(name, now.isoformat())
