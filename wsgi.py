"""The application as a server starts it: ``python -m feedback.webserver``, or any other server of ``wsgi:app``.

Where one installation serves several councils (``FEEDBACK_COUNCILS``) the application chooses among them by host, and
the ``flask`` command takes what ``create_app`` gives it: the council that ``FEEDBACK_COUNCIL`` names.
"""

from feedback.cli import for_command_line as create_app
from feedback.cli import for_visitors

__all__ = ["app", "create_app"]

app = for_visitors()
