"""Forms by which an administrator looks after people and offices."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from agentapp.accounts.forms import FILL, NO_CHOICE, Choice, district_choices, names_by_code
from agentapp.accounts.models import AgencyOffice, BranchOffice, User
from agentapp.accounts.people import Changes
from agentapp.accounts.permissions import Role
from agentapp.accounts.service import FIELD_ROLES, PersonDetails
from agentapp.core.forms import Form
from agentapp.core.text import clean_line
from agentapp.places.registry import children

NO_ROLE = _("Pilih satu peran.")
NAME_LENGTH = Length(max=120, message=_("Paling panjang 120 huruf."))


class NameForm(Form):
    name = StringField(_("Nama"), [DataRequired(FILL), NAME_LENGTH], filters=[clean_line])


class PersonForm(NameForm):
    email = StringField(_("Email"), filters=[clean_line])
    phone = StringField(_("Nomor telepon"), filters=[clean_line])
    office = Choice(_("Kantor tempat bertugas"))

    def offer_offices(self, branches: Iterable[BranchOffice], agencies: Iterable[AgencyOffice]) -> None:
        """Every branch, and under it its agency offices."""
        groups = {
            branch.name: {f"branch {branch.id}": gettext("Cabang %(name)s", name=branch.name)}
            for branch in branches
        }
        for agency in agencies:
            groups[agency.branch.name][f"agency {agency.id}"] = agency.name
        self.office.choices = {"": gettext("Tanpa kantor"), **groups}

    def chosen(self, kind: str) -> UUID | None:
        """The id of the chosen office, if it is of the kind: "branch" or "agency"."""
        office = self.office.data if "office" in self else None
        named, _space, office_id = (office or "").partition(" ")
        return UUID(office_id) if named == kind else None


class NewPersonForm(PersonForm):
    role = RadioField(_("Peran"), [InputRequired(NO_ROLE)], invalid_choice_message=NO_ROLE)  # type: ignore[call-arg]

    def offer_roles(self) -> None:
        self.role.choices = {role.value: gettext(role.label) for role in Role}

    def details(self) -> PersonDetails:
        return PersonDetails(
            role=Role(self.role.data),
            name=self.name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            branch_id=self.chosen("branch"),
            agency_office_id=self.chosen("agency"),
        )


class EditPersonForm(PersonForm):
    home_district = Choice(_("Kecamatan awal"))

    def fit(self, user: User, branches: Iterable[BranchOffice], agencies: Iterable[AgencyOffice]) -> None:
        """Ask only what the person's role has: an office for the field, a district for agents."""
        if user.role in FIELD_ROLES:
            self.offer_offices(branches, agencies if user.role == Role.AGENT else ())
        else:
            del self.office
        if user.role == Role.AGENT and user.branch:
            self.home_district.choices = district_choices(user.branch, user.home_district)
        else:
            del self.home_district

    def changes(self) -> Changes:
        return Changes(
            name=self.name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            home_district=(self.home_district.data or None) if "home_district" in self else None,
            branch_id=self.chosen("branch"),
            agency_office_id=self.chosen("agency"),
        )


class DeactivationForm(Form):
    successor = Choice(_("Penerus"), validate_choice=False)

    def offer(self, successors: Iterable[User]) -> None:
        """Whom to choose from; the rule itself judges the choice."""
        named = {str(user.id): user.name for user in successors}
        self.successor.choices = {"": gettext("Pilih penerus"), **named}

    @property
    def chosen(self) -> UUID | None:
        try:
            return UUID(self.successor.data or "")
        except ValueError:
            return None


class BranchForm(NameForm):
    code = StringField(
        _("Kode"),
        [
            DataRequired(FILL),
            Regexp(r"[A-Za-z0-9-]{2,16}\Z", message=_("2 sampai 16 huruf atau angka, tanpa spasi.")),
        ],
        filters=[clean_line],
    )


class RegencyForm(Form):
    regency_code = Choice(_("Kabupaten atau kota"), [InputRequired(NO_CHOICE)])

    def offer(self) -> None:
        """Every regency and city of the country, by province."""
        regencies = {province.name: names_by_code(children(province.code)) for province in children()}
        self.regency_code.choices = {"": gettext("Pilih kabupaten atau kota"), **regencies}


class AgencyForm(NameForm):
    branch_id = Choice(_("Kantor cabang"), [InputRequired(NO_CHOICE)])

    def offer(self, branches: Iterable[BranchOffice]) -> None:
        self.branch_id.choices = {str(branch.id): branch.name for branch in branches}
