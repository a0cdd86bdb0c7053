"""The yardstick: a bare PySide6 window of the console's size, which says when it was first painted."""

import json
import sys
import time

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override


class Bare(QWidget):
    """Nothing but its background."""

    painted = False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            print(json.dumps({"painted": time.monotonic_ns()}), flush=True)


app = QApplication(sys.argv[:1])
window = Bare()
window.resize(1440, 900)
window.show()
app.exec()
