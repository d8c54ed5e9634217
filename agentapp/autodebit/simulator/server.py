"""The simulated bank over HTTP. `flask bank-simulator` serves it; tests start it in a thread.

Beside SNAP BI: `GET /_book` (every debit it executed), `GET /_settlement?date=YYYY-MM-DD` (the settlement file of
that day), `POST /_charge-back` (with `reference`; without, every settled debit of a Tarik goes back), `/_codes` (the
payment codes given out; `POST` with `number` pays one, with `force=1` also one that is paid or over).
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from socket import SHUT_RDWR
from threading import Event, Thread

from flask import Flask, Response, abort, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import WSGIRequestHandler, make_server

from agentapp.autodebit.gateways import settlement
from agentapp.autodebit.gateways.snap_services import SERVICES, Service
from agentapp.autodebit.simulator.asked import BadField
from agentapp.autodebit.simulator.bank import SERVED, Bank, Delays
from agentapp.autodebit.simulator.book import Book
from agentapp.autodebit.simulator.callbacks import Callbacks
from agentapp.autodebit.simulator.counter import counter
from agentapp.autodebit.simulator.door import Door
from agentapp.autodebit.simulator.keys import CODE, SimulatorKeys
from agentapp.autodebit.simulator.said import Said
from agentapp.autodebit.simulator.statement import statement
from agentapp.config import Settings

HOST = "127.0.0.1"
BOOK = "bank-simulator.db"


class Simulator:
    """A running bank: `start` and `stop` in a thread, or `serve` for ever. Port 0 takes a free one."""

    def __init__(
        self,
        keys: SimulatorKeys,
        book: Path,
        *,
        port: int = 0,
        notify: str = "",
        delays: Delays | None = None,
    ) -> None:
        delays = delays or Delays()
        self._stopping = Event()
        self._silence = delays.silence
        self.door = Door(keys, delays.token)
        self._server = make_server(HOST, port, self._app(), threaded=True, request_handler=_Quiet)
        self._book = Book(book)
        self._callbacks = Callbacks(keys, notify, delays.callback)
        self.bank = Bank(self._book, self._callbacks, delays)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._server.port}"

    def serve(self) -> None:
        """Until `stop`, or the process is told to end."""
        self._server.serve_forever(poll_interval=0.05)

    def start(self) -> None:
        Thread(target=self.serve, daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._callbacks.stop()
        self._book.close()

    def _app(self) -> Flask:
        app = Flask("bank_simulator", static_folder=None)
        app.add_url_rule(SERVICES[Service.TOKEN].path, "token", self._token, methods=["POST"])
        for service in SERVED:
            at = SERVICES[service]
            app.add_url_rule(at.path, service.value, partial(self._call, service), methods=[at.method])
        app.add_url_rule("/_book", "book", self._show_book)
        app.add_url_rule("/_settlement", "settlement", self._settlement)
        app.add_url_rule("/_codes", "codes", self._show_codes)
        app.add_url_rule("/_codes", "pay_code", self._pay_code, methods=["POST"])
        app.add_url_rule("/_charge-back", "charge_back", self._charge_back, methods=["POST"])
        return app

    def _token(self) -> ResponseReturnValue:
        return _answer(self.door.give_token(_headers()), Service.TOKEN)

    def _call(self, service: Service) -> ResponseReturnValue:
        body = request.get_data()
        said = self.door.refusal(request.path, _headers(), body, request.method) or self._served(
            service, body
        )
        if said.silent:
            self._stopping.wait(self._silence)
            with suppress(OSError):  # who called may be gone
                request.environ["werkzeug.socket"].shutdown(SHUT_RDWR)
        return _answer(said, service)

    def _served(self, service: Service, body: bytes) -> Said:
        try:
            fields = json.loads(body)
            return self.bank.serve(service, fields)
        except BadField:
            return Said(400, "01")
        except ValueError:
            return Said(400)

    def _show_book(self) -> ResponseReturnValue:
        names = ("reference", "account", "amount", "period", "at", "status")
        return jsonify([{name: getattr(entry, name) for name in names} for entry in self._book.executed()])

    def _settlement(self) -> ResponseReturnValue:
        try:
            day = date.fromisoformat(request.args.get("date", ""))
        except ValueError:
            abort(400)
        return Response(settlement.write(statement(self._book.executed(), day)), mimetype="text/csv")

    def _show_codes(self) -> ResponseReturnValue:
        return counter(self.bank.codes.all(), self._book)

    def _pay_code(self) -> ResponseReturnValue:
        number, force = request.values.get("number", ""), request.values.get("force") == "1"
        entry = self.bank.pay_code(number, by_force=force)
        if "page" in request.form:
            return redirect("/_codes", 303)
        return (jsonify(paid=entry.reference), 200) if entry else (jsonify(paid=None), 409)

    def _charge_back(self) -> ResponseReturnValue:
        return jsonify(reversed=self.bank.charge_back(request.values.get("reference", "")))


def simulate(settings: Settings, port: int, delays: Delays) -> Simulator:
    """The bank of an installation: keys and book in DATA_DIR, notifications to where the app listens for them."""
    return Simulator(
        SimulatorKeys.kept(settings.data_dir),
        settings.data_dir / BOOK,
        port=port,
        notify=f"{settings.public_url}/bank/{CODE}/notify",
        delays=delays,
    )


def _answer(said: Said, service: Service) -> ResponseReturnValue:
    return jsonify(said.content(SERVICES[service].code)), said.http


def _headers() -> Mapping[str, str]:
    return {name.upper(): value for name, value in request.headers.items()}


class _Quiet(WSGIRequestHandler):
    """A bank does not write our terminal full."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name for it
        pass
