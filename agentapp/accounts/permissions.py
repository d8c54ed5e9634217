"""Who may do what: the whole of it, on one page.

A permission says that a role may try; which records it may touch is decided where they are loaded, through
the actor.
"""

from enum import StrEnum, auto

from agentapp.core.errors import N_


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    SPONSOR = "sponsor"
    FUND_OFFICER = "fund_officer"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """What the role is called, to be translated."""
        return _ROLE_NAMES[self]


_ROLE_NAMES = {
    Role.AGENT: N_("Agen"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.SPONSOR: N_("Donatur"),
    Role.FUND_OFFICER: N_("Petugas dana"),
    Role.ADMIN: N_("Pengelola"),
}


class Permission(StrEnum):
    OWN_ACCOUNT = auto()
    ENROLMENT_WRITE = auto()
    ENROLMENT_DECIDE = auto()
    PHOTO_VIEW = auto()
    WORKER_VIEW = auto()
    PAYMENT_RECORD = auto()
    CARD_ISSUE = auto()
    PAYER_CHANGE = auto()
    SPONSORSHIP_VIEW = auto()
    SPONSORSHIP_WRITE = auto()
    FUND_VIEW = auto()
    FUND_WRITE = auto()
    FUND_PEOPLE = auto()
    FUND_ADMINISTER = auto()
    BILL_VIEW = auto()
    BILL_MAKE = auto()
    BILL_SETTLE = auto()
    HAND_OUT = auto()
    BATCH_SEND = auto()
    BATCH_VERIFY = auto()
    MANDATE_VIEW = auto()
    MANDATE_WRITE = auto()
    MONEY_DESK = auto()
    COVERAGE_VIEW = auto()
    COVERAGE_PUBLISH = auto()
    DENOMINATORS_ADMINISTER = auto()
    PEOPLE_ADMINISTER = auto()
    OFFICES_ADMINISTER = auto()
    PROGRAMMES_ADMINISTER = auto()
    INTAKE_ADMINISTER = auto()


_EVERYBODY = frozenset({Permission.OWN_ACCOUNT})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _EVERYBODY
    | {
        Permission.ENROLMENT_WRITE,
        Permission.PHOTO_VIEW,
        Permission.WORKER_VIEW,
        Permission.PAYMENT_RECORD,
        Permission.CARD_ISSUE,
        Permission.PAYER_CHANGE,
        Permission.MANDATE_VIEW,
        Permission.MANDATE_WRITE,
        Permission.HAND_OUT,
    },
    Role.SUPERVISOR: _EVERYBODY
    | {
        Permission.ENROLMENT_DECIDE,
        Permission.BATCH_VERIFY,
        Permission.PHOTO_VIEW,
        Permission.WORKER_VIEW,
        Permission.PAYMENT_RECORD,
        Permission.CARD_ISSUE,
        Permission.PAYER_CHANGE,
        Permission.MANDATE_VIEW,
        Permission.MONEY_DESK,
        Permission.COVERAGE_VIEW,
        Permission.BILL_VIEW,
        Permission.BILL_SETTLE,
    },
    Role.SPONSOR: _EVERYBODY
    | {
        Permission.SPONSORSHIP_VIEW,
        Permission.SPONSORSHIP_WRITE,
        Permission.MANDATE_VIEW,
        Permission.MANDATE_WRITE,
    },
    Role.FUND_OFFICER: _EVERYBODY
    | {
        Permission.BATCH_SEND,
        Permission.COVERAGE_VIEW,
        Permission.COVERAGE_PUBLISH,
        Permission.FUND_VIEW,
        Permission.FUND_WRITE,
        Permission.FUND_PEOPLE,
        Permission.BILL_VIEW,
        Permission.BILL_MAKE,
    },
    Role.ADMIN: _EVERYBODY
    | {
        Permission.FUND_VIEW,
        Permission.FUND_WRITE,
        Permission.FUND_ADMINISTER,
        Permission.PEOPLE_ADMINISTER,
        Permission.OFFICES_ADMINISTER,
        Permission.PROGRAMMES_ADMINISTER,
        Permission.DENOMINATORS_ADMINISTER,
        Permission.INTAKE_ADMINISTER,
    },
}


def granted(role: Role, permission: Permission) -> bool:
    return permission in GRANTS[role]
