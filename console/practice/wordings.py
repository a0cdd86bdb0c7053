"""The wordings for members of the practice night: careful ones, to learn with."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A wording for the author of a declined post; ``rules`` are those that it fits, ``older`` is how it began."""

    template: str
    title: str
    body: str
    rules: tuple[str, ...] = ()
    older: str = ""


TEMPLATES: Final = (
    TemplateText(
        "T1",
        "For any rule",
        "Hello {alias}, thank you for writing in {place}. Your post is not up as it is, because of our rule "
        "{rule}. You can change it and send it again, and you can always ask us why.",
        older="Hello {alias}, your post is not up, because of our rule {rule}.",
    ),
    TemplateText(
        "T2",
        "Contact details",
        "Hello {alias}, thank you for writing in {place}. We left your post out because of our rule {rule}: here "
        "nobody can be found by what they write, and that keeps you safe, too. Send it again without the part "
        "that says how to reach somebody. If you want to talk tonight, a counsellor is here in the chat.",
        ("R14", "R3"),
    ),
    TemplateText(
        "T3",
        "Staying anonymous",
        "Hello {alias}, it is good that you found somebody here who understands. Nobody can know who is behind a "
        "name, so we keep to our rule {rule}, and your post is not in {place}. You can go on writing to each "
        "other right here, where we look after all of you.",
        ("R18", "R3"),
    ),
    TemplateText(
        "T4",
        "Unsafe trend",
        "Hello {alias}, we did not put your post up in {place}, because of our rule {rule}. Some trends have hurt"
        " people, and nobody should come across them here. How you feel about it matters: write to us about that,"
        " or talk it over with a counsellor in the chat.",
        ("R31",),
    ),
    TemplateText(
        "T5",
        "A kinder wording",
        "Hello {alias}, it sounds as if something made you really angry, and that is allowed here. Our rule "
        "{rule} asks that nobody is put down, so your post is not in {place} as it is. Could you say what "
        "happened and how it was for you, without the words about somebody else? We will gladly read it again.",
        ("R2", "R17"),
    ),
)
