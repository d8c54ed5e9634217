"""`/sponsor/group`: colleagues who carry together."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.sponsorship import together
from agentapp.sponsorship.forms import GroupForm, JoinForm, NameForm
from agentapp.sponsorship.refusals import AlreadyInGroup, GroupUnknown

bp = Blueprint("sponsorship_group", __name__)


@bp.get("/sponsor/group")
@allow(Permission.SPONSORSHIP_VIEW)
def show() -> ResponseReturnValue:
    return _page(GroupForm(formdata=None), JoinForm(formdata=None), 200)


def _page(making: GroupForm, joining: JoinForm, status: int) -> ResponseReturnValue:
    page = together.read(sessions(), me())
    if page is None:
        return render_template("sponsorship/group_none.html", making=making, joining=joining), status
    naming = NameForm(formdata=None, shows_name=page.stay.shows_name)
    return render_template("sponsorship/group.html", page=page, naming=naming), status


@bp.post("/sponsor/group")
@allow(Permission.SPONSORSHIP_WRITE)
def make() -> ResponseReturnValue:
    form = GroupForm()
    if not form.validate():
        return _page(form, JoinForm(formdata=None), 422)
    together.make(me(), form.name.data or "", shows_name=form.shows_name.data)
    flash(_("Kelompok dibuat. Bagikan kodenya kepada rekan Anda."), "success")
    return redirect(url_for("sponsorship_group.show"), 303)


@bp.post("/sponsor/group/members")
@allow(Permission.SPONSORSHIP_WRITE)
def join() -> ResponseReturnValue:
    form = JoinForm()
    if not form.validate():
        return _page(GroupForm(formdata=None), form, 422)
    try:
        group = together.join(me(), form.code.data or "", shows_name=form.shows_name.data)
    except (GroupUnknown, AlreadyInGroup) as error:
        form.take(FieldError("code", error.message))
        return _page(GroupForm(formdata=None), form, 422)
    flash(_("Anda bergabung dengan %(name)s.", name=group.name), "success")
    return redirect(url_for("sponsorship_group.show"), 303)


@bp.post("/sponsor/group/name")
@allow(Permission.SPONSORSHIP_WRITE)
def name() -> ResponseReturnValue:
    together.show_name(me(), shows_name=NameForm().shows_name.data)
    flash(_("Perubahan tersimpan."), "success")
    return redirect(url_for("sponsorship_group.show"), 303)


@bp.post("/sponsor/group/leave")
@allow(Permission.SPONSORSHIP_WRITE)
def leave() -> ResponseReturnValue:
    together.leave(me())
    flash(_("Anda keluar dari kelompok. Orang yang Anda gendong tetap Anda gendong."), "success")
    return redirect(url_for("sponsorship_group.show"), 303)
