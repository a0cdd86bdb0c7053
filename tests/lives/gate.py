"""The only way between one desk and the practice workspace, which may be shut at once, or fall silent."""

import asyncio
from typing import Self

MOST = 65_536


class Gate:
    """A proxy on loopback; ``url`` is what the desk is told."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self._shut = False

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.shut()
        self._server.close()

    def shut(self) -> None:
        """Cut everybody, let nobody in."""
        self._shut = True
        self._flows.set()
        for writer in list(self._open):
            writer.transport.abort()

    def silence(self) -> None:
        """Let nothing through, and say nothing of it."""
        self._flows.clear()

    def mend(self) -> None:
        """Everything goes through again; what waited as well."""
        self._shut = False
        self._flows.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._shut:
            writer.transport.abort()
            return
        try:
            there, away = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, away}
        try:
            await asyncio.gather(self._pump(reader, away), self._pump(there, writer))
        finally:
            self._open -= {writer, away}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while more := await reader.read(MOST):
                await self._flows.wait()
                writer.write(more)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()
