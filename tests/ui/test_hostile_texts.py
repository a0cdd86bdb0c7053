"""Nobody's words ever open a file or the network, whatever they are and wherever they stand."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.hostile import CANARY, HOST

ROOT = Path(__file__).parents[2]
# What Qt itself may still look for while it draws: fonts for letters it has not drawn yet.
# (A call without a path looks at what is open already.)
FONTS = re.compile(r"font|/proc/self|/icu|\.uuid|AT_EMPTY_PATH", re.IGNORECASE)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed (apt-get install strace)")
@pytest.mark.parametrize("percent", [100, 200])  # at 200 % the panes stand behind tabs, and banners are shortened
def test_no_text_opens_a_file_or_the_network(tmp_path: Path, percent: int) -> None:
    trace = tmp_path / "trace"
    command = ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "300", "-e", "trace=%file,%network", "-o", str(trace)]
    done = subprocess.run(
        [*command, sys.executable, "-m", "tests.ui.show_hostile", str(percent)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    if "ptrace" in done.stderr and not trace.stat().st_size:
        pytest.skip("strace may not trace here: " + done.stderr.strip()[:100])
    assert done.stdout == "shown\n", done.stderr[-2_000:]
    lines = trace.read_text(errors="replace").splitlines()
    begin = next(i for i, line in enumerate(lines) if "hostile-texts-begin" in line)
    end = next(i for i, line in enumerate(lines) if "hostile-texts-end" in line)
    calls = lines[begin + 1 : end]
    assert not [line for line in lines if CANARY in line or HOST in line]
    assert not [line for line in calls if re.search(r"\b(socket|connect|sendto|bind)\(", line)]
    assert not [line for line in calls if not FONTS.search(line)]
