"""The house: finds what the console needs on this machine, and installs into ``.venv`` what is missing."""

import ctypes
import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

TOP = Path(__file__).resolve().parent.parent
WINDOWS = os.name == "nt"

# What Qt loads from the system, and the Debian package that has it.
OFFSCREEN = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libbrotlidec.so.1": "libbrotli1",
}
ON_SCREEN = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}


class Unprepared(Exception):
    """The console cannot be started here; the text says why, and what to type."""


def speak_anywhere() -> None:
    """Print a "?" for a character that this terminal lacks, instead of failing."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def screen() -> bool:
    """Whether there is a display to show a window on."""
    if WINDOWS or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing(libraries: Mapping[str, str]) -> list[str]:
    """The packages of those libraries that cannot be loaded, in order and once each."""
    found: dict[str, None] = {}
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            found[package] = None
    return list(found)


def chosen(lock: str, *names: str) -> str:
    """Only these packages' entries of a lock, with their hashes."""
    entries = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)
    return "".join(entry for entry in entries if re.split(r"[^A-Za-z0-9._-]", entry, maxsplit=1)[0] in names)


class House:
    """The console's own interpreter and its parts, beside the sources at ``top``."""

    def __init__(self, top: Path = TOP) -> None:
        self.top = top
        self.lock = top / "requirements.lock"
        self.venv = top / ".venv"
        self.python = self.tool("python")
        self._stamp = self.venv / "prepared.json"

    def tool(self, name: str) -> Path:
        """Where an installed command lies."""
        return self.venv / "Scripts" / f"{name}.exe" if WINDOWS else self.venv / "bin" / name

    def wanted(self, *, on_screen: bool) -> dict[str, object]:
        """What must stand before the console can start; equal as long as nothing has to be done."""
        project = tomllib.loads((self.top / "pyproject.toml").read_text(encoding="utf-8"))
        ours = {name: project[name] for name in ("build-system", "project")}
        digest = hashlib.sha256(self.lock.read_bytes() + json.dumps(ours, sort_keys=True).encode())
        return {"lock": digest.hexdigest(), "python": sys.version, "top": str(self.top), "on_screen": on_screen}

    def _standing(self) -> object:
        """What an earlier start wrote down when it was done; None when there was none."""
        try:
            return json.loads(self._stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def stands(self, *, on_screen: bool) -> bool:
        """Whether everything was installed by an earlier start."""
        standing = self._standing()
        wanted = self.wanted(on_screen=on_screen)
        # What serves a window serves the offscreen night too.
        return bool(standing == wanted or standing == wanted | {"on_screen": True})

    def prepare(self, *, on_screen: bool) -> None:
        """Install what is missing and say so; nothing is done, and nothing said, when all of it stands.

        Raises Unprepared.
        """
        if self.stands(on_screen=on_screen):
            return
        began = time.monotonic()
        print("Preparing the console. This is done once and takes about a minute.")
        self._interpreter()
        self._system(OFFSCREEN | ON_SCREEN if on_screen else OFFSCREEN)
        self._installer()
        self._parts()
        wanted = self.wanted(on_screen=on_screen)
        self._stamp.write_text(json.dumps(wanted), encoding="utf-8")
        print(f"Prepared in {time.monotonic() - began:.0f} s.\n", flush=True)

    def _system(self, libraries: Mapping[str, str]) -> None:
        """What only the system can give, all in one go, so that there is one line to type at most."""
        packages = missing(libraries) if sys.platform == "linux" else []
        if not self._pip() and not any(map(importlib.util.find_spec, ("pip", "ensurepip"))):
            packages.append("python3-pip")
        if not packages:
            return
        apt_install(packages)
        left = missing(libraries)
        if left:
            raise Unprepared(f"Qt's system libraries are still missing: {' '.join(left)}.")

    def _interpreter(self) -> None:
        """A `.venv` made by the Python that runs this; one made by another version, or elsewhere, is made anew."""
        standing = self._standing()
        moved = isinstance(standing, dict) and standing.get("top") != str(self.top)  # its commands name the old place
        if self.python.exists() and not moved:
            told = subprocess.run(
                [self.python, "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=False
            )
            if told.stdout.strip() == sys.version.strip():
                return
        if sys.prefix != sys.base_prefix and Path(sys.prefix) == self.venv:
            raise Unprepared(f"Please start this with the system's Python, not with {self.venv}'s.")
        # Without pip: Debian splits ensurepip off into a package that is often not there.
        do("Making .venv", [sys.executable, "-m", "venv", "--without-pip", "--clear", str(self.venv)])

    def _installer(self) -> None:
        """The lock's own pip and setuptools in `.venv`, so that all machines install with the same."""
        with tempfile.TemporaryDirectory() as folder:
            first = Path(folder, "first.txt")
            first.write_text(chosen(self.lock.read_text(encoding="utf-8"), "pip", "setuptools"), encoding="utf-8")
            do(
                "Installing the installer",
                [*self._some_pip(), "install", "--require-hashes", "--no-deps", "-r", str(first)],
            )

    def _pip(self) -> bool:
        """Whether `.venv` has a pip of its own."""
        if not self.python.exists():
            return False
        return subprocess.run([self.python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0

    def _some_pip(self) -> list[str]:
        """The command of a pip that installs into `.venv`: its own, or that of the Python which runs this."""
        if self._pip():
            return [str(self.python), "-m", "pip"]
        if importlib.util.find_spec("pip") is not None:
            return [sys.executable, "-m", "pip", "--python", str(self.python)]
        do("Unpacking pip", [str(self.python), "-m", "ensurepip"])
        return [str(self.python), "-m", "pip"]

    def _parts(self) -> None:
        pip = [str(self.python), "-m", "pip", "install", "--no-deps", "--no-build-isolation"]
        total = len(re.findall(r"^\S+==", self.lock.read_text(encoding="utf-8"), flags=re.MULTILINE))
        do(
            f"Installing up to {total} parts, each checked against its hash",
            [*pip, "--require-hashes", "-r", str(self.lock)],
        )
        do("Installing the console itself", [*pip, "--no-index", "--editable", str(self.top)])


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages as root; for everybody else raise Unprepared with the line to type."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise Unprepared(f"Some packages are missing here. Please install them; Debian calls them: {names}")
    if os.geteuid() != 0:
        line = f"sudo apt-get install --no-install-recommends {names}"
        raise Unprepared(
            f"Some packages are missing that only an administrator can install. Please type:\n\n  {line}\n"
        )
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    do("Reading Debian's list of packages", ["apt-get", "update", "-q"], quiet)
    install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    do(f"Installing {len(packages)} of Debian's packages: {names}", install, quiet)
    importlib.invalidate_caches()  # pip may have come just now


def do(what: str, command: Sequence[str], environment: Mapping[str, str] = {}) -> None:
    """Run a command, showing what it does and for how long; raise Unprepared with its last words when it fails."""
    began = told = time.monotonic()
    print(f"  {what} …", flush=True)
    said: deque[str] = deque(maxlen=15)
    count = 0
    # PIP_USER, where it is set, would install beside .venv.
    plain = {"PYTHONUNBUFFERED": "1", "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, **plain, **environment},
        cwd=TOP,
    ) as child:
        for line in child.stdout or ():
            said.append(line.rstrip())
            count += line.startswith("Collecting ")
            if time.monotonic() - told > 5:  # noqa: PLR2004 -- seconds between two signs of life
                told = time.monotonic()
                fetched = f"{count} fetched, " if count else ""
                print(f"    {fetched}{told - began:.0f} s", flush=True)
    if child.returncode != 0:
        raise Unprepared(f"{what} failed. Its last words:\n\n" + "\n".join(f"  {line}" for line in said))
    print(f"    done, {time.monotonic() - began:.1f} s", flush=True)


def become(command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """Put a command in place of this one, so that signals and the exit code are its own."""
    sys.stdout.flush()
    if WINDOWS:
        sys.exit(subprocess.call(command, env=environment))
    os.execve(command[0], list(command), dict(environment))  # noqa: S606 -- no shell is wanted
