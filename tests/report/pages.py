"""Reading a page as a browser would, with the standard library alone."""

from collections.abc import Callable
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "input", "img", "hr"}


class Page(HTMLParser):
    """A parsed page: its elements in order, and whether they close as they open.

    Args:
        text: HTML.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text, self.style = "", ""
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data

    def all(self, keep: Callable[[str, dict[str, str]], bool]) -> list[tuple[str, dict[str, str]]]:
        """The elements that `keep` takes."""
        return [element for element in self.elements if keep(*element)]

    @property
    def headings(self) -> list[int]:
        """The levels of the headings, in order."""
        return [
            int(tag[1]) for tag, _ in self.elements if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()
        ]

    @property
    def ids(self) -> list[str]:
        """Every id."""
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, by WCAG 2: (lighter + 0.05) / (darker + 0.05) of their luminances."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return sum(weight * x for weight, x in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
