"""What happens to templates: the wordings that staff answer members with."""

import msgspec


class TemplateSet(msgspec.Struct, frozen=True, gc=False):
    """A template was written, or a new version of it; ``rules`` are those by which it is offered first."""

    template: str
    title: str
    body: str
    rules: tuple[str, ...] | None = None


class TemplateWithdrawn(msgspec.Struct, frozen=True, gc=False):
    """A template is no longer to be used."""

    template: str
    reason: str | None = None
