"""Signing in: tokens are checked with Slack, and kept in the keychain and nowhere else."""

import msgspec

from console.clock import RealClock
from console.keychain import Keychain, KeychainFault
from console.settings import Settings
from console.station import KEPT_APP_TOKEN, KEPT_USER_TOKEN


class Outcome(msgspec.Struct, frozen=True):
    """Whether somebody is signed in now, and what to say of it, a sentence each; none holds a token."""

    done: bool
    sentences: tuple[str, ...]


async def sign_in(settings: Settings, user_token: str, app_token: str) -> Outcome:
    """Check tokens and keep them; the app's may be empty."""
    from console.slack import signin  # noqa: PLC0415 -- the network is imported after the first paint

    found = await signin.sign_in(settings.slack.api_url, user_token, app_token, RealClock())
    if isinstance(found, signin.NotSignedIn):
        later = " Nothing was kept: please sign in again later." if found.again else ""
        return Outcome(done=False, sentences=(f"{found.why}{later}",))
    chain = Keychain()
    try:
        await chain.keep(KEPT_USER_TOKEN, user_token)
        await (chain.keep(KEPT_APP_TOKEN, app_token) if app_token else chain.forget(KEPT_APP_TOKEN))
    except KeychainFault as fault:
        return Outcome(done=False, sentences=(str(fault),))
    return Outcome(
        done=True, sentences=(f"Signed in to {found.workspace} as {found.name} ({found.person}).", *found.lacks)
    )
