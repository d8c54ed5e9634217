"""The words of the programmes: what one may join, who pays, and which sector a person works in."""

from enum import StrEnum


class Programmes(StrEnum):
    """The sets of programmes a worker may join. JKK and JKM always go together (PP 44/2015)."""

    JKK_JKM = "jkk_jkm"
    JKK_JKM_JHT = "jkk_jkm_jht"


class Sector(StrEnum):
    """What relief rules distinguish: transport workers and all others (PP 50/2025)."""

    TRANSPORT = "transport"
    OTHER = "other"


class Ecosystem(StrEnum):
    VILLAGE = "village"
    MARKET = "market"
    MSME = "msme"
    VULNERABLE = "vulnerable"


class Payer(StrEnum):
    """Who pays, as the enrolment form asks it."""

    SELF = "self"
    SPONSOR = "sponsor"
    FUND = "fund"


class FundingKind(StrEnum):
    """Where the money comes from: what relief rules ask. APBN and APBD get no relief (PP 50/2025)."""

    SELF = "self"
    SPONSOR = "sponsor"
    APBN = "apbn"
    APBD = "apbd"
    APBDES = "apbdes"
    CSR = "csr"
    BAZNAS = "baznas"
    POKIR = "pokir"
    GOTONG_ROYONG = "gotong_royong"
    OTHER = "other"
