"""A socket that visitors can come to is had wherever the machine can be reached."""

import socket

import click
import pytest

from feedback.listening import listen


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_visitors_are_let_in_at_each_kind_of_address(host: str) -> None:
    if ":" in host and not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    with listen(host, 0) as listening, socket.create_connection(listening.getsockname()[:2]) as visitor:
        assert visitor.getpeername()[1] == listening.getsockname()[1]


def test_a_place_that_is_taken_is_refused_in_a_sentence() -> None:
    webserver = pytest.importorskip("feedback.webserver", reason="granian serves on Linux")
    with listen("127.0.0.1", 0) as listening:
        taken = f"127.0.0.1:{listening.getsockname()[1]}"
        for bind in (taken, "127.0.0.1", "127.0.0.1:x"):
            with pytest.raises(click.ClickException, match=r"Write it like 127\.0\.0\.1:8000"):
                webserver.listen_at(bind)
