"""How gunicorn serves the app: `gunicorn --config python:agentapp.gunicorn_conf wsgi:app`.

Read by gunicorn by name; the meaning of each is in its documentation.
"""

from agentapp.config import Settings
from agentapp.places import registry

_settings = Settings.from_environment()

bind = f"127.0.0.1:{_settings.port}"
workers = _settings.web_concurrency
worker_class = "gthread"
threads = 2
# Without it one of the workers often takes every connection and the others idle.
reuse_port = True
keepalive = 5
# We administer through systemd and signals; the socket would be one more way in.
control_socket_disable = True


def on_starting(_server: object) -> None:
    """Before the workers are made: read the villages once, into memory that they share."""
    registry.preload()
