"""The WSGI entry point: `gunicorn wsgi:app`, `flask --app wsgi`."""

from agentapp.app import create_app

app = create_app()
