"""listener-accepts: does a listener or public port take one of these ports from everybody on the internet?"""

from __future__ import annotations

from ..model import HTTP, TCP
from ..truth import NO
from . import internet_can_open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.listener import Listener
    from ..model.rule import Rule

NAME = "listener-accepts"
ABOUT = "listeners"
PARAMETERS = internet_can_open.PARAMETERS
ask = internet_can_open.ask
matters = internet_can_open.matters


def remarks(listeners: list[Listener], ports: tuple[int, ...]) -> list[tuple[Rule, str]]:
    """What a person should know of listeners that are no finding: HTTP carries no mail, on whatever port."""
    return [
        (
            listener,
            f"{listener.resource.address} speaks HTTP on port {port}, which carries no mail: no finding",
        )
        for listener in listeners
        for port in ports
        if listener.matches(HTTP, port).truth is not NO and listener.matches(TCP, port).truth is NO
    ]
