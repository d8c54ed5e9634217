"""The kinds of conflict between a row and what is known, and what an officer may decide about each."""

from enum import StrEnum

from agentapp.core.errors import N_
from agentapp.funds.eligibility import Miss


class ConflictKind(StrEnum):
    """Why a whole row cannot simply be taken. One a row: the first that holds, in this order."""

    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    REGION = "region"
    ECOSYSTEM = "ecosystem"
    OCCUPATION = "occupation"
    DECILE = "decile"
    AGE = "age"
    PERIOD = "period"
    TWICE = "twice"
    IN_THIS_FUND = "in_this_fund"
    DECEASED = "deceased"
    OTHER_FUND = "other_fund"
    SPONSOR = "sponsor"
    ENDED = "ended"
    SELF = "self"
    OTHER_BATCH = "other_batch"
    APPLICATION = "application"
    NO_ROOM = "no_room"


class Decision(StrEnum):
    """`take`: carry the person all the same; `last`: of several rows of one person, the last counts, not the first."""

    SKIP = "skip"
    TAKE = "take"
    LAST = "last"


OF_MISS = {
    Miss.REGION: ConflictKind.REGION,
    Miss.ECOSYSTEM: ConflictKind.ECOSYSTEM,
    Miss.OCCUPATION: ConflictKind.OCCUPATION,
    Miss.DECILE: ConflictKind.DECILE,
    Miss.AGE: ConflictKind.AGE,
}

OF_THE_ROW = (
    ConflictKind.TOO_YOUNG,
    ConflictKind.TOO_OLD,
    ConflictKind.REGION,
    ConflictKind.ECOSYSTEM,
    ConflictKind.OCCUPATION,
    ConflictKind.DECILE,
    ConflictKind.AGE,
    ConflictKind.PERIOD,
)
"""Seen in the row alone, when it is read; the others by what the database knows at the moment."""

CHOICES: dict[ConflictKind, tuple[Decision, ...]] = {
    ConflictKind.TWICE: (Decision.SKIP, Decision.LAST),
    ConflictKind.SELF: (Decision.SKIP, Decision.TAKE),
    ConflictKind.ENDED: (Decision.TAKE, Decision.SKIP),
}
"""What may be decided, the first unless somebody does. Kinds that are not named cannot be overruled."""

TITLES = {
    ConflictKind.TOO_YOUNG: N_("Belum cukup umur"),
    ConflictKind.TOO_OLD: N_("Melewati batas umur"),
    ConflictKind.REGION: N_("Di luar wilayah dana"),
    ConflictKind.ECOSYSTEM: N_("Kelompok pekerja lain"),
    ConflictKind.OCCUPATION: N_("Pekerjaan tidak termasuk"),
    ConflictKind.DECILE: N_("Desil di luar batas"),
    ConflictKind.AGE: N_("Umur di luar batas dana"),
    ConflictKind.PERIOD: N_("Bulan di luar masa dana"),
    ConflictKind.TWICE: N_("Dua kali di berkas"),
    ConflictKind.IN_THIS_FUND: N_("Sudah ada di dana ini"),
    ConflictKind.DECEASED: N_("Tercatat meninggal"),
    ConflictKind.OTHER_FUND: N_("Digendong dana lain"),
    ConflictKind.SPONSOR: N_("Digendong donatur"),
    ConflictKind.ENDED: N_("Kepesertaan berakhir"),
    ConflictKind.SELF: N_("Membayar sendiri"),
    ConflictKind.OTHER_BATCH: N_("Ada di daftar lain"),
    ConflictKind.APPLICATION: N_("Pendaftaran sedang diperiksa"),
    ConflictKind.NO_ROOM: N_("Dana tidak cukup lagi"),
}

REASONS = {
    ConflictKind.TOO_YOUNG: N_("Umurnya belum mencapai syarat kepesertaan."),
    ConflictKind.TOO_OLD: N_("Umurnya melewati syarat pendaftaran."),
    ConflictKind.REGION: N_("Desanya tidak termasuk wilayah dana ini."),
    ConflictKind.ECOSYSTEM: N_("Dana ini untuk kelompok pekerja lain."),
    ConflictKind.OCCUPATION: N_("Dana ini untuk pekerjaan lain."),
    ConflictKind.DECILE: N_("Desilnya tidak tercatat, atau di atas batas dana."),
    ConflictKind.AGE: N_("Umurnya di luar batas dana ini."),
    ConflictKind.PERIOD: N_("Bulannya tidak ada yang termasuk masa dana."),
    ConflictKind.TWICE: N_("NIK yang sama ada di beberapa baris."),
    ConflictKind.IN_THIS_FUND: N_("Orang ini sudah digendong dana ini. Tidak ditagih dua kali."),
    ConflictKind.DECEASED: N_("Orang ini tercatat meninggal dunia."),
    ConflictKind.OTHER_FUND: N_("Petugas dana itu harus mengakhirinya dahulu."),
    ConflictKind.SPONSOR: N_("Hanya donaturnya yang dapat berhenti."),
    ConflictKind.ENDED: N_("Dahulu peserta. Ia mendapat nomor peserta baru."),
    ConflictKind.SELF: N_("Peserta ini membayar iurannya sendiri."),
    ConflictKind.OTHER_BATCH: N_("Daftar lain yang menunggu sudah memuat orang ini."),
    ConflictKind.APPLICATION: N_("Agen sudah mendaftarkannya. Tunggu keputusan kantor cabang."),
    ConflictKind.NO_ROOM: N_("Harganya naik, dan dana tidak cukup lagi."),
}

DECISION_WORDS = {
    (ConflictKind.TWICE, Decision.SKIP): N_("Pakai baris pertama"),
    (ConflictKind.TWICE, Decision.LAST): N_("Pakai baris terakhir"),
    (ConflictKind.SELF, Decision.SKIP): N_("Lewati"),
    (ConflictKind.SELF, Decision.TAKE): N_("Gendong mulai bulan berikut yang belum lunas"),
    (ConflictKind.ENDED, Decision.SKIP): N_("Lewati"),
    (ConflictKind.ENDED, Decision.TAKE): N_("Jadikan peserta baru"),
}


def decided(kind: ConflictKind, decisions: dict[str, str]) -> Decision:
    """What is to become of rows of this kind. What cannot be overruled is skipped."""
    allowed = CHOICES.get(kind, (Decision.SKIP,))
    wanted = decisions.get(kind)
    return Decision(wanted) if wanted in allowed else allowed[0]


def taken_all_the_same(decisions: dict[str, str]) -> tuple[ConflictKind, ...]:
    """The kinds whose rows are carried."""
    return tuple(kind for kind in ConflictKind if decided(kind, decisions) == Decision.TAKE)
