"""What is said to a person: a template, which is the key of its translation, and the values that it is filled with."""

from collections.abc import Callable


class Message:
    """A template as `str.format` has it; messages among the `values` are said in the same language.

    A tuple of messages is a list of them. The template is a literal where it is written: it is collected from there.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        self.values = values

    def filled(self, **values: object) -> "Message":
        """This message with these values."""
        return Message(self.template, **values)

    def __str__(self) -> str:
        return self.said(str)

    def said(self, translate: Callable[[str], str]) -> str:
        """The message as `translate` says each template in it."""
        values = {name: _said(value, translate) for name, value in self.values.items()}
        return translate(self.template).format(**values)


def _said(value: object, translate: Callable[[str], str]) -> object:
    if isinstance(value, tuple):
        return "; ".join(str(_said(one, translate)) for one in value)
    return value.said(translate) if isinstance(value, Message) else value
