"""The settings: every word is known, and a sentence says which is not."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from console.__main__ import main
from console.domain.words import Home
from console.settings import SLACK, THEMES, Settings, Unusable, load, trusted


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


def written(folder: Path, text: str) -> Settings:
    file = folder / "my.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def test_without_a_file_everything_has_a_default() -> None:
    settings = load(None)
    assert settings.slack.api_url == SLACK
    assert settings.cache.path.name == "cache.db"
    assert settings.cache.path.is_absolute()
    assert settings.cache.retention_days == 30
    assert settings.homes == {home: home.value for home in Home}


def test_the_usual_place_is_read_when_no_file_is_named(home: Path) -> None:
    (home / "moderation-console").mkdir()
    (home / "moderation-console" / "settings.toml").write_text("[cache]\nretention_days = 7", encoding="utf-8")
    assert load(None).cache.retention_days == 7


@pytest.mark.parametrize("percent", [-1, 101])
def test_so_many_of_a_hundred_is_none_that_is_more_or_less(tmp_path: Path, percent: int) -> None:
    with pytest.raises(Unusable, match=r"\[review\] percent must be between 0 and 100"):
        written(tmp_path, f"[review]\npercent = {percent}")


def test_the_themes_are_those_of_the_window() -> None:
    from console.ui.theme import PALETTES  # noqa: PLC0415 - Qt only for this one

    assert tuple(PALETTES) == THEMES


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = written(
        tmp_path,
        """
        [slack]
        api_url = "http://127.0.0.1:8890/api"
        [channels]
        cases = "#our-cases"
        [cache]
        path = "~/desk/cache.db"
        retention_days = 14
        [window]
        theme = "light"
        text_percent = 150
        zone = "Europe/Vienna"
        break_after_minutes = 90
        break_after_texts = 0
        [window.keys]
        theme = ""
        [review]
        percent = 20
        two_for_stop = true
        """,
    )
    assert (settings.review.percent, settings.review.two_for_stop) == (20, True)
    assert settings.slack.api_url == "http://127.0.0.1:8890/api/"
    assert settings.homes[Home.CASES] == "our-cases"
    assert settings.homes[Home.CHAT_QUEUE] == "chat-queue"
    assert settings.cache.path == tmp_path / "desk" / "cache.db"
    assert settings.cache.retention_days == 14
    assert (settings.window.theme, settings.window.text_percent, settings.window.zone) == (
        "light",
        150,
        "Europe/Vienna",
    )
    assert settings.window.keys == {"theme": ""}
    assert (settings.window.break_after_minutes, settings.window.break_after_texts) == (90, 0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[slak]", "there is no section [slak]. Did you mean “slack”?"),
        ("[slack]\nurl = 'x'", "[slack] has no setting “url”. Did you mean “api_url”?"),
        ("[channels]\nmod-update = 'x'", "has no setting “mod-update”. Did you mean “mod-updates”?"),
        ("[cache]\nretention = 3", "[cache] has no setting “retention”. Did you mean “retention_days”?"),
        ("[window]\ntext_precent = 3", "Did you mean “text_percent”?"),
        ("slack = 3", "[slack] must be a section."),
        ("[cache]\nretention_days = 'many'", "retention_days"),
        ("[cache]\nretention_days = 0", "must be at least 1."),
        ("[cache]\npath = 3", "Expected `str`, got `int`"),
        ("[window]\ntext_percent = 90", "must be between 100 and 200."),
        ("[window]\nbreak_after_minutes = -1", "must be 0 (never) or more."),
        ("[window]\nbreak_after_texts = -1", "must be 0 (never) or more."),
        ("[window]\nbreak_after = 30", "Did you mean “break_after_texts”?"),
        ("[window]\ntheme = 'purple'", "There is no theme “purple”."),
        ("[window]\nzone = 'Europe/Viena'", "There is no time zone “Europe/Viena”."),
        ("[window]\nzone = 'Europe'", "There is no time zone “Europe”."),
        ("[window]\nzone = ''", "There is no time zone “”."),
        ("[slack]\napi_url = 'http://slack.example/api/'", "must begin with https://"),
        ("[slack]\napi_url = 'https://'", "must begin with https://"),
        ("[slack", "cannot be read"),
        ("\udcff", "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "my.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(Unusable) as refused:
        load(file)
    assert sentence in str(refused.value)


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="There is no settings file at"):
        load(tmp_path / "nowhere.toml")
    with pytest.raises(Unusable, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("url", "so"),
    [
        ("https://slack.com/api/", True),
        ("http://localhost:80/api/", True),
        ("http://127.0.0.1/api/", True),
        ("http://[::1]:5/api/", True),
        ("http://127.0.0.1.example.org/api/", False),
        ("http://slack.com/api/", False),
        ("ftp://127.0.0.1/", False),
        ("https://[::1/", False),
        ("", False),
    ],
)
def test_secrets_go_only_over_https_or_to_this_computer(url: str, so: bool) -> None:
    assert trusted(url) is so


def test_a_command_says_what_is_wrong_with_the_settings_and_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text("[cahce]", encoding="utf-8")
    done = CliRunner().invoke(main, ["--settings", str(file), "state"])
    assert done.exit_code == 1
    assert "Did you mean “cache”?" in done.output
