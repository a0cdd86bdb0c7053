"""Where Qt meets asyncio: tasks are heard when they fail, questions are awaited, the end is only wished for."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog

from console.ui.bridge import SORRY, Application, Tasks, ask

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def test_a_task_that_fails_is_heard_without_its_words(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    said: list[str] = []

    async def fail() -> None:
        raise ValueError("the member wrote something")

    async def main() -> None:
        tasks = Tasks(said.append)
        task = tasks.spawn(fail(), name="take chat")
        await asyncio.wait([task])
        await asyncio.sleep(0)
        assert len(tasks) == 0

    with caplog.at_level(logging.ERROR):
        run(main())
    assert said == [SORRY]
    assert "member wrote" not in caplog.text
    (record,) = caplog.records
    assert (record.__dict__["task"], record.__dict__["kind"]) == ("take chat", "ValueError")
    assert record.__dict__["where"].startswith("tests.ui.test_bridge:")
    assert record.exc_info is None


def test_what_is_running_ends_when_its_owner_stops(run: Run) -> None:
    async def main() -> list[str]:
        said: list[str] = []
        tasks = Tasks(said.append)
        for i in range(5):
            tasks.spawn(asyncio.Event().wait(), name=f"wait {i}")
        assert len(tasks) == 5
        await tasks.stop()
        assert len(tasks) == 0
        return said

    assert run(main()) == []


@pytest.mark.parametrize("accepted", [True, False])
def test_a_question_is_answered_by_awaiting(run: Run, accepted: bool) -> None:
    dialog = QDialog()

    async def main() -> bool:
        asyncio.get_running_loop().call_soon(dialog.accept if accepted else dialog.reject)
        return await ask(dialog)

    assert run(main()) is accepted


def test_a_question_closes_when_its_asker_is_cancelled(run: Run) -> None:
    dialog = QDialog()
    closed: list[int] = []
    dialog.finished.connect(closed.append)

    async def main() -> None:
        asking = asyncio.ensure_future(ask(dialog))
        await asyncio.sleep(0)
        assert dialog.isVisible()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert closed == [QDialog.DialogCode.Rejected]

    run(main())


def test_the_application_is_drawn_in_fusion_everywhere(qapp: Application) -> None:
    assert qapp.style().objectName() == "fusion"


def test_the_systems_quit_only_wishes_for_the_end(qapp: Application, run: Run) -> None:
    async def main() -> None:
        qapp.wished = asyncio.Event()
        qapp.sendEvent(qapp, QEvent(QEvent.Type.Quit))
        await asyncio.wait_for(qapp.wished.wait(), 1)
        qapp.wished = asyncio.Event()
        qapp.wish()
        assert qapp.wished.is_set()

    run(main())
