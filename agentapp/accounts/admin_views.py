"""Administration of people."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts import handover, offices, people, service
from agentapp.accounts.admin_forms import DeactivationForm, EditPersonForm, NewPersonForm
from agentapp.accounts.event_words import told
from agentapp.accounts.guard import allow, me
from agentapp.accounts.models import User
from agentapp.accounts.permissions import Permission, Role
from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.core.phone import national
from agentapp.core.text import clean_line

bp = Blueprint("accounts_admin", __name__, url_prefix="/admin/people")

Answer = ResponseReturnValue
LONGEST_SEARCH = 254


@bp.get("")
@allow(Permission.PEOPLE_ADMINISTER)
def index() -> Answer:
    search = people.Search(
        name=clean_line(request.args.get("q", "")[:LONGEST_SEARCH]),
        role=_role(request.args.get("role")),
        branch_id=request.args.get("branch", type=UUID),
        active=request.args.get("state") != "inactive",
        after=request.args.get("after", type=UUID),
    )
    return render_template(
        "accounts/people.html",
        page=people.find(search),
        search=search,
        roles=Role,
        branches=[card.branch for card in offices.branches()],
    )


@bp.post("/search")
@allow(Permission.PEOPLE_ADMINISTER)
def search() -> Answer:
    """Somebody named by e-mail or phone is shown at once, so that neither comes into an address."""
    typed = clean_line(request.form.get("q", "")[:LONGEST_SEARCH])
    known = people.by_identifier(typed)
    if known:
        return redirect(url_for(".person", person_id=known.id), 303)
    if "@" in typed or sum(mark.isdigit() for mark in typed) > len(typed) / 2:
        flash(_("Tidak ada akun dengan email atau nomor itu."), "warning")
        typed = ""
    kept = request.form
    role, branch, state = kept.get("role") or None, kept.get("branch") or None, kept.get("state") or None
    return redirect(url_for(".index", q=typed or None, role=role, branch=branch, state=state), 303)


@bp.route("/new", methods=["GET", "POST"])
@allow(Permission.PEOPLE_ADMINISTER)
def new() -> Answer:
    form = NewPersonForm()
    form.offer_roles()
    form.offer_offices([card.branch for card in offices.branches()], offices.agencies())
    if form.is_submitted() and form.validate():
        try:
            user, token = service.add_person(me(), form.details())
        except FieldError as error:
            form.take(error)
        else:
            return _hand_out(user, token)
    return render_template("accounts/person_new.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/<uuid:person_id>")
@allow(Permission.PEOPLE_ADMINISTER)
def person(person_id: UUID) -> Answer:
    user = people.person(person_id)
    return render_template(
        "accounts/person.html",
        person=user,
        link=_handed_out(user),
        link_until=now() + service.SETUP_LASTS,
        holdings=handover.holdings(sessions(), user),
        changes=[told(event) for event in people.changes_of(user)],
        sign_ins=[told(event) for event in people.sign_ins_of(user)],
    )


@bp.route("/<uuid:person_id>/edit", methods=["GET", "POST"])
@allow(Permission.PEOPLE_ADMINISTER)
def edit(person_id: UUID) -> Answer:
    user = people.person(person_id)
    form = EditPersonForm(data=_kept(user))
    form.fit(user, [card.branch for card in offices.branches()], offices.agencies())
    if form.is_submitted() and form.validate():
        try:
            people.change(me(), person_id, form.changes())
        except FieldError as error:
            form.take(error)
        else:
            flash(_("Perubahan tersimpan."), "success")
            return redirect(url_for(".person", person_id=person_id))
    return render_template(
        "accounts/person_edit.html", form=form, person=user
    ), 422 if form.is_submitted() else 200


@bp.route("/<uuid:person_id>/deactivation", methods=["GET", "POST"])
@allow(Permission.PEOPLE_ADMINISTER)
def deactivation(person_id: UUID) -> Answer:
    user = people.person(person_id)
    holdings = handover.holdings(sessions(), user)
    form = DeactivationForm()
    form.offer(people.successors(user) if holdings else ())
    if form.is_submitted() and form.validate():
        try:
            people.deactivate(me(), person_id, form.chosen)
        except FieldError as error:
            form.take(error)
        else:
            flash(_("Akun %(name)s dinonaktifkan.", name=user.name), "success")
            return redirect(url_for(".person", person_id=person_id))
    page = render_template("accounts/deactivation.html", form=form, person=user, holdings=holdings)
    return page, 422 if form.is_submitted() else 200


@bp.post("/<uuid:person_id>/reactivation")
@allow(Permission.PEOPLE_ADMINISTER)
def reactivate(person_id: UUID) -> Answer:
    user = people.reactivate(me(), person_id)
    flash(_("Akun %(name)s aktif lagi.", name=user.name), "success")
    return redirect(url_for(".person", person_id=person_id))


@bp.post("/<uuid:person_id>/setup-link")
@allow(Permission.PEOPLE_ADMINISTER)
def setup_link(person_id: UUID) -> Answer:
    return _hand_out(*people.renew_setup_link(me(), person_id))


def _hand_out(user: User, token: str) -> Answer:
    """The link is shown on the person's page, once."""
    session["setup_link"] = [str(user.id), token]
    return redirect(url_for(".person", person_id=user.id), 303)


def _handed_out(user: User) -> str | None:
    user_id, token = session.pop("setup_link", (None, None))
    if user_id != str(user.id):
        return None
    return f"{current_app.config['SETTINGS'].public_url}{url_for('accounts.setup', token=token)}"


def _kept(user: User) -> dict[str, str | None]:
    """What the form of changes begins with."""
    office = f"branch {user.branch_id}" if user.branch_id else ""
    return {
        "name": user.name,
        "email": user.email,
        "phone": national(user.phone) if user.phone else None,
        "office": f"agency {user.agency_office_id}" if user.agency_office_id else office,
        "home_district": user.home_district,
    }


def _role(value: str | None) -> Role | None:
    return Role(value) if value in set(Role) else None
