"""The documents and sources: what they name exists, and they keep to their sizes."""

import ast
import json
import re
from pathlib import Path
from typing import Final

import pytest

from console.domain.events import RoleGiven
from console.domain.messages import Entry
from console.domain.words import Home, Role
from console.settings import load
from console.slack.table import HOMES, name_of
from console.slack.wire import BLOCK_ID_LIMIT, message_of
from tests.packaging.scripts import TOP, our_files

LONGEST: Final = 400
PAGES = our_files(".md")
SOURCES = [path for path in our_files(".py") if path.name != "__init__.py"]
WORDS_OF_HOSTS = (
    "py" + "pi.org",
    "files.python" + "hosted",
    "registry.npm" + "js",
    "--index" + "-url",
    "--extra-index" + "-url",
)
PATHS_OF_ONE_MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home)/\w")


def named(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    gone = [link for link in links if link and "://" not in link and not (page.parent / link).exists()]
    assert gone == []


def test_every_path_that_a_page_names_exists() -> None:
    for page in (TOP / "README.md", TOP / "CONTRIBUTING.md", TOP / "docs" / "setup.md"):
        named_paths = re.findall(r"`((?:console|packaging|docs|tests|\.ci)/[\w./-]*)", page.read_text(encoding="utf-8"))
        assert [path for path in named_paths if not (TOP / path).exists()] == []


def test_the_readme_is_one_screen() -> None:
    assert len((TOP / "README.md").read_text(encoding="utf-8").splitlines()) <= 60


def test_the_wire_page_has_every_event_in_its_home_and_no_other() -> None:
    home, written = "", dict[str, str]()
    for line in (TOP / "docs" / "wire.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 4 and not cells[0].startswith(("-", "home")):
            home = (re.findall(r"`#([\w-]+)`", cells[0]) or [home])[0]
            written |= dict.fromkeys(re.findall(r"`(\w+)`", cells[1]), home)
    assert written == {name_of(event).removeprefix("mc_"): home.value for event, home in HOMES.items()}


def test_the_settings_shown_in_the_setup_page_are_accepted(tmp_path: Path) -> None:
    shown = re.search(r"```toml\n(.*?)```", (TOP / "docs" / "setup.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    (tmp_path / "settings.toml").write_text(shown[1], encoding="utf-8")
    assert load(tmp_path / "settings.toml").homes[Home.SHIFT_LOG] == "night-log"


def test_the_first_role_of_the_setup_page_is_read_as_one() -> None:
    shown = re.search(r"```json\n(.*?)```", (TOP / "docs" / "setup.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    raw = {"ts": "1767225600.000100", "user": "U0ADMIN", "text": "", "blocks": json.loads(shown[1])}
    message = message_of(raw, "C1", {"C1": Home.MOD_MAIN})
    assert message is not None
    assert isinstance(message.content, Entry)
    assert message.content.event == RoleGiven(person="U012AB3CD", role=Role.LEAD)
    assert all(len(block["block_id"]) <= BLOCK_ID_LIMIT for block in raw["blocks"])


def test_the_setup_page_names_every_home_channel() -> None:
    text = (TOP / "docs" / "setup.md").read_text(encoding="utf-8")
    assert [home.value for home in Home if f"`#{home.value}`" not in text] == []


@pytest.mark.parametrize("source", SOURCES, ids=named)
def test_a_module_opens_with_one_sentence_and_stays_short(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    opening = ast.get_docstring(ast.parse(text))
    assert opening is not None
    assert opening.split("\n\n")[0].endswith(".")


def test_no_text_names_a_package_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in our_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [(named(path), word) for word in WORDS_OF_HOSTS if word in text]
        found += [(named(path), place) for place in PATHS_OF_ONE_MACHINE.findall(text)]
    assert found == []


def test_no_lock_file_that_names_hosts_is_kept() -> None:
    locks = {"uv.lock", "package-lock.json", "yarn.lock", "poetry.lock"}
    assert [named(path) for path in our_files() if path.name in locks or path.name.startswith("pylock")] == []
