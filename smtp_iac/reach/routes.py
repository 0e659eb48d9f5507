"""Where a route table leads: whether the internet can come in through it."""

from __future__ import annotations

from ..model.context import InternetGateway, RouteTable
from ..network import covers_internet, internet
from ..patterns import pattern
from ..truth import MAYBE, NO, YES, Truth
from ..value import Absent, Known, Unknown
from . import Part, step, waits_for
from .names import names_in, text_of_literal
from .surroundings import there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Link
    from ..model.context import Route
    from ..value import Outcome
    from .surroundings import Surroundings

GATEWAY = "gateway"
IN_ADDRESS = pattern(r"(?:^|[|.])aws_(?:default_)?internet_gateway\.")
"""A reference to an internet gateway that is read, not made, here."""
OTHERS = pattern(r"(?:^|[|.])aws_(?:vpn_gateway|nat_gateway|egress_only_internet_gateway)\.")
NOT_INTERNET = ("local", "vgw-", "nat-", "eigw-")


class Routes:
    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self._known: dict[tuple[str, int], Part] = {}

    def of_table(self, table: Outcome, root: str, family: int) -> Part:
        """The way through the table that a reference names."""
        tables, others = self.around.facts_of(table, root, RouteTable)
        if len(tables) == 1 and tables[0][1] is YES and not others:
            made = tables[0][0]
            where = step(made, None, f"route table {made.resource.address}")
            return self.through([made.resource.id], root, family, made.resource.address, where)
        seen = [self._by_routes([id_], family) for id_ in others]
        opened = [part for part in seen if part.truth is YES]
        if opened and len(others) == 1 and not tables:
            return opened[0]
        missing = waits_for(table)
        return Part(MAYBE, f"its routes are not known{f': {missing}' if missing else ''}")

    def through(self, ids: list[str], root: str, family: int, what: str, where: Link) -> Part:
        """The way through a table that is made here, by the ids that its routes may name."""
        key = (ids[0], family)
        if key not in self._known:
            found = self._by_routes(ids, family)
            if found.truth is NO and (self.around.routes.loose.get(root) or not self.around.is_whole(root)):
                found = Part(MAYBE, f"other routes of {what} may not be in this code")
            elif found.truth is NO:
                found = Part(NO, f"{what} has no route to an internet gateway", found.steps)
            self._known[key] = Part(found.truth, found.why, (where, *found.steps))
        return self._known[key]

    def _by_routes(self, ids: list[str], family: int) -> Part:
        """The best of the routes."""
        routes: list[tuple[Route, Truth]] = [
            (route, there(route)) for id_ in ids for route in self._inline(id_)
        ]
        routes += self.around.routes.of(*ids)
        best = Part(NO)
        for route, truth in routes:
            part = self.of_route(route, family).capped(truth, f"{route.resource.address} may not be made")
            if part.truth.rank > best.truth.rank:
                best = part
            elif best.truth is NO and part.steps:
                best = Part(NO, best.why, (*best.steps, *part.steps)[:3])
        return best

    def _inline(self, id_: str) -> list[Route]:
        from ..model.context import Route

        return [route for route in self.around.at(id_, Route) if isinstance(route.table, Absent)]

    def of_route(self, route: Route, family: int) -> Part:
        """Whether a route leads the internet in: to all of it, or some, through an internet gateway."""
        destination, shown = self._destination(route, family)
        if destination is NO:
            return Part(NO)
        target, name, value = self._target(route)
        truth = destination & target
        line = step(route, value if value is not None else route.place, f"{shown} goes to {name}")
        if truth is NO:
            return Part(NO, "", [line])
        if truth is YES:
            return Part(YES, f"routed to {name}", [line])
        missing = waits_for(value) if value is not None else ""
        return Part(MAYBE, f"{shown} goes to {name}{f' ({missing})' if missing else ''}", [line])

    def _destination(self, route: Route, family: int) -> tuple[Truth, str]:
        """Whether it holds the internet: YES all of it, MAYBE some of it, or nobody knows."""
        from ..model.admission import parsed

        found, shown = NO, ""
        for one, value in route.destinations.items():
            if one not in (None, family) or isinstance(value, Absent):
                continue
            if isinstance(value, Known) and value.data in (None, ""):
                continue
            truth, text = MAYBE, "a destination that nobody knows"
            if isinstance(value, Known) and one is not None:
                try:
                    addresses, text = parsed(str(value.data)), str(value.data)
                except ValueError:
                    continue
                if covers_internet(addresses, family):
                    truth = YES
                elif (addresses & internet()).family(family).is_empty:
                    continue
            if truth.rank > found.rank:
                found, shown = truth, text
        return found, shown

    def _target(self, route: Route) -> tuple[Truth, str, Outcome | None]:
        best: tuple[Truth, str, Outcome | None] = (NO, "nothing", None)
        for kind, value in route.targets.items():
            if isinstance(value, Known) and value.data in (None, ""):
                continue
            truth, name = self._gateway(route, value) if kind == GATEWAY else (NO if kind else MAYBE, kind)
            if best[2] is None or truth.rank > best[0].rank:
                best = (truth, name or "something that may bring the internet in", value)
        return best

    def _gateway(self, route: Route, value: Outcome) -> tuple[Truth, str]:
        """Whether a gateway is one of the internet, and its name."""
        root = route.resource.root
        gateways, others = self.around.facts_of(value, root, InternetGateway)
        if len(gateways) == 1 and not others:
            gateway, truth = gateways[0]
            return truth, gateway.resource.address
        if gateways:
            return MAYBE, gateways[0][0].resource.address
        sure = names_in(value, root).sure
        for id_ in others:
            text = text_of_literal(id_)
            if text.startswith("igw-") or (not text and IN_ADDRESS.search(id_) and id_ in sure):
                return YES, text or name_of(value)
            if text.startswith(NOT_INTERNET) or (not text and OTHERS.search(id_) and id_ in sure):
                return NO, text or name_of(value)
        return MAYBE, "a gateway that is not in this code"


def name_of(value: Outcome) -> str:
    """What a reference is called where it is missing: `data.aws_internet_gateway.main.id`."""
    why = value.why if isinstance(value, Unknown) else None
    return why.what.rpartition(".")[0] if why is not None else "a gateway"
