"""Templates: their texts follow the language of the moment, and macros see what all templates see."""

from flask import render_template_string
from flask_babel import force_locale

from agentapp.core.rendering import once_a_language

QUEUE = "{{ _('Antrean') }} {{ ngettext('%(num)d bulan', '%(num)d bulan', 2) }}"


def test_a_text_is_in_the_language_of_the_moment_also_where_it_changes_within_a_request(app):
    with app.test_request_context("/"):
        said = [render_template_string(QUEUE)]
        with force_locale("en"):
            said.append(render_template_string(QUEUE))
        said.append(render_template_string(QUEUE))

    assert said == ["Antrean 2 bulan", "Queue 2 months", "Antrean 2 bulan"]


def test_outside_of_requests_texts_are_in_the_language_of_the_installation(app):
    with app.app_context():
        assert app.jinja_env.from_string(QUEUE).render() == "Antrean 2 bulan"


def test_what_is_said_once_a_language_is_said_in_each(app):
    with app.test_request_context("/"):
        ours = once_a_language("macros/words.html", "words")
        with force_locale("en"):
            theirs = once_a_language("macros/words.html", "words")
        again = once_a_language("macros/words.html", "words")

    assert "Sedang dikirim" in ours
    assert "Sending" in theirs
    assert again == ours


def test_a_macro_sees_the_globals_of_all_templates(app):
    source = "{% from 'macros/icons.html' import icon %}{{ icon('ok') }}{{ asset_url('css/app.css') }}"
    with app.test_request_context("/"):
        page = render_template_string(source)

    assert page.startswith('<svg class="icon"')
    assert page.endswith(".css")
