"""How does a route know its own address? Werkzeug writes a function for that when the route is added; ours when asked.

Most addresses are never built in most processes, and writing all of them took longer than everything else that an
application needs to start.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class Route(Rule):
    """A rule whose two functions for building its address are written when one of them is first called.

    This overrides a private method. Should Werkzeug no longer call it, routes are what they were: slower to make.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        write = super()._compile_builder

        def build(rule: Route, **values: Any) -> tuple[str, str]:
            written: Callable[..., tuple[str, str]] = write(append_unknown).__get__(rule, None)
            setattr(rule, "_build_unknown" if append_unknown else "_build", written)
            return written(**values)

        return build
