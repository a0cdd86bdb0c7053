"""PySide reads the source of every module that is imported after it, for features that nothing here uses: no more."""

import sys
from typing import Final

import PySide6  # noqa: F401 -- what is spared comes with it

# PySide looks for its own name in each source, to know where `snake_case` and `true_property` may be switched on
# (6.11). For 140 modules that took a twentieth of a start, and all those sources stayed in memory.
_FEATURE: Final = sys.modules.get("shibokensupport.feature")
if hasattr(_FEATURE, "_mod_uses_pyside"):
    _FEATURE._mod_uses_pyside = lambda _module: False  # type: ignore[union-attr]  # noqa: SLF001 -- no public way
