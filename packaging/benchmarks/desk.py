"""A desk that is watched: the console's own command in this process, and beside it somebody who looks at the clock.

    python desk.py --settings FILE run

What is watched is patched in as each module is imported, so that the order and cost of the start stay the product's.
Questions come in on the standard input, answers go out on the standard output, a JSON line each.
"""

import importlib.machinery
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

BEAT = 10  # milliseconds between two beats of the heartbeat
FOLLOWED = "chat live-"
PUBLISHED, SEEN = "R1000", "text-0"  # a rule that is published again and again, and a chat in sight that touches it


def answer(**values: Any) -> None:
    """Write one line."""
    os.write(1, json.dumps(values).encode() + b"\n")


class Watch:
    """Looks on: what was painted when, how far the desk is complete, how regularly its heart beats."""

    def __init__(self) -> None:
        self.began = False
        self.app: Any = None
        self.complete_to = 0.0
        self.beats: list[int] = []
        self.worked: list[int] = []  # nanoseconds of processor that the window's thread had spent at each beat
        self.arrived: list[str] = []
        self.shown: dict[str, int] = {}
        self.seen: dict[str, int] = {}
        self.followed = FOLLOWED
        self.wanted = ""
        self.wanted_complete = 0.0
        self.wanted_version = self.wanted_rules = 0
        self.swept: dict[str, int] = {}
        self._rest = b""

    def painted(self, view: Any) -> None:
        """A list was painted to its end."""
        now = time.monotonic_ns()
        if view.accessibleName() != "Chat queue":
            return
        if not self.began and len(view.rows):
            self.began = True
            answer(painted=now)
        if self.arrived:
            for key in self.arrived:
                self.shown.setdefault(key, now)
            self.arrived.clear()
        if self.followed != FOLLOWED:
            for key in self.shown.keys() - self.seen.keys():
                if _in_sight(view, key):
                    self.seen[key] = now
        if self.wanted_version and "heard" in self.swept:
            marks = self.app.window.queue.known.marks
            found = marks.hits.get(SEEN, ())
            if any(hit.version == self.wanted_version for hit in found if hit.rule == PUBLISHED):
                self.swept.setdefault("marked", now)
                self.screened()
        if self.wanted and view.rows.position_of(self.wanted) >= 0 and not self.app.window.queue._rest:  # noqa: SLF001
            self.wanted = ""
            answer(shown=now)

    def ruled(self, view: Any) -> None:
        """A view came: perhaps with the version of the rule that is waited for."""
        rule = view.rules.get(PUBLISHED)
        if self.wanted_version and rule is not None and rule.latest.number == self.wanted_version:
            self.swept.setdefault("heard", time.monotonic_ns())

    def screened(self) -> None:
        """Marks may be others now."""
        touches, marks = self.app.window.touches, self.app.window.queue.known.marks
        version = marks.rules.get(PUBLISHED)
        if not self.wanted_version or touches.pending or version is None or version.number != self.wanted_version:
            return
        self.swept.setdefault("all", time.monotonic_ns())
        if "marked" in self.swept and len(marks.rules) >= self.wanted_rules:
            self.wanted_version = 0
            answer(swept=self.swept)

    def changed(self, rows: Any) -> None:
        """Rows came into a list."""
        self.arrived += [row.key for row in rows if row.key.startswith(self.followed)]

    def connected(self, connection: Any) -> None:
        """The desk stands otherwise with Slack."""
        complete = connection.complete_to
        self.complete_to = 0.0 if complete is None else complete.timestamp()
        if self.wanted_complete and self.complete_to >= self.wanted_complete and connection.link == "live":
            self.wanted_complete = 0.0
            answer(complete=time.monotonic_ns())

    def listen(self, app: Any) -> None:
        """Begin to hear questions."""
        from PySide6.QtCore import QSocketNotifier, Qt, QTimer  # noqa: PLC0415 -- not before the product does

        self.app = app
        self._ear = QSocketNotifier(0, QSocketNotifier.Type.Read)
        self._ear.activated.connect(self._hear)
        self._heart = QTimer(interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._heart.timeout.connect(self._beat)

    def _beat(self) -> None:
        self.beats.append(time.monotonic_ns())
        self.worked.append(time.thread_time_ns())

    def _hear(self) -> None:
        more = os.read(0, 65_536)
        if not more:
            self._ear.setEnabled(False)
            self.app.window.close_wished.emit()
        *lines, self._rest = (self._rest + more).split(b"\n")
        for line in lines:
            self._do(json.loads(line))

    def _do(self, question: dict[str, Any]) -> None:
        match question["do"]:
            case "beat":
                self.beats.clear()
                self.worked.clear()
                self.shown.clear()
                self.seen.clear()
                self.followed = question.get("follow", FOLLOWED)
                self._heart.start(question.get("every", BEAT))
            case "rest":
                self._heart.stop()
                answer(rest={"beats": self.beats, "worked": self.worked, "shown": self.shown, "seen": self.seen})
            case "press":
                self._press(question["key"])
            case "await settled":
                self._settled(front=question["front"])
            case "look":  # at the end of level A, where the live chats come
                queue = self.app.window.queue
                index = queue.rows.index(queue.rows.before((0, 1, "B")), 0)
                queue.view.scrollTo(index, queue.view.ScrollHint.PositionAtCenter)
            case "await swept":
                self.swept = {}
                self.wanted_version, self.wanted_rules = question["version"], question["of"]
                self.ruled(self.app.window._view)  # noqa: SLF001 -- what it shows now
                self.screened()
                self.app.window.queue.view.viewport().update()
            case "publish":
                self._publish(question["version"])
            case "await row":
                self.wanted = question["key"]
                self.app.window.queue.view.viewport().update()
            case "await complete":
                self.wanted_complete = question["to"]
                self.connected(self.app.window._connection)  # noqa: SLF001 -- what it shows now
            case unknown:
                answer(unknown=unknown)

    def _press(self, key: str) -> None:
        """Press a key where the keyboard is, as a person would; says when."""
        from PySide6.QtTest import QTest  # noqa: PLC0415 -- no start needs it

        at = time.monotonic_ns()
        QTest.keyClick(self.app.window.queue.view, key)
        answer(pressed=at)

    def _publish(self, version: int) -> None:
        """Publish the next version of the rule, as its editor would; says when."""
        from console.domain.actions import PublishRule  # noqa: PLC0415 -- as above

        latest = self.app.window._view.rules[PUBLISHED].latest  # noqa: SLF001 -- what it shows now
        words = (*latest.words[:-1], f"changed{version}")
        wish = PublishRule(latest.title, latest.body, latest.level, latest.audience, PUBLISHED, words=words)
        answer(published=time.monotonic_ns())
        self.app.window.wishes.wished.emit(wish, None)

    def _settled(self, *, front: bool) -> None:
        """Say it when everything that was done here is read back and, for the one in front, the keyboard is here."""
        from PySide6.QtCore import QTimer  # noqa: PLC0415 -- as above

        acting = self.app.station.acting
        if front and not self.app.window.isActiveWindow():
            self.app.window.activateWindow()
            QTimer.singleShot(BEAT, lambda: self._settled(front=front))
        elif acting.waiting:
            QTimer.singleShot(BEAT, lambda: self._settled(front=front))
        else:
            answer(settled=True)


def _in_sight(view: Any, key: str) -> bool:
    """Whether a row is on the screen."""
    position = view.rows.position_of(key)
    return position >= 0 and -view.rowHeight(position) < view.rowViewportPosition(position) < view.viewport().height()


WATCH = Watch()


def _lists(module: Any) -> None:
    paint = module.ListView.paintEvent

    def painted(view: Any, event: Any) -> None:
        paint(view, event)
        WATCH.painted(view)

    module.ListView.paintEvent = painted


def _rows(module: Any) -> None:
    change = module.SortedRows.change

    def changed(rows: Any, upserts: Any, removed: Any = ()) -> None:
        upserts = list(upserts)
        change(rows, upserts, removed)
        WATCH.changed(upserts)

    module.SortedRows.change = changed


def _window(module: Any) -> None:
    show = module.DeskWindow.show_connection

    def shown(window: Any, connection: Any) -> None:
        show(window, connection)
        WATCH.connected(connection)

    module.DeskWindow.show_connection = shown


def _touches(module: Any) -> None:
    part, show = module.Touches._slice, module.Touches.show  # noqa: SLF001 -- what is watched

    def screened(touches: Any) -> None:
        part(touches)
        WATCH.screened()

    def shown(touches: Any, view: Any, now: Any) -> None:
        WATCH.ruled(view)
        show(touches, view, now)

    module.Touches._slice, module.Touches.show = screened, shown  # noqa: SLF001 -- as above


def _app(module: Any) -> None:
    run = module.App.run

    async def watched(app: Any) -> int:
        WATCH.listen(app)
        return int(await run(app))

    module.App.run = watched


class Patched:
    """Imports a module as always, then patches it."""

    def __init__(self, patches: dict[str, Callable[[Any], None]]) -> None:
        self._patches = patches

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Where the module is, with a loader that patches it; None for all others."""
        if name not in self._patches:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            execute, patch = spec.loader.exec_module, self._patches[name]

            def exec_module(module: ModuleType) -> None:
                execute(module)
                patch(module)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]  # this one loader only
        return spec


if __name__ == "__main__":
    patches = {"console.ui.lists": _lists, "console.ui.rows": _rows, "console.ui.window": _window, "console.app": _app}
    patches["console.ui.touches"] = _touches
    sys.meta_path.insert(0, Patched(patches))  # type: ignore[arg-type]  # it finds; it is no finder by name
    from console.start import main

    main()
