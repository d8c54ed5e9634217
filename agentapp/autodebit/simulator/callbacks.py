"""Calls the simulated bank makes by itself: signed notifications, three tries each, and what it does a little later."""

import asyncio
from collections.abc import Callable
from threading import Thread
from urllib.parse import urlsplit

import httpx

from agentapp.autodebit.gateways.signatures import notice_text, sign, stamp
from agentapp.autodebit.gateways.snap_client import external_id
from agentapp.autodebit.gateways.snap_http import written
from agentapp.autodebit.gateways.snap_reading import snap_amount
from agentapp.autodebit.simulator.entry import Entry
from agentapp.autodebit.simulator.keys import CHANNEL_ID, PARTNER_ID, SimulatorKeys
from agentapp.autodebit.simulator.said import about
from agentapp.core.clock import now

TRIES = 3
PATIENCE = 10.0
AT_ONCE = 8


class Callbacks:
    """A thread of its own that POSTs to `url`, and forgets what nobody takes. Without `url` it tells nobody."""

    def __init__(self, keys: SimulatorKeys, url: str, pause: float) -> None:
        self._keys, self._url, self._pause = keys, url, pause
        self._loop = asyncio.new_event_loop()
        self._lines = asyncio.Semaphore(AT_ONCE)
        self._client = httpx.AsyncClient(timeout=PATIENCE, trust_env=False)
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def tell(self, entry: Entry, times: int) -> None:
        """Notify of `entry` as it is now, `times` times."""
        for _ in range(times if self._url else 0):
            asyncio.run_coroutine_threadsafe(self._tell(_notice(entry)), self._loop)

    def after(self, seconds: float, job: Callable[[], object]) -> None:
        """Run `job` in a while."""
        self._loop.call_soon_threadsafe(self._loop.call_later, seconds, job)

    def stop(self) -> None:
        """Drop what is not told yet."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _tell(self, body: bytes) -> None:
        for turn in range(TRIES):
            if turn:
                await asyncio.sleep(self._pause)
            if await self._taken(body):
                return

    async def _taken(self, body: bytes) -> bool:
        async with self._lines:
            try:
                answer = await self._client.post(self._url, headers=self._headers(body), content=body)
            except httpx.HTTPError:
                return False
        return answer.status_code == 200

    def _headers(self, body: bytes) -> dict[str, str]:
        at = stamp(now())
        return {
            "Content-Type": "application/json",
            "X-TIMESTAMP": at,
            "X-SIGNATURE": sign(self._keys.bank, notice_text(urlsplit(self._url).path, body, at)),
            "X-PARTNER-ID": PARTNER_ID,
            "X-EXTERNAL-ID": external_id(now()),
            "CHANNEL-ID": CHANNEL_ID,
        }

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._client.aclose()


def _notice(entry: Entry) -> bytes:
    return written(
        {
            **about(entry),
            "amount": snap_amount(entry.amount),
            "createdTime": entry.at,
            "finishedTime": entry.reversed_at or entry.at,
            "additionalInfo": {"period": entry.period},
        }
    )
