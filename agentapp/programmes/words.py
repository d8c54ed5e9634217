"""What the values of the programmes are called, to be translated."""

from agentapp.core.errors import N_
from agentapp.programmes.kinds import FundingKind, Programmes, Sector

SECTORS = {
    Sector.TRANSPORT: N_("Angkutan: ojek, sopir, kurir"),
    Sector.OTHER: N_("Semua pekerjaan lain"),
}
FUNDINGS = {
    FundingKind.SELF: N_("Pekerja sendiri"),
    FundingKind.SPONSOR: N_("Donatur SERTAKAN"),
    FundingKind.APBN: N_("Anggaran negara (APBN)"),
    FundingKind.APBD: N_("Anggaran daerah (APBD)"),
    FundingKind.APBDES: N_("Anggaran desa (APBDes)"),
    FundingKind.CSR: N_("Dana sosial perusahaan (CSR)"),
    FundingKind.BAZNAS: N_("Zakat (BAZNAS)"),
    FundingKind.POKIR: N_("Pokok pikiran DPRD"),
    FundingKind.GOTONG_ROYONG: N_("Gotong royong ASN"),
    FundingKind.OTHER: N_("Dana lain"),
}
PROGRAMME_SETS = {
    Programmes.JKK_JKM: N_("JKK + JKM"),
    Programmes.JKK_JKM_JHT: N_("JKK + JKM + JHT"),
}
