"""Signing in and out, one's own account, and the language."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts import service
from agentapp.accounts import sign_in as entries
from agentapp.accounts.browser import (
    attempt,
    begin_session,
    current_entry,
    end_session,
    own_page,
    page_after_sign_in,
    remember,
)
from agentapp.accounts.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from agentapp.accounts.forms import (
    ChangePasswordForm,
    DistrictForm,
    LoginForm,
    NewPasswordForm,
    district_choices,
)
from agentapp.accounts.guard import allow, me, public, somebody
from agentapp.accounts.models import User
from agentapp.accounts.permissions import Permission
from agentapp.accounts.throttle import TooManyTries
from agentapp.config import LOCALES
from agentapp.core.errors import DomainError, FieldError, NotFound
from agentapp.places.registry import district_name, regency_name

bp = Blueprint("accounts", __name__)
for shown_as in (district_name, regency_name):
    bp.add_app_template_filter(shown_as)

Answer = ResponseReturnValue


@bp.get("/login")
@public
def login() -> Answer:
    if somebody():
        return redirect(page_after_sign_in())
    return _login_page(LoginForm(), 200)


@bp.post("/login")
@public
def enter() -> Answer:
    form = LoginForm()
    if not form.validate():
        return _login_page(form, 422)
    try:
        entry = entries.sign_in(attempt(form.identifier.data or "", form.password.data or ""))
    except DomainError as error:
        form.form_errors.append(_(error.message, **error.params))
        answer = _login_page(form, error.status)
        if isinstance(error, TooManyTries):
            answer.headers["Retry-After"] = str(error.seconds)
        return answer
    begin_session(entry)
    return remember(make_response(redirect(page_after_sign_in())), entry)


def _login_page(form: LoginForm, status: int) -> Response:
    demo = current_app.config["SETTINGS"].demo
    page = render_template(
        "accounts/login.html",
        form=form,
        target=request.values.get("next", ""),
        demo_logins=DEMO_LOGINS if demo else (),
        demo_password=DEMO_PASSWORD,
    )
    return make_response(page, status)


@bp.get("/logout")
@public
def leaving() -> Answer:
    return render_template("accounts/logout.html") if somebody() else redirect(url_for("home.index"))


@bp.post("/logout")
@public
def logout() -> Answer:
    entry_id = end_session()
    if entry_id:
        entries.sign_out(entry_id)
    flash(_("Anda sudah keluar."), "success")
    return redirect(url_for("accounts.login"))


@bp.post("/language")
@public
def set_language() -> Answer:
    chosen = request.form.get("language", "")
    if chosen in LOCALES:
        session["locale"] = chosen
        person = somebody()
        if person:
            service.choose_language(person, chosen)
    return redirect(own_page(request.form.get("next")))


@bp.get("/setup/<token>")
@public
def setup(token: str) -> Answer:
    return _setup_page(service.whose_setup_link(token), NewPasswordForm(), 200)


@bp.post("/setup/<token>")
@public
def set_up(token: str) -> Answer:
    user, form = service.whose_setup_link(token), NewPasswordForm()
    if form.validate():
        try:
            service.use_setup_link(token, form.password.data or "")
        except FieldError as error:
            form.take(error)
        else:
            flash(_("Kata sandi tersimpan. Silakan masuk."), "success")
            return redirect(url_for("accounts.login"))
    return _setup_page(user, form, 422)


def _setup_page(user: User, form: NewPasswordForm, status: int) -> Answer:
    answer = make_response(render_template("accounts/setup.html", person=user, form=form), status)
    answer.headers["Referrer-Policy"] = "strict-origin"
    return answer


@bp.get("/account")
@allow(Permission.OWN_ACCOUNT)
def account() -> Answer:
    return render_template(
        "accounts/account.html", sign_ins=entries.standing_sign_ins(me()), current=current_entry()
    )


@bp.route("/account/password", methods=["GET", "POST"])
@allow(Permission.OWN_ACCOUNT)
def password() -> Answer:
    form = ChangePasswordForm()
    if not form.is_submitted():
        return render_template("accounts/password.html", form=form)
    if form.validate():
        try:
            entries.change_password(
                me(), form.old_password.data or "", form.password.data or "", current_entry()
            )
        except FieldError as error:
            form.take(error)
        else:
            flash(_("Kata sandi sudah diganti. Perangkat lain sudah dikeluarkan."), "success")
            return redirect(url_for("accounts.account"))
    return render_template("accounts/password.html", form=form), 422


@bp.route("/account/district", methods=["GET", "POST"])
@allow(Permission.ENROLMENT_WRITE)
def district() -> Answer:
    branch, form = me().branch, DistrictForm(obj=me())
    if branch is None:
        raise NotFound
    form.home_district.choices = district_choices(branch, me().home_district)
    if form.is_submitted() and form.validate():
        service.choose_district(me(), form.home_district.data or None)
        flash(_("Perubahan tersimpan."), "success")
        return redirect(url_for("accounts.account"))
    return render_template("accounts/district.html", form=form), 422 if form.is_submitted() else 200


@bp.post("/account/sign-out-everywhere")
@allow(Permission.OWN_ACCOUNT)
def sign_out_everywhere() -> Answer:
    entries.sign_out_everywhere(me())
    end_session()
    flash(_("Anda sudah keluar di semua perangkat."), "success")
    return redirect(url_for("accounts.login"))
