"""Notifications of a bank that speaks SNAP BI (service 56): checked, then read; and the answer it waits for."""

import json
import re
from collections.abc import Mapping
from datetime import datetime

from agentapp.autodebit.gateway import BadNotification, Notification, Outcome
from agentapp.autodebit.gateways.signatures import holds, notice_text, stamp
from agentapp.autodebit.gateways.snap_http import written
from agentapp.autodebit.gateways.snap_reading import Facts, Unreadable, answered, of_status
from agentapp.autodebit.gateways.snap_services import Service
from agentapp.autodebit.gateways.snap_settings import SnapSettings
from agentapp.autodebit.gateways.verdicts import UNCLEAR
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
    return _notification(settings, body)


def received(settings: SnapSettings) -> tuple[Mapping[str, str], bytes]:
    """`2005600`: headers and body of the 200."""
    code = f"200{settings.services[Service.NOTIFY].code}00"
    headers = {"Content-Type": "application/json", "X-TIMESTAMP": stamp(now())}
    return headers, written({"responseCode": code, "responseMessage": "Successful"})


def _moment(timestamp: str) -> datetime:
    if not _STAMP.fullmatch(timestamp):
        raise BadNotification("timestamp")
    try:
        return datetime.fromisoformat(timestamp)
    except ValueError as error:
        raise BadNotification("timestamp") from error


def _notification(settings: SnapSettings, body: bytes) -> Notification:
    try:
        fields = json.loads(body)
        facts = Facts.of(fields if isinstance(fields, dict) else {})
    except Unreadable as error:
        raise BadNotification("field") from error
    except (ValueError, RecursionError) as error:
        raise BadNotification("not JSON") from error
    if facts.reference is None:
        raise BadNotification("reference")
    verdict, code = of_status(fields, "", settings.statuses, settings.debit_codes)
    if verdict.outcome == Outcome.NOT_FOUND:
        verdict = UNCLEAR
    return Notification(reference=facts.reference, answer=answered(verdict, code, facts))
