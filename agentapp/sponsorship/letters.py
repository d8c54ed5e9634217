"""The e-mails of a sponsor's sign-up, in the language of whoever signed up."""

from flask_babel import force_locale, gettext


def confirmation(name: str, url: str, locale: str) -> tuple[str, str]:
    """Subject and text for an address that nobody uses yet."""
    with force_locale(locale):
        return str(gettext("Konfirmasi pendaftaran donatur Gendong")), str(
            gettext(
                "Halo %(name)s,\n\nTerima kasih mau menggendong. Buka tautan ini untuk menyelesaikan pendaftaran:\n"
                "%(url)s\n\nTautan berlaku 24 jam dan hanya sekali pakai.\n"
                "Bila Anda tidak mendaftar, abaikan email ini.",
                name=name,
                url=url,
            )
        )


def already_known(url: str, locale: str) -> tuple[str, str]:
    """Subject and text for an address that has an account: told to its owner alone."""
    with force_locale(locale):
        return str(gettext("Anda sudah punya akun Gendong")), str(
            gettext(
                "Halo,\n\nSeseorang mendaftar sebagai donatur dengan email ini. Email ini sudah punya akun.\n"
                "Masuk di sini:\n%(url)s\n\nLupa kata sandi? Minta tautan baru kepada pengelola Gendong.\n"
                "Bila bukan Anda yang mendaftar, abaikan email ini.",
                url=url,
            )
        )
