"""One set of answers, judged by the server here and by the phone in tests/browser/test_same_answers.py."""

import json

from tests.shell.vectors import FILE, judged


def test_the_vectors_say_what_the_server_says(app):
    vectors = json.loads(FILE.read_text())

    with app.test_request_context():
        assert judged(vectors) == vectors
