"""The scripts of packaging, loaded by their path as the two commands load them."""

import importlib.util
import sys
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

TOP = Path(__file__).resolve().parents[2]
PACKAGING = TOP / "packaging"
NOT_OURS = {".git", ".venv", "build", "dist", "node_modules", "__pycache__"}


@cache
def script(name: str) -> ModuleType:
    """A file of packaging as a module."""
    if str(PACKAGING) not in sys.path:
        sys.path.append(str(PACKAGING))
    module_name = f"packaging_{Path(name).stem}"
    loader = SourceFileLoader(module_name, str(PACKAGING / name))
    spec = importlib.util.spec_from_loader(module_name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    loader.exec_module(module)
    return module


def our_files(*endings: str) -> list[Path]:
    """Every file of the project with one of these endings; all of them when none is named."""
    found = []
    for path in sorted(TOP.rglob("*")):
        parts = path.relative_to(TOP).parts
        if NOT_OURS.intersection(parts) or any(part.endswith((".egg-info", "_cache", ".hypothesis")) for part in parts):
            continue
        if path.is_file() and (not endings or path.suffix in endings):
            found.append(path)
    return found
