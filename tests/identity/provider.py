"""A real OpenID provider in a process of its own, on loopback, and a person's way through its page."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

import requests

SECONDS = 30  # for it to start


@contextmanager
def running() -> Iterator[str]:
    """The provider's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, "-m", "oidc_provider_mock", "--port", str(port)], **quiet)
    url = f"http://127.0.0.1:{port}"
    try:
        given_up = time.monotonic() + SECONDS
        while not _answers(url):
            assert process.poll() is None, "the provider ended"
            assert time.monotonic() < given_up, "the provider does not start"
            time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/.well-known/openid-configuration", timeout=2).ok
    except requests.ConnectionError:
        return False


def is_known_as(url: str, subject: str, **claims: object) -> None:
    """Tell the provider what to say of somebody."""
    answer = requests.put(f"{url}/users/{subject}", json=claims, timeout=5)
    assert answer.ok, answer.text


def sign_in_there(address: str, subject: str) -> str:
    """Follow the address to the provider as a browser does, sign in; where the browser is sent back to."""
    with requests.Session() as browser:
        page = browser.get(address, timeout=5)
        form = re.search(r'<form[^>]*action="([^"]*)"', page.text)
        where = urljoin(page.url, form[1].replace("&amp;", "&")) if form else page.url
        answer = browser.post(where, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code in (302, 303), answer.text
    return answer.headers["Location"]
