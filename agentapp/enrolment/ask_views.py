"""What the form asks while somebody types: what a NIK says, and what it will cost."""

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from limits import RateLimitItemPerMinute

from agentapp.accounts import throttle
from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.core.errors import DomainError
from agentapp.core.filters import long_date
from agentapp.core.nik import InvalidNik, Nik, Sex
from agentapp.enrolment.duplicates import Match, same_nik
from agentapp.enrolment.entry import Entry
from agentapp.enrolment.price import price
from agentapp.places import registry
from agentapp.programmes.kinds import Payer, Programmes
from agentapp.programmes.rulebook import Stretch

bp = Blueprint("enrolment_ask", __name__)

NIK_QUESTIONS = RateLimitItemPerMinute(
    120, 10, namespace="nik"
)  # an agent, not somebody who lists who is registered


@bp.post("/enrolments/nik-check")
@allow(Permission.ENROLMENT_WRITE)
def nik_check() -> ResponseReturnValue:
    throttle.spend(NIK_QUESTIONS, str(me().id))
    body = request.get_json(silent=True)
    text = body.get("nik") if isinstance(body, dict) else None
    try:
        nik = Nik.parse(str(text or "")[:40])
    except InvalidNik as error:
        return jsonify(ok=False, message=_(error.message))
    return jsonify(
        ok=True,
        **_carried(nik),
        matches=[_told(match) for match in same_nik(sessions(), nik)],
        message=_("NIK terbaca."),
    )


def _carried(nik: Nik) -> dict[str, str]:
    place = registry.place(nik.district_code)
    return {
        "birth_date": nik.birth_date.isoformat(),
        "birth_date_text": long_date(nik.birth_date),
        "sex": str(nik.sex),
        "sex_text": _("Perempuan") if nik.sex == Sex.FEMALE else _("Laki-laki"),
        "district": place.path if place else _("wilayah lama, tidak ada di daftar sekarang"),
    }


def _told(match: Match) -> dict[str, str]:
    """In general words: who it is belongs to the people who serve them."""
    where = registry.regency_name(match.village_code)
    mine = match.agent_id == me().id
    if match.worker_id and mine:
        text = _("Sudah menjadi peserta, dalam binaan Anda.")
    elif match.worker_id:
        text = _("Sudah menjadi peserta, didaftarkan agen lain di %(where)s.", where=where)
    elif mine:
        text = _("Sudah Anda kirim dan belum diputuskan.")
    else:
        text = _("Sedang menunggu keputusan, dikirim agen lain di %(where)s.", where=where)
    return {"text": text, "kind": match.kind.value}


@bp.post("/enrolments/price")
@allow(Permission.ENROLMENT_WRITE)
def price_asked() -> ResponseReturnValue:
    """The price of what is filled in so far; says what is missing where it cannot be told yet."""
    form = Entry.posted(me()).form
    income, village = _read(form.monthly_income), _read(form.village_code) or me().home_district or ""
    if income is None or form.programmes.data not in set(Programmes) or not village:
        return jsonify(lines=[], total="–", note=_("Isi penghasilan sebulan untuk melihat iurannya."))
    try:
        found = price(
            income=income,
            programmes=Programmes(form.programmes.data),
            months=int(form.months.data or 1),
            occupation=form.occupation.data or "",
            payer=Payer(form.payer.data),
            payer_code=form.payer_code,
            village=village,
        )
    except DomainError as error:
        return jsonify(lines=[], total="–", note=_(error.message, **error.params))
    except ValueError:
        return jsonify(lines=[], total="–", note=_("Pilih program, jumlah bulan, dan pembayarnya."))
    return jsonify(
        lines=[_line(stretch) for stretch in found.stretches], total=found.total, note=_note(found.stretches)
    )


def _read(field: Any) -> Any:
    return field.value if field.validate(field.form if hasattr(field, "form") else None) else None


def _line(stretch: Stretch) -> dict[str, Any]:
    label = _("%(count)d bulan, masing-masing", count=stretch.count) if stretch.count > 1 else _("Sebulan")
    return {"label": label, "amount": stretch.each.total}


def _note(stretches: tuple[Stretch, ...]) -> str:
    relief = max(stretch.each.relief_percent for stretch in stretches)
    if relief:
        return str(_("Sudah dipotong keringanan %(percent)d%% untuk JKK dan JKM.", percent=relief))
    return ""
