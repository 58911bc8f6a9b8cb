"""A name that a verb does not find: what it is instead, and the command that takes it."""

import shlex
from typing import TYPE_CHECKING, Any

from hub.errors import Code, OperatorError, operator_error
from hub.home.place import Home

if TYPE_CHECKING:
    from hub.operate.other_kinds import OtherKind


def what_it_is(context: Any, error: Exception) -> OperatorError | None:
    """The error (HUB-714) in the place of one about an unknown name; None for other errors, and if nobody knows."""
    if not isinstance(error, OperatorError) or not error.code.is_about_an_unknown_name:
        return None
    home, name = context.find_root().obj, error.names.get("value", "")
    if not isinstance(home, Home) or not isinstance(name, str) or name not in _named(context):
        return None
    from hub.bootstrap.other_kinds import other_kinds  # noqa: PLC0415 - names are found as a rule

    try:
        found = next((one for one in other_kinds(home, name) if not _is_the_same(context, one, name)), None)
    except Exception:  # the store, the routes: the verb's own error is told
        return None
    if found is None:
        return None
    return operator_error(Code.NAME_OF_ANOTHER_KIND, value=name, what=found.what, next=command_of(home, found))


def _named(context: Any) -> set[str]:
    """The names that were typed: the verb's arguments, and the message of a document."""
    arguments = [one.name for one in context.command.params if one.param_type_name == "argument"]
    given = [context.params.get(name) for name in (*arguments, "message")]
    return {str(name) for value in given if value for name in (value if isinstance(value, list | tuple) else [value])}


def _is_the_same(context: Any, found: "OtherKind", name: str) -> bool:
    """Whether the command is the one that was typed: then something else kept it from being found, as `--owner`."""
    *verb, last = found.next
    return verb == context.command_path.split()[1:] and last.startswith(name)


def command_of(home: Home, found: "OtherKind") -> str:
    """The command that takes it, to be typed as it is."""
    return shlex.join([*home.verb, *found.next])
