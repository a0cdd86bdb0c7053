"""The Slack app's manifest: what Slack accepts, what the console needs, and nothing more."""

import msgspec
import pytest

from console.practice.people import SCOPES
from console.slack.signin import NEEDED
from tests.packaging.scripts import PACKAGING


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing but what is named, as Slack's page for manifests takes it."""


class Version(Strict):
    major_version: int
    minor_version: int


class Shown(Strict):
    name: str
    description: str
    background_color: str


class Scopes(Strict):
    user: list[str]


class OAuth(Strict):
    scopes: Scopes


class Events(Strict):
    user_events: list[str]


class Interactivity(Strict):
    is_enabled: bool


class Settings(Strict):
    event_subscriptions: Events
    interactivity: Interactivity
    org_deploy_enabled: bool
    socket_mode_enabled: bool
    token_rotation_enabled: bool


class Manifest(Strict):
    _metadata: Version
    display_information: Shown
    oauth_config: OAuth
    settings: Settings


# Slack sends an event on behalf of a person only when this was granted.
LETS_THROUGH = {
    "channel_rename": "channels:read",
    "group_rename": "groups:read",
    "member_joined_channel": "groups:read",
    "member_left_channel": "groups:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "team_join": "users:read",
    "user_change": "users:read",
}


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return msgspec.yaml.decode((PACKAGING / "slack-manifest.yaml").read_bytes(), type=Manifest)


def test_the_name_and_the_description_fit_slacks_form(manifest: Manifest) -> None:
    shown = manifest.display_information
    assert len(shown.name) <= 35 - len(" (a person)")  # room to tell the apps of several desks apart
    assert len(shown.description) <= 140
    assert shown.background_color.startswith("#")


def test_events_come_by_socket_mode_without_an_address_on_the_internet(manifest: Manifest) -> None:
    assert manifest.settings.socket_mode_enabled
    assert not manifest.settings.interactivity.is_enabled


def test_the_tokens_stay_valid_until_browser_sign_in_can_renew_them(manifest: Manifest) -> None:
    assert not manifest.settings.token_rotation_enabled


def test_every_event_is_one_that_its_scopes_let_through(manifest: Manifest) -> None:
    events = manifest.settings.event_subscriptions.user_events
    assert set(events) == set(LETS_THROUGH)
    assert {LETS_THROUGH[event] for event in events} <= set(manifest.oauth_config.scopes.user)


def test_every_right_that_sign_in_asks_after_is_granted(manifest: Manifest) -> None:
    assert set(NEEDED) <= set(manifest.oauth_config.scopes.user)


def test_a_practice_desk_has_every_right_that_a_real_one_asks_for(manifest: Manifest) -> None:
    assert set(manifest.oauth_config.scopes.user) <= set(SCOPES)


def test_lists_are_in_order_and_name_nothing_twice(manifest: Manifest) -> None:
    for names in (manifest.oauth_config.scopes.user, manifest.settings.event_subscriptions.user_events):
        assert names == sorted(set(names))
