"""The settings: a TOML file whose every word is known, or a sentence saying which is not."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from console.domain.words import Home

APP: Final = "moderation-console"
SLACK: Final = "https://slack.com/api/"
THEMES: Final = ("night", "light", "high contrast")  # tests hold them to the window's palettes


class Unusable(Exception):
    """The settings cannot be used; the text is a sentence that says why and what to do."""


class Slack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where Slack is; only https or this computer itself."""

    api_url: str = SLACK


class Cache(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the cache file is (its companions stand beside it), and for how many days members' words stay in it."""

    path: Path = Path()
    retention_days: int = 30


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the window looks, which keys do what ("" switches a key off), and after how much a break is prompted.

    The minutes and the texts (of chats at A or B) until then are counted from the last break; 0 is never.
    """

    theme: str = "night"
    text_percent: int = 100
    break_after_minutes: int = 120
    break_after_texts: int = 20
    keys: dict[str, str] = {}
    zone: str = "Europe/London"


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What more than one person sees to.

    ``percent`` of a hundred routine decisions on posts are offered for a second look (0: none); ``two_for_stop`` says
    that publishing what a rule of level stop touches takes a second person.
    """

    percent: int = 5
    two_for_stop: bool = False


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings; every one has a default. ``channels`` are the names of the homes."""

    slack: Slack = Slack()
    channels: dict[Home, str] = {}
    cache: Cache = Cache()
    window: Window = Window()
    review: Review = Review()

    @property
    def homes(self) -> dict[Home, str]:
        """The name of each home channel, without ``#``."""
        return {home: self.channels.get(home, home.value).lstrip("#") for home in Home}


def load(file: Path | None) -> Settings:
    """The settings of a file, or of the usual place; all defaults where there is none.

    Raises Unusable with a sentence when the file named is not there, is no TOML, or has an unknown word in it.
    """
    path = file or _usual()
    if file is None and not path.exists():
        return _checked(Settings())
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Unusable(f"There is no settings file at {path}.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unusable(f"The settings file {path} cannot be read: {error}") from None
    _refuse_unknown(found, path)
    try:
        settings = msgspec.convert(found, Settings, strict=True, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise Unusable(f"The settings file {path} cannot be used: {error}") from None
    return _checked(settings)


def _usual() -> Path:
    import platformdirs  # noqa: PLC0415 -- 4 ms, for whoever does not say where things are

    return platformdirs.user_config_path(APP) / "settings.toml"


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value).expanduser()
    raise msgspec.ValidationError(f"Expected `str`, got `{type(value).__name__}`")


def _refuse_unknown(found: Mapping[str, Any], path: Path) -> None:
    known: dict[str, list[str]] = {
        "slack": list(Slack.__struct_fields__),
        "channels": [home.value for home in Home],
        "cache": list(Cache.__struct_fields__),
        "window": list(Window.__struct_fields__),
        "review": list(Review.__struct_fields__),
    }
    for section, values in found.items():
        if section not in known:
            raise Unusable(f"{path}: there is no section [{section}].{_nearest(section, known)}")
        if not isinstance(values, dict):
            raise Unusable(f"{path}: [{section}] must be a section.")
        for key in values:
            if key not in known[section]:
                raise Unusable(f"{path}: [{section}] has no setting “{key}”.{_nearest(key, known[section])}")


def _nearest(word: str, known: Mapping[str, Any] | list[str]) -> str:
    import difflib  # noqa: PLC0415 -- only for a word that is not known

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.0)
    return f" Did you mean “{close[0]}”?" if close else ""


def _checked(settings: Settings) -> Settings:
    if not trusted(settings.slack.api_url):
        raise Unusable("[slack] api_url must begin with https:// (plain http is only for this computer itself).")
    if settings.cache.retention_days < 1:
        raise Unusable("[cache] retention_days must be at least 1.")
    if not 100 <= settings.window.text_percent <= 200:  # noqa: PLR2004  # the range is the product's own
        raise Unusable("[window] text_percent must be between 100 and 200.")
    if settings.window.theme not in THEMES:
        theme = settings.window.theme
        raise Unusable(f"[window] There is no theme “{theme}”.{_nearest(theme, list(THEMES))}")
    if min(settings.window.break_after_minutes, settings.window.break_after_texts) < 0:
        raise Unusable("[window] break_after_minutes and break_after_texts must be 0 (never) or more.")
    if not 0 <= settings.review.percent <= 100:  # noqa: PLR2004 -- of a hundred
        raise Unusable("[review] percent must be between 0 and 100.")
    if not _known_zone(settings.window.zone):
        raise Unusable(f"[window] There is no time zone “{settings.window.zone}”. One is called “Europe/London”.")
    url = settings.slack.api_url
    cache = settings.cache.path
    if cache == Path():
        import platformdirs  # noqa: PLC0415 -- as above

        cache = platformdirs.user_data_path(APP) / "cache.db"
    return msgspec.structs.replace(
        settings,
        slack=Slack(url if url.endswith("/") else f"{url}/"),
        cache=msgspec.structs.replace(settings.cache, path=cache),
    )


def _known_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: it names a folder
        return False
    return True


def trusted(url: str) -> bool:
    """Whether secrets may be sent there: https, or this computer itself."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and host in {"localhost", "127.0.0.1", "::1"})
    )
