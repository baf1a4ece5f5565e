"""The network between clients and PgBouncer, which can be broken: each client has a way, and a port, of its own.

Bytes pass as they are, so TLS is between the client and PgBouncer as ever. Runs in a thread; what is asked of a way
(`Way.drop` and so on) may be called from any other.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from threading import Thread

CHUNK = 65536


class _Pair:
    """One connection: the client's side and PgBouncer's."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.sides = (client, server)
        self.deaf: set[asyncio.StreamWriter] = set()
        """Sides to which nothing passes any more, neither bytes nor the other's end."""

    def abort(self) -> None:
        for side in self.sides:
            side.transport.abort()

    def lose(self, side: int) -> None:
        """One side (0: the client's) is cut off, the other one waits for ever."""
        self.deaf.update(self.sides)
        self.sides[side].transport.abort()

    def lose_answers(self) -> None:
        """What the client asks is done, and it does not hear of it."""
        self.deaf.add(self.sides[0])


class Way:
    """From one client to PgBouncer. `port` is where the client connects to."""

    def __init__(self, loop: asyncio.AbstractEventLoop, target: int) -> None:
        self.port = 0
        self._loop, self._target = loop, target
        self._passable = asyncio.Event()
        self._passable.set()
        self._lag = 0.0
        self._pairs: set[_Pair] = set()

    # --- what can happen to it; any thread ------------------------------------------------------------------

    def drop(self) -> None:
        """All connections break; new ones are made as ever."""
        self._do(lambda: self._abort(self._pairs))

    def swallow(self, seconds: float) -> None:
        """A black hole: nothing arrives. What was sent meanwhile comes after it, as TCP sends it again."""
        self._do(self._passable.clear)
        self._do(lambda: self._loop.call_later(seconds, self._passable.set))

    def halve(self, side: int, seconds: float) -> None:
        """Half-open connections: one side (0: the client's) is gone, the other hears of it after `seconds` only."""
        self._do(lambda: self._spoil(lambda pair: pair.lose(side), seconds))

    def lose_answers(self, seconds: float) -> None:
        """What clients ask arrives, no answer does; after `seconds` the connections break."""
        self._do(lambda: self._spoil(_Pair.lose_answers, seconds))

    def slow(self, lag: float, seconds: float) -> None:
        """Each piece takes `lag` seconds, for a while."""
        self._do(partial(setattr, self, "_lag", lag))
        self._do(lambda: self._loop.call_later(seconds, setattr, self, "_lag", 0.0))

    def mend(self) -> None:
        """As if nothing had been. Spoilt connections end."""
        self._do(lambda: self._abort(pair for pair in self._pairs if pair.deaf))
        self._do(self._passable.set)
        self._do(partial(setattr, self, "_lag", 0.0))

    def _do(self, what: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(what)

    def _abort(self, pairs: Iterable[_Pair]) -> None:
        for pair in list(pairs):
            pair.abort()

    def _spoil(self, how: Callable[[_Pair], None], seconds: float) -> None:
        for pair in list(self._pairs):
            how(pair)
            self._loop.call_later(seconds, pair.abort)

    # --- passing bytes; the network's thread ----------------------------------------------------------------

    async def open(self) -> asyncio.Server:
        server = await asyncio.start_server(self._connected, "127.0.0.1")
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._passable.wait()
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        pair = _Pair(writer, far_writer)
        self._pairs.add(pair)
        await asyncio.gather(self._pass(pair, reader, far_writer), self._pass(pair, far_reader, writer))
        self._pairs.discard(pair)
        for side in pair.sides:
            side.close()
            with suppress(OSError):
                await side.wait_closed()

    async def _pass(self, pair: _Pair, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(CHUNK):
                await self._passable.wait()
                await asyncio.sleep(self._lag)
                if target not in pair.deaf:
                    target.write(data)
                    await target.drain()
        await self._passable.wait()
        if target not in pair.deaf:
            target.close()


class Network:
    """The ways of all clients to the port `target`; a context."""

    def __init__(self, target: int, count: int) -> None:
        self._loop = asyncio.new_event_loop()
        self.ways = [Way(self._loop, target) for _ in range(count)]
        self._thread = Thread(target=self._loop.run_forever, name="network", daemon=True)
        self._servers: list[asyncio.Server] = []

    def __enter__(self) -> "Network":
        self._thread.start()
        for way in self.ways:
            self._servers.append(asyncio.run_coroutine_threadsafe(way.open(), self._loop).result(10))
        return self

    def __exit__(self, *_error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for way in self.ways:
            way.mend()
            way.drop()
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)
