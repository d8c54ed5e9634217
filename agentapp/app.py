"""Puts the app together."""

from pathlib import Path

from flask import Flask
from flask_babel import Babel, get_locale
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from agentapp import cli, error_pages, home, navigation
from agentapp.accounts import admin_views as accounts_admin
from agentapp.accounts import guard, handover, language, left, newcomers, signed_in
from agentapp.accounts import office_views as accounts_offices
from agentapp.accounts import views as accounts
from agentapp.accounts.permissions import Role
from agentapp.accounts.sign_in import SIGN_IN_LASTS
from agentapp.autodebit import checking as books
from agentapp.autodebit import codes_shown, gateways, mandated, notify_views
from agentapp.autodebit import desk_views as money
from agentapp.autodebit import funding as autodebit_funding
from agentapp.autodebit import payers as autodebit_payers
from agentapp.autodebit import views as mandates
from agentapp.config import Environment, Settings
from agentapp.contributions import card_views as cards
from agentapp.contributions import debited, funding, own_codes, payer_views
from agentapp.contributions import payment_views as payments
from agentapp.contributions import reach as contributions_reach
from agentapp.contributions import views as contributions
from agentapp.core import assets, background, db, delivery, encryption, filters, health, rendering, web
from agentapp.core.channels.registry import channels
from agentapp.coverage import admin_views as denominators
from agentapp.coverage import public_views as public_coverage
from agentapp.coverage import views as coverage
from agentapp.enrolment import ask_views as enrolment_ask
from agentapp.enrolment import check_views as enrolment_check
from agentapp.enrolment import form_views as enrolment_form
from agentapp.enrolment import handover as enrolment_handover
from agentapp.enrolment import payers, photos, todo
from agentapp.enrolment import views as enrolment
from agentapp.funds import checking as funds_checking
from agentapp.funds import desk_views as fund_desk
from agentapp.funds import directory as funds_directory
from agentapp.funds import documents as fund_documents
from agentapp.funds import funding as funds_funding
from agentapp.funds import handover as funds_handover
from agentapp.funds import people_views as fund_people
from agentapp.funds import seeking as fund_seeking
from agentapp.funds import seeking_views as fund_seeking_views
from agentapp.funds import views as funds
from agentapp.funds.batches import files as batch_files
from agentapp.funds.batches import verify_views as verification
from agentapp.funds.batches import views as batches
from agentapp.funds.bills import views as bills
from agentapp.funds.handing import listing as handing_listing
from agentapp.funds.handing import views as handing
from agentapp.intake import blob_views as intake_blobs
from agentapp.intake import change_views as intake_changes
from agentapp.intake import life as intake_life
from agentapp.intake import meeting_views as intake_meeting
from agentapp.intake import parts as photo_parts
from agentapp.intake import phone_views as intake_phones
from agentapp.intake import quarantine_views as intake_quarantine
from agentapp.intake import reference_views as intake_reference
from agentapp.intake import submission_views as intake_submissions
from agentapp.places import views as places
from agentapp.programmes import reach as programmes_reach
from agentapp.programmes import views as programmes
from agentapp.programmes.kinds import Payer
from agentapp.review import content_views as review_contents
from agentapp.review import copy_views as review_copies
from agentapp.review import decision_views as review_decisions
from agentapp.review import phone_views as review_phones
from agentapp.review import views as review
from agentapp.shell import views as shell
from agentapp.sponsorship import codes as sponsorship_codes
from agentapp.sponsorship import directory as sponsorship_directory
from agentapp.sponsorship import funding as sponsorship_funding
from agentapp.sponsorship import group_views as sponsorship_groups
from agentapp.sponsorship import invitation_views as sponsorship_invitations
from agentapp.sponsorship import paper_views as sponsorship_papers
from agentapp.sponsorship import seeking as sponsorship_seeking
from agentapp.sponsorship import sign_up_views as sponsorship_sign_up
from agentapp.sponsorship import views as sponsorship
from agentapp.tasks.queue import Waker
from agentapp.workers import handover as workers_handover
from agentapp.workers import numbers

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024

INTAKE = (
    intake_blobs.bp,
    intake_changes.bp,
    intake_meeting.bp,
    intake_phones.bp,
    intake_reference.bp,
    intake_submissions.bp,
)

BLUEPRINTS = (
    health.bp,
    home.bp,
    accounts.bp,
    accounts_admin.bp,
    accounts_offices.bp,
    places.bp,
    programmes.bp,
    enrolment.bp,
    enrolment_form.bp,
    enrolment_check.bp,
    enrolment_ask.bp,
    *INTAKE,
    intake_quarantine.bp,
    contributions.bp,
    payments.bp,
    cards.bp,
    mandates.bp,
    money.bp,
    notify_views.bp,
    payer_views.bp,
    sponsorship.bp,
    sponsorship_groups.bp,
    sponsorship_invitations.bp,
    sponsorship_papers.bp,
    sponsorship_sign_up.bp,
    funds.bp,
    fund_desk.bp,
    fund_people.bp,
    fund_seeking_views.bp,
    bills.bp,
    batches.bp,
    verification.bp,
    handing.bp,
    review.bp,
    review_decisions.bp,
    review_contents.bp,
    review_phones.bp,
    review_copies.bp,
    coverage.bp,
    public_coverage.bp,
    denominators.bp,
    shell.bp,
)


WORK = (
    workers_handover.Portfolio(),
    enrolment_handover.Applications(),
    enrolment_handover.Drafts(),
    funds_handover.FundsKept(),
)


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI app for `settings`, or for those of the environment."""
    settings = settings or Settings.from_environment()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    _introduce(settings)
    app = Flask(
        "agentapp",
        root_path=str(ROOT / "agentapp"),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    _configure(app, settings)
    app.extensions["gendong_engine"] = db.connect(settings.database_url)
    _extend(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    cli.register(app)
    return app


def _introduce(settings: Settings) -> None:
    """Tell each part what it needs of the settings, and of the packages above it."""
    web.start_logging(readable=False)
    encryption.use_keyring(settings.keyring)
    gateways.use_gateway(gateways.open_bank(settings))
    numbers.use_range(settings.membership_from, settings.membership_to)
    _keep_files(settings)
    handover.introduce(*WORK)
    newcomers.introduce({Role.SPONSOR: sponsorship_codes.give_code})
    delivery.use_channels(channels(settings.notices))
    debited.introduce(mandated.by_own_mandate)
    own_codes.introduce(codes_shown.is_code)
    background.introduce(Waker(settings))
    programmes_reach.introduce(contributions_reach.reach)
    payers.introduce(Payer.SPONSOR, sponsorship_directory.SponsorDirectory())
    autodebit_payers.introduce(sponsorship_codes.code_of)
    payers.introduce(Payer.FUND, funds_directory.FundDirectory())
    funding.introduce(
        funds_funding.FundFunding(),
        sponsorship_funding.SponsorFunding(),
        autodebit_funding.OwnMandateFunding(),
    )
    books.introduce(funds_checking.differences)
    todo.introduce(sponsorship_seeking.todo, fund_seeking.todo, handing_listing.todo)


def _keep_files(settings: Settings) -> None:
    photos.use_store(settings.data_dir / "photos")
    intake_life.use_file(settings.data_dir / intake_life.FILE)
    photo_parts.use_store(settings.data_dir / "photo-parts")
    batch_files.use_store(settings.data_dir / "batches")
    fund_documents.use_store(settings.data_dir / "fund-documents")


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        TESTING=settings.app_env == Environment.TEST,
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        MAX_CONTENT_LENGTH=32 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        SESSION_COOKIE_NAME="gendong",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure,
        PERMANENT_SESSION_LIFETIME=SIGN_IN_LASTS,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE=settings.default_locale,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "agentapp" / "translations"),
        COMPRESS_MIMETYPES=["text/html", "application/json", "image/svg+xml"],
        COMPRESS_LEVEL=5,
        COMPRESS_BR_LEVEL=4,
        TRAP_HTTP_EXCEPTIONS=False,
    )
    rendering.register(app)
    app.jinja_env.globals.update(demo_mode=settings.demo, get_locale=get_locale)


def _extend(app: Flask, settings: Settings) -> None:
    web.follow_requests(app, secure=settings.secure)
    signed_in.register(app)
    left.register(app)  # before anybody is asked for
    guard.protect(app)  # before the tokens: whoever was signed out meanwhile is asked to sign in
    csrf = CSRFProtect(app)
    csrf.exempt(enrolment_form.bp)  # its form checks the token itself, and keeps what was typed
    csrf.exempt(
        review_copies.bp
    )  # so does this one: it takes more than other pages, which must be said first
    csrf.exempt(notify_views.bp)  # a bank signs what it sends
    for blueprint in INTAKE:  # they take nothing that a form can send
        csrf.exempt(blueprint)
    Babel(app, locale_selector=language.choose)
    rendering.translate_quickly(app)
    Compress(app)
    assets.serve_assets(app, ROOT / "static", settings.data_dir / "assets")
    filters.register_filters(app)
    app.extensions["gendong_before_sign_in"] = enrolment_form.park_typed
    error_pages.register(app)
    navigation.register(app)
    app.extensions["gendong_heads"] = health.expected_heads(str(ROOT / "migrations"))
    app.teardown_appcontext(db.let_go)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]
