"""Where are visitors let in?"""

import socket

QUEUE = 1024  # visitors who may wait to be let in


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes visitors from now on; they wait until somebody answers. Port 0 is any free one.

    Raises:
        OSError: the place is taken, or not ours to use, or no place.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=QUEUE)
