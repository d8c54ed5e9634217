"""Calls the simulated bank makes by itself: signed notifications, three tries each, and what it does a little later."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from urllib.parse import urlsplit

import httpx

from agentapp.autodebit.gateways.signatures import notice_text, sign, stamp
from agentapp.autodebit.gateways.snap_client import external_id
from agentapp.autodebit.gateways.snap_http import written
from agentapp.autodebit.gateways.snap_reading import snap_amount
from agentapp.autodebit.gateways.snap_services import SERVICES, Service
from agentapp.autodebit.simulator.codes import code_paid
from agentapp.autodebit.simulator.entry import Entry
from agentapp.autodebit.simulator.keys import CHANNEL_ID, PARTNER_ID, SimulatorKeys
from agentapp.autodebit.simulator.said import about
from agentapp.core.clock import now
from agentapp.core.trust import trusted

TRIES = 3
PATIENCE = 10.0
AT_ONCE = 8


class Callbacks:
    """A thread of its own that POSTs to `url`, and forgets what nobody takes. Without `url` it tells nobody."""

    def __init__(self, keys: SimulatorKeys, url: str, pause: float) -> None:
        self._keys, self._url, self._pause = keys, url, pause
        self._loop = asyncio.new_event_loop()
        self._lines, self._over = asyncio.Semaphore(AT_ONCE), asyncio.Event()
        self._client = httpx.AsyncClient(timeout=PATIENCE, verify=trusted(), trust_env=False)
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def tell(self, entry: Entry, times: int) -> None:
        """Notify of `entry` as it is now, `times` times. Of money for a code that went back no bank tells anybody."""
        told = bool(self._url) and not (entry.by_code and entry.reversed_at)
        url = self._url + (SERVICES[Service.CODE_PAID].path if entry.by_code else "")
        for _ in range(times if told else 0):
            asyncio.run_coroutine_threadsafe(self._tell(url, _notice(entry)), self._loop)

    def after(self, seconds: float, job: Callable[[], object]) -> None:
        """Run `job` in a while."""
        self._loop.call_soon_threadsafe(self._loop.call_later, seconds, job)

    def stop(self) -> None:
        """Drop what is not told yet; what is being told is told to the end."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _tell(self, url: str, body: bytes) -> None:
        for turn in range(TRIES):
            if turn:
                await self._rest()
            if await self._taken(url, body):
                return

    async def _rest(self) -> None:
        """A while, or until the bank stops."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), self._pause)

    async def _taken(self, url: str, body: bytes) -> bool:
        """Whether it need not be told again: it was taken, or the bank stops."""
        async with self._lines:
            if self._over.is_set():
                return True
            try:
                answer = await self._client.post(url, headers=self._headers(url, body), content=body)
            except httpx.HTTPError:
                return False
        return answer.status_code == 200

    def _headers(self, url: str, body: bytes) -> dict[str, str]:
        at = stamp(now())
        return {
            "Content-Type": "application/json",
            "X-TIMESTAMP": at,
            "X-SIGNATURE": sign(self._keys.bank, notice_text(urlsplit(url).path, body, at)),
            "X-PARTNER-ID": PARTNER_ID,
            "X-EXTERNAL-ID": external_id(now()),
            "CHANNEL-ID": CHANNEL_ID,
        }

    async def _end(self) -> None:
        self._over.set()
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)
        await self._client.aclose()


def _notice(entry: Entry) -> bytes:
    if entry.by_code:
        return written(code_paid(entry))
    return written(
        {
            **about(entry),
            "amount": snap_amount(entry.amount),
            "createdTime": entry.at,
            "finishedTime": entry.reversed_at or entry.at,
            "additionalInfo": {"period": entry.period},
        }
    )
