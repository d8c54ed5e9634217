"""Notifications of a bank that speaks SNAP BI (services 56 and 25): checked, then read; and the answer it waits for."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agentapp.autodebit.gateway import BadNotification, Notification, Outcome
from agentapp.autodebit.gateways.signatures import holds, notice_text, stamp
from agentapp.autodebit.gateways.snap_http import written
from agentapp.autodebit.gateways.snap_reading import Facts, Unreadable, answered, of_status
from agentapp.autodebit.gateways.snap_services import Service
from agentapp.autodebit.gateways.snap_settings import SnapSettings
from agentapp.autodebit.gateways.verdicts import UNCLEAR, Verdict
from agentapp.core.clock import now

_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)


def read_notice(settings: SnapSettings, path: str, headers: Mapping[str, str], body: bytes) -> Notification:
    """Signed by the bank, for this path, of these minutes. Fields we do not know are passed over.

    The same notification twice reads the same: whoever applies it makes sure that it counts once.
    Raises BadNotification.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    timestamp = sent.get("x-timestamp", "")
    if not holds(settings.bank_key, notice_text(path, body, timestamp), sent.get("x-signature", "")):
        raise BadNotification("signature")
    if abs(now() - _moment(timestamp)) > settings.notice_skew:
        raise BadNotification("timestamp")
    read = _code_paid if _is_of_code(settings, path) else _of_debit
    try:
        return read(settings, _fields(body))
    except Unreadable as error:
        raise BadNotification("field") from error


def received(settings: SnapSettings, path: str, body: bytes) -> tuple[Mapping[str, str], bytes]:
    """`2005600`, or `2002500` with what the bank said: headers and body of the 200."""
    of_code = _is_of_code(settings, path)
    code = settings.services[Service.CODE_PAID if of_code else Service.NOTIFY].code
    headers = {"Content-Type": "application/json", "X-TIMESTAMP": stamp(now())}
    told = {"responseCode": f"200{code}00", "responseMessage": "Successful"}
    return headers, written({**told, "virtualAccountData": _fields(body)} if of_code else told)


def _is_of_code(settings: SnapSettings, path: str) -> bool:
    return path.endswith(settings.services[Service.CODE_PAID].path)


def _moment(timestamp: str) -> datetime:
    if not _STAMP.fullmatch(timestamp):
        raise BadNotification("timestamp")
    try:
        return datetime.fromisoformat(timestamp)
    except ValueError as error:
        raise BadNotification("timestamp") from error


def _fields(body: bytes) -> Mapping[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadNotification("not JSON") from error
    return fields if isinstance(fields, dict) else {}


def _of_debit(settings: SnapSettings, fields: Mapping[str, Any]) -> Notification:
    facts = Facts.of(fields)
    if facts.reference is None:
        raise BadNotification("reference")
    verdict, code = of_status(fields, "", settings.statuses, settings.debit_codes)
    if verdict.outcome == Outcome.NOT_FOUND:
        verdict = UNCLEAR
    return Notification(reference=facts.reference, answer=answered(verdict, code, facts))


def _code_paid(settings: SnapSettings, fields: Mapping[str, Any]) -> Notification:
    """Service 25 says one thing alone; without the sum it says nothing, and the bank is asked."""
    facts = Facts.of_code(fields)
    if facts.reference is None:
        raise BadNotification("reference")
    paid = UNCLEAR if facts.amount is None else Verdict(Outcome.SUCCEEDED)
    code = f"200{settings.services[Service.CODE_PAID].code}00"
    return Notification(reference=facts.reference, answer=answered(paid, code, facts))
