"""Where the code of a called module is: in a directory beside its caller, or where terraform init put it."""

from __future__ import annotations

import os

from ....identity import missing_inputs
from ....source import Span
from ....value import Absent, Known, Refused
from ..stand_ins import may_have_stand_in
from ..syntax import SyntaxProblem
from ..syntax.attributes import Attribute
from ..syntax.blocks import EasyBlock
from ..syntax.bodies import Body
from ..syntax.easy_calls import easy_source
from ..syntax.expressions import plain_text
from .module_source import is_local, normalised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome
    from ..declarations.configuration import Configuration
    from ..declarations.declared import Declared, Said
    from ..evaluation.module import Module
    from ..evaluation.named import Call
    from ..syntax.blocks import Block

CALLS_ITSELF = "calls itself"
MOST_TURNS = 100
"""How often a module may call itself through sources that are computed, which may come to an end."""
DECIDING = frozenset(("count", "for_each", "version"))
"""The arguments that say how many instances a call makes, and of which code."""
NOT_INSTALLED = "is not on disk: run terraform init"
CALLS_ON = f"calls itself more than {MOST_TURNS} times"

Found = tuple[str | None, str]


def directory_of(call: Call) -> Found:
    """The directory of a called module, or None and why its code is not at hand."""
    module = call.module
    source = call.source
    if isinstance(source, Absent):
        return None, "has no source"
    if not isinstance(source, Known) or not isinstance(source.data, str):
        return None, unknown_text("source", source)
    if not is_local(source.data):
        return installed_directory(call, source.data)
    written = written_calls(module.configuration).directories[call.declared.block.labels[0]]
    directory = written or beside(source.data, module.configuration.directory)
    if not module.tree.inside(directory):
        return None, "lies outside the boundary of the scan"
    if not has_code(directory, module):
        return None, f"is not on disk: there are no Terraform files in {shown(directory, module)}"
    reason = endless(call, directory)
    return (None, reason) if reason else (directory, "")


def unknown_text(what: str, value: Outcome) -> str:
    if isinstance(value, Refused):
        return f"has a {what} that terraform refuses: {value.reason}"
    waits = "; ".join([missing.sentence for missing in missing_inputs(value)])
    return f"has a {what} that is not known: {waits}" if waits else f"has a {what} that is no text"


def installed_directory(call: Call, source: str) -> Found:
    """Where terraform init put a module, as long as it is the one that the call asks for now."""
    world = call.module.world
    installed = world.installations.of(world.root_directory)
    if installed.broken:
        return None, "is not on disk, as far as can be told: modules.json cannot be read"
    record = installed.records.get(call.key)
    if record is None or not record.directory:
        return None, NOT_INSTALLED
    if record.source != normalised(source):
        return None, "has another source than the one that is installed: run terraform init"
    reason = version_problem(call.version, record.version)
    if reason:
        return None, reason
    if not call.module.tree.inside(record.directory):
        return None, "is installed outside the boundary of the scan"
    if not has_code(record.directory, call.module):
        where = shown(record.directory, call.module)
        return None, f"is not on disk: there are no Terraform files in {where}; run terraform init"
    return record.directory, ""


def version_problem(asked: Outcome, installed: str) -> str:
    """Why an installed version is not the one that is asked for; empty if it is."""
    if isinstance(asked, Absent) or (isinstance(asked, Known) and asked.data is None):
        return ""
    if not isinstance(asked, Known) or not isinstance(asked.data, str):
        return unknown_text("version", asked)
    from .module_version import satisfies

    met = satisfies(installed, asked.data) if installed else False
    if met is None:
        return f'has a version constraint that cannot be read: "{asked.data}"'
    return "" if met else f'needs a version "{asked.data}" that is not installed: run terraform init'


def has_code(directory: str, module: Module) -> bool:
    found = module.world.configurations.at(directory)
    return bool(found.sources)


def shown(directory: str, module: Module) -> str:
    return module.tree.display(module.tree.real(directory))


def endless(call: Call, directory: str) -> str:
    """Why a call of a module that the caller lies in never ends; empty if it may, or is no such call."""
    found = call.module.world.configurations.at(directory)
    count = turns(call.module, found)
    if count == 0:
        return ""
    written_out, module = source_of(call.declared.said) is not None, call.module
    while written_out and module.configuration is not found:
        assert module.call is not None and module.parent is not None
        written_out = local_directory(module.call.said, module.parent.configuration.directory) is not None
        module = module.parent
    if written_out:
        return CALLS_ITSELF
    return CALLS_ON if count > MOST_TURNS else ""


def turns(module: Module | None, found: Configuration) -> int:
    """How many of the modules from the root to here have their code there."""
    count = 0
    while module is not None:
        count += module.configuration is found
        module = module.parent
    return count


# --- what is written, without evaluation


def source_of(call: Said) -> str | None:
    """The source of a module call where it is plain text."""
    return literal(call, "source")


def literal(said: Said, name: str) -> str | None:
    """The text of an argument that is plain text."""
    if name not in said.literals:
        said.literals[name] = _literal(said.block, name)
    return said.literals[name]


def plain_source(call: Declared) -> str | None:
    """The source of a call of which no other argument has to be known, and in which nothing is wrong."""
    body = call.block.body()
    if type(body) is not Body or body.blocks or body.problems:
        return None
    return literal(call.said, "source") if DECIDING.isdisjoint(body.attribute_names()) else None


def _literal(block: Block, name: str) -> str | None:
    attribute = block.body().attribute(name)
    if attribute is None:
        return None
    plain = plain_text(attribute.text) if type(attribute) is Attribute else None
    if plain is not None:
        return plain
    try:
        node, _ = attribute.node()
    except SyntaxProblem:
        return None
    return node[3] if node[0] == "lit" and isinstance(node[3], str) else None


def is_plainly_elsewhere(call: Said) -> bool:
    """Whether a call is of one instance of a module at no path, and says so in plain text: nothing of it has
    to be evaluated then to know whether its code is at hand."""
    if call.elsewhere is None:
        call.elsewhere = _is_easily_elsewhere(call) or _is_plainly_elsewhere(call)
    return call.elsewhere


def _is_easily_elsewhere(call: Said) -> bool:
    """Whether it is known without splitting its body."""
    block = call.block
    if type(block) is not EasyBlock or not block.paired:
        return False
    source = easy_source(block.data, block.body_start, block.end - 1)
    if source is None or may_have_stand_in(source):
        return False
    call.literals["source"] = source
    return True


def _is_plainly_elsewhere(call: Said) -> bool:
    body = call.block.body()
    if type(body) is not Body or body.problems or body.blocks:
        return False
    source = source_of(call)
    if source is None or is_local(source) or may_have_stand_in(source):
        return False
    names = body.attribute_names()
    if "count" in names or "for_each" in names:
        return False
    return "version" not in names or literal(call, "version") is not None


def local_directory(call: Said, directory: str) -> str | None:
    """Where a source that is a path written out leads."""
    source = source_of(call)
    return beside(source, directory) if source is not None and is_local(source) else None


def computes_source(call: Said) -> bool:
    return source_of(call) is None and call.block.body().attribute("source") is not None


class Written:
    """What the calls of a directory say of where their code is.

    directories: by the names of the calls, in order, where a path that is written out leads; None for any
    other source. elsewhere: the headers of those that are plainly elsewhere, by their names. computes:
    whether some source is no text.
    """

    __slots__ = ("computes", "directories", "elsewhere")

    def __init__(self, configuration: Configuration) -> None:
        self.directories: dict[str, str | None] = {}
        self.elsewhere: dict[str, Span] = {}
        self.computes = False
        for name in sorted(configuration.calls):
            source, call = configuration.call_text(name)
            if is_plainly_elsewhere(call):
                self.elsewhere[name] = Span(source, call.block.start, call.block.header_end)
                self.directories[name] = None
            else:
                self.directories[name] = local_directory(call, configuration.directory)
                self.computes = self.computes or computes_source(call)


def written_calls(configuration: Configuration) -> Written:
    """Put together once."""
    if configuration.called is None:
        configuration.called = Written(configuration)
    return configuration.called


def is_surely_absent(call: Call) -> bool:
    """Whether a call is plainly elsewhere and nothing on disk is known of it, so that none of it is read."""
    module, name = call.module, call.declared.block.labels[0]
    if name not in written_calls(module.configuration).elsewhere:
        return False
    installed = module.world.installations.of(module.world.root_directory)
    return not installed.broken and module.key_of(name) not in installed.records


def beside(source: str, directory: str) -> str:
    return os.path.normpath(os.path.join(directory, source.replace("\\", "/")))
