"""The application as a server starts it: ``gunicorn wsgi:app`` or ``waitress-serve wsgi:app``."""

from feedback import create_app

app = create_app()
