"""Verbs with verbs of their own that list when none of these is named."""

from typing import Any

from hub.cli.spoken import SpokenGroup


class ListByDefault(SpokenGroup):
    """A verb that lists when it gets no words, or options alone."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        asks_for_help = bool(args) and args[0] in ctx.help_option_names
        is_completed = ctx.resilient_parsing  # by a shell, which wants the words that may follow
        bare = not (asks_for_help or is_completed) and (not args or args[0].startswith("-"))
        return super().parse_args(ctx, ["list", *args] if bare else args)
