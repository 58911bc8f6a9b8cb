"""Commands whose help, and whose list of verbs, are in the reader's language."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from hub.cli.help import first_line, help_text, parameter_texts
from hub.cli.misuse import NoSuchVerb
from hub.text.bilingual import Bilingual

if TYPE_CHECKING:
    _Command = TyperCommand
else:
    _Command = object


class _Spoken(_Command):
    """What commands and groups of them have in common. The help is made when somebody asks for it."""

    text: Bilingual
    """What the verb does: a line, then paragraphs."""
    exits: Mapping[int, Bilingual] = {}
    """Exit codes to explain."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_text(ctx, self.text, self.exits))

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002 - the list of verbs wraps what is long
        return first_line(self.text)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Verbs and options, with the help that some shells show beside them."""
        texts = parameter_texts(self)
        for parameter in self.get_params(ctx):
            if hasattr(parameter, "help"):
                parameter.help = str(texts.get(parameter.name, ""))
        return super().shell_complete(ctx, incomplete)


class SpokenCommand(_Spoken, TyperCommand):
    """A verb."""

    def invoke(self, ctx: Any) -> Any:
        """Run it. Of a name that it does not find, what the name is instead is told."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from hub.cli.not_found import what_it_is  # noqa: PLC0415 - the help needs no errors

            if (told := what_it_is(ctx, error)) is not None:
                raise told from error
            raise


class SpokenGroup(_Spoken, TyperGroup):
    """A verb that has verbs of its own."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - all of them, whatever was typed
        """Their names: none is loaded for that."""
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that is named; a wrong name is told with those that come near."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise NoSuchVerb(args[0], list(self.commands), ctx)
        return super().resolve_command(ctx, args)


def spoken(*, zh: str, en: str) -> type[SpokenCommand]:
    """The class of a verb with this help: `@app.command("list", cls=spoken(zh="…", en="…"))`."""
    return type("SpokenVerb", (SpokenCommand,), {"text": Bilingual(zh, en)})
