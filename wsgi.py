"""The WSGI entry point: `gunicorn wsgi:app`, `flask --app wsgi`.

What loading makes stays for good, so the collector neither looks for garbage meanwhile nor ever walks over it again:
a third of the start-up, and the longest pauses of a request. Afterwards it looks less often than it would: a list of
names makes and drops many small things, few of them garbage.
"""

import gc

gc.disable()

from agentapp.app import create_app  # noqa: E402

app = create_app()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
gc.enable()
