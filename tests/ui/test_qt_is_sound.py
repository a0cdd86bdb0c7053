"""The Qt that is installed keeps its references: a version that drops them aborts after a few thousand turns."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel

Run = Callable[[Coroutine[Any, Any, Any]], Any]


class Bell(QObject):
    rung = Signal(object, bool)
    quiet = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heard = 0
        self.rung.connect(self.hear)
        self.quiet.connect(self.hear_nothing)

    @Slot(object, bool)
    def hear(self, _thing: object, _truth: bool) -> None:
        self.heard += 1

    @Slot()
    def hear_nothing(self) -> None:
        self.heard += 1


def test_references_to_none_and_true_stay_level_over_1000_emits_and_1000_void_calls(qapp: QCoreApplication) -> None:
    bell = Bell()
    model = QStandardItemModel(3, 1)
    bell.rung.emit(None, True)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(1_000):
        bell.rung.emit(None, True)
        bell.quiet.emit()
        bell.setObjectName("bell")
        qapp.processEvents()
        index = model.index(0, 0)
        model.setData(index, None, Qt.ItemDataRole.UserRole)
        model.dataChanged.emit(index, index)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert bell.heard == 2_001
    assert abs(after[0] - before[0]) < 200
    assert abs(after[1] - before[1]) < 200


def test_the_loop_turns_30000_times(run: Run) -> None:
    async def turn() -> int:
        before = sys.getrefcount(None)
        for _ in range(30_000):
            await asyncio.sleep(0)
        return sys.getrefcount(None) - before

    assert abs(run(turn())) < 500
