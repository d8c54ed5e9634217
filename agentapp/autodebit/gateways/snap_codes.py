"""Payment codes of a bank that speaks SNAP BI: virtual accounts for one exact sum, closed by payment or by time.

Source: ASPI, SNAP, section Virtual Account: services 25 (payment), 26 (status), 27 (create), 31 (delete). What banks do
differently is in SnapSettings.
"""

from collections.abc import Mapping
from typing import Any

from agentapp.autodebit.code_issuer import CodeAnswer, CodeAsked, CodeFate
from agentapp.autodebit.gateways.signatures import stamp
from agentapp.autodebit.gateways.snap_client import Reply, SnapClient
from agentapp.autodebit.gateways.snap_http import NoAnswer, written
from agentapp.autodebit.gateways.snap_reading import Facts, Unreadable, snap_amount
from agentapp.autodebit.gateways.snap_services import Service
from agentapp.autodebit.gateways.snap_settings import SnapSettings

SERVICE_ID_LENGTH = 8
CLOSED_SUM = "C"
SILENCE = CodeAnswer(fate=CodeFate.UNKNOWN)


class SnapCodes:
    """CodeIssuer of the bank that `settings` describe."""

    def __init__(self, settings: SnapSettings, client: SnapClient) -> None:
        self._settings, self._client = settings, client

    def number(self, serial: str) -> str:
        """The bank's number for us, then `serial`."""
        return self._settings.code_prefix + serial

    def issue(self, asked: CodeAsked) -> CodeAnswer:
        """Service 27. No name goes to the bank: who pays reads for what, and that is enough."""
        body = written(
            {
                **self._named(asked),
                "virtualAccountName": f"IURAN {asked.month}",
                "trxId": asked.reference,
                "totalAmount": snap_amount(asked.amount),
                "virtualAccountTrxType": CLOSED_SUM,
                "expiredDate": stamp(asked.expires_at),
                "additionalInfo": {"period": str(asked.month)},
            }
        )
        return self._asked(Service.CODE, body, asked, self._settings.code_codes)

    def inquire(self, asked: CodeAsked) -> CodeAnswer:
        """Service 26."""
        body = written(
            {
                **self._named(asked),
                "inquiryRequestId": asked.reference,
                "additionalInfo": {"trxId": asked.reference},
            }
        )
        return self._asked(Service.CODE_STATUS, body, asked, self._settings.code_status_codes)

    def withdraw(self, asked: CodeAsked) -> CodeAnswer:
        """Service 31; what the bank does not delete is asked about."""
        body = written({**self._named(asked), "trxId": asked.reference})
        answer = self._asked(Service.CODE_DELETE, body, asked, self._settings.code_delete_codes)
        if answer.fate == CodeFate.STANDS:
            told = self.inquire(asked)
            return told if told.fate != CodeFate.STANDS else SILENCE
        return answer

    def _named(self, asked: CodeAsked) -> dict[str, str]:
        """Who takes the money and for whom: our number at the bank, filled up from the left, and the rest."""
        prefix = self._settings.code_prefix
        service_id, customer = prefix.rjust(SERVICE_ID_LENGTH), asked.number.removeprefix(prefix)
        return {
            "partnerServiceId": service_id,
            "customerNo": customer,
            "virtualAccountNo": service_id + customer,
        }

    def _asked(
        self, service: Service, body: bytes, asked: CodeAsked, codes: Mapping[str, CodeFate]
    ) -> CodeAnswer:
        try:
            reply = self._client.call(service, body)
        except NoAnswer:
            return SILENCE
        return self._judged(reply, asked, codes.get(reply.key, CodeFate.UNKNOWN))

    def _judged(self, reply: Reply, asked: CodeAsked, fate: CodeFate) -> CodeAnswer:
        """The bank's word on `asked`; UNKNOWN where it speaks of another code, or of another sum that it asks."""
        said = reply.fields.get("virtualAccountData")
        data: Mapping[str, Any] = said if isinstance(said, dict) else {}
        try:
            facts = Facts.of_code(data)
        except Unreadable:
            return CodeAnswer(fate=CodeFate.UNKNOWN, code=reply.code)
        if facts.reference not in (None, asked.reference):
            return CodeAnswer(fate=CodeFate.UNKNOWN, code=reply.code)
        if fate == CodeFate.PAID:
            fate = self._settings.code_statuses.get(str(data.get("paymentFlagStatus", "")), CodeFate.UNKNOWN)
        return CodeAnswer(
            fate=fate, code=reply.code, bank_reference=facts.bank_reference, amount=facts.amount
        )
