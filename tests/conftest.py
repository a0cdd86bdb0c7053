"""What every test stands on: a screen that is not there, and a `run` that turns Qt's loop and asyncio's as one."""

import asyncio
import gc
import os
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

# Before PySide6 or qasync is imported anywhere.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("CONSOLE_TEST_QPA", "offscreen")
os.environ["QT_API"] = "pyside6"

import pytest
from hypothesis import settings

T = TypeVar("T")
settings.register_profile("console", deadline=None, max_examples=100, print_blob=True)
settings.load_profile("console")


@pytest.fixture(scope="session")
def qapp_cls() -> type[Any]:
    """The application that pytest-qt makes."""
    from console.ui.bridge import Application  # noqa: PLC0415 -- Qt only for the tests that ask for it

    return Application


@pytest.fixture(autouse=True)
def _qt_is_let_go_of_where_it_lives(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test leaves of Qt goes on the main thread.

    Python looks for garbage on whichever thread is running: a timer that a store's thread lets go of is not stopped,
    and Qt falls over it seconds later, in a test that has no window at all.
    """
    yield
    if "qapp" in request.fixturenames:
        gc.collect()


@pytest.fixture
def run(request: pytest.FixtureRequest) -> Iterator[Callable[[Coroutine[Any, Any, T]], T]]:
    """Run a coroutine on Qt's own loop; fail when anything in it failed unheard."""
    from console.ui.bridge import loop_factory  # noqa: PLC0415 -- Qt only for the tests that ask for it

    request.getfixturevalue("qapp")
    unheard: list[dict[str, Any]] = []
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.get_loop().set_exception_handler(lambda _loop, context: unheard.append(context))
        yield runner.run
    assert not unheard, [str(context.get("exception", context.get("message"))) for context in unheard]
