"""How does a letter leave through GOV.UK Notify? By its own client, into one template: ((subject)) and ((body))."""

import logging
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from feedback.config import Settings
from feedback.foundations.mail import ADDRESS, Letter, NotAccepted, Points

PATIENCE = 20  # seconds


@dataclass(frozen=True)
class NotifyTransport:
    """Hands letters to Notify, one by one. For one thread: Notify's client is not made for several."""

    settings: Settings

    def send(self, letter: Letter) -> None:
        """Hand one letter to Notify (see ``Transport``). What Notify learns later, from the far side, stays there."""
        from notifications_python_client.errors import HTTPError, InvalidResponse

        try:
            self._client.send_email_notification(
                email_address=letter.to,
                template_id=self.settings.notify_template,
                personalisation={
                    "subject": letter.subject,
                    "body": body_of(letter, council=self.settings.council_name),
                },
                one_click_unsubscribe_url=letter.unsubscribe or None,
            )
        except HTTPError as error:  # also when Notify cannot be reached: its client calls that a 503
            raise _refusal(error.status_code, str(error.message)) from None
        except InvalidResponse:  # Notify said yes, and then something that is no JSON: the letter is accepted
            return

    @cached_property
    def _client(self) -> Any:
        from notifications_python_client.notifications import NotificationsAPIClient

        # Its own log repeats what the service says of a letter; ours says what went wrong, and of nobody.
        logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
        client: Any = NotificationsAPIClient
        return client(self.settings.notify_api_key, base_url=self.settings.notify_url, timeout=PATIENCE)


def _refusal(status: int, words: str) -> NotAccepted:
    """What Notify's answer means. Only a wrong address is for good: all else is mended by waiting, or by the operator.

    Source:
        docs.notifications.service.gov.uk/python.html, the error codes of sending an email.
    """
    if status == 400 and "email_address" in words:
        return NotAccepted("the address was refused by Notify (400)", final=True, about=ADDRESS)
    return NotAccepted(f"Notify said {status}", final=False, away=status == 503)


def body_of(letter: Letter, *, council: str) -> str:
    """The words of a letter as Notify takes them: a blank line between paragraphs, an asterisk before each point.

    Square brackets would make a link of what somebody typed as a name, so they become round ones.
    """
    parts = []
    for paragraph in letter.paragraphs:
        if isinstance(paragraph, Points):
            parts.append("\n".join(f"* {_plain(item)}" for item in paragraph.items))
        else:
            parts.append(_plain(paragraph))
    parts += [f"{_plain(link.label)}:\n{link.url}" for link in letter.links]
    return "\n\n".join([*parts, *map(_plain, letter.small_print), _plain(council)])


def _plain(words: str) -> str:
    return words.translate(str.maketrans("[]", "()"))
