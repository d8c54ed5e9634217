"""What every page must be: valid HTML, one heading, everything labelled, nothing inline, no raw NIK."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import lxml.html
from html5lib.html5parser import ParseError

LANGUAGES = {"id", "en"}
UNSEEN = {"script", "style", "template"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "image", "reset"}
REFERRING = frozenset(
    {"for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "aria-errormessage"}
)
# A token or a digest may hold many digits in a row, but then letters stand beside them.
RAW_NIK = re.compile(r"(?<![\w.-])\d{16}(?![\w-])", re.ASCII)

_TEXTS = re.compile(r">[^<>]*<")
_VALUES = re.compile(r'"[^"<>]*"')
_CHOSEN = re.compile(r" (?:checked|selected)(?=[ >])")
_ENTITY = re.compile(r"&#?\w*;?")


def parse(text: str) -> Element:
    """The tree of a page, without namespaces. Raises AssertionError at the first error of HTML.

    The judge is html5lib, which is slow. A page of a shape that it has passed, and whose tree lxml makes the same, is
    left to lxml.
    """
    shape = _shape(text)
    if _PASSED.has(shape):
        return _quickly(text)
    document = _judged(text)
    if _said(document) == _said(_quickly(text)):
        _PASSED.add(shape)
    return document


class _Shapes:
    """Those that were passed; once a `folder` is given, in any process of the run."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self.folder: Path | None = None

    def has(self, shape: str) -> bool:
        return shape in self._known or (self.folder is not None and (self.folder / shape).exists())

    def add(self, shape: str) -> None:
        self._known.add(shape)
        if self.folder is not None:
            (self.folder / shape).touch()


_PASSED = _Shapes()


def share(folder: Path) -> None:
    """What one process has passed, the others need not judge again. `folder`: the same for all of them."""
    folder.mkdir(exist_ok=True)
    _PASSED.folder = folder


def _shape(text: str) -> str:
    """All that can be wrong with the HTML: tags, the names of attributes, entities; no words and no values."""
    bare = _CHOSEN.sub("", _VALUES.sub(_entities, _TEXTS.sub(_entities, text)))
    return hashlib.sha256(bare.encode()).hexdigest()


def _entities(found: re.Match[str]) -> str:
    inside = found[0]
    return inside[0] + "".join(_ENTITY.findall(inside)) + inside[-1]


def _quickly(text: str) -> Element:
    return lxml.html.document_fromstring(text)


def _said(tree: Element) -> list[tuple[str, dict[str, str], str, str]]:
    return [
        (
            element.tag,
            {name.lower(): "" if value == name else value for name, value in element.attrib.items()},
            (element.text or "").strip(),
            (element.tail or "").strip(),
        )
        for element in elements(tree)
    ]


def _judged(text: str) -> Element:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        document: Element = parser.parse(text)
    except ParseError as error:
        (line, column), code, facts = parser.errors[-1]
        raise AssertionError(
            f"{code} {facts}: {text.splitlines()[line - 1].strip()[:160]!r} ({line}:{column})"
        ) from error
    for element in document.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return document


def elements(tree: Element) -> Iterator[Element]:
    return (element for element in tree.iter() if isinstance(element.tag, str))


def words(element: Element) -> str:
    """What can be read in `element`, with single spaces."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def check_page(tree: Element, text: str) -> None:
    """Raises AssertionError, and says what is wrong, if the page is not as all pages must be."""
    assert text.lstrip().lower().startswith("<!doctype html>"), "no doctype"
    every = list(elements(tree))
    problems = [
        *_language_and_title(tree),
        *_headings(tree),
        *_ids(every),
        *_labels(every),
        *_inline(every),
        *_forms(tree),
        *_names(every),
        *(_niks(every) if RAW_NIK.search(unescape(text)) else ()),
    ]
    assert not problems, "; ".join(problems)


def _language_and_title(tree: Element) -> Iterator[str]:
    root = next(tree.iter("html"))
    if root.get("lang") not in LANGUAGES:
        yield f"html lang is {root.get('lang')!r}"
    if not any(words(title) for title in tree.iter("title")):
        yield "no title"
    if len(list(tree.iter("main"))) != 1:
        yield "not exactly one main"


def _headings(tree: Element) -> Iterator[str]:
    headings = [words(heading) for heading in tree.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"h1: {headings}"


def _ids(every: list[Element]) -> Iterator[str]:
    counted = Counter(found for element in every if (found := element.get("id")) is not None)
    yield from (f"id {name!r} stands {count} times" for name, count in counted.items() if count > 1)
    for element in every:
        for attribute in REFERRING.intersection(element.keys()):
            missing = [name for name in element.get(attribute).split() if name not in counted]
            if missing:
                yield f"<{element.tag} {attribute}> names {missing}, which are not on the page"


def _labels(every: list[Element]) -> Iterator[str]:
    labels = [element for element in every if element.tag == "label" and words(element)]
    labelled = {label.get("for") for label in labels}
    wrapped = {inner for label in labels for inner in label.iter()}
    for field in every:
        if field.tag not in ("input", "select", "textarea") or field.get("type") in UNLABELLED_TYPES:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby")
        if not (named or field in wrapped or (field.get("id") and field.get("id") in labelled)):
            yield f"<{field.tag} name={field.get('name')!r}> has no label"


def _inline(every: list[Element]) -> Iterator[str]:
    for element in every:
        if element.tag == "style" or element.get("style") is not None:
            yield f"<{element.tag}> carries style"
        if element.tag == "script" and not element.get("src") and element.get("type") != "application/json":
            yield "a script stands in the page"
        handlers = [name for name in element.attrib if name.startswith("on")]
        if handlers or (element.get("href") or "").strip().lower().startswith("javascript:"):
            yield f"<{element.tag}> carries script"


def _forms(tree: Element) -> Iterator[str]:
    for form in tree.iter("form"):
        # A form with a prefix puts it before its token's name too.
        names = {(field.get("name") or "").rpartition("csrf_")[2] for field in form.iter("input")}
        if form.get("method", "get").lower() == "post" and "token" not in names:
            yield f"the form to {form.get('action')!r} has no csrf_token"
        if form.get("method", "get").lower() == "get" and "token" in names:
            yield f"the form to {form.get('action')!r} would put its csrf_token into the address"


def _names(every: list[Element]) -> Iterator[str]:
    for element in every:
        if element.tag == "img" and element.get("alt") is None:
            yield f"<img src={element.get('src')!r}> has no alt"
        if element.tag in ("a", "button") and not _name(element):
            yield f"<{element.tag} {element.get('href') or element.get('name') or ''}> has no name"


def _name(element: Element) -> str:
    pictures = [image.get("alt") or "" for image in element.iter("img")]
    given = element.get("aria-label") or element.get("aria-labelledby") or element.get("title") or ""
    return (words(element) + given + "".join(pictures)).strip()


def _niks(every: list[Element]) -> Iterator[str]:
    for element in every:
        texts = [element.text or "", element.tail or "", *_attributes(element)]
        if any(RAW_NIK.search(text) for text in texts):
            yield f"<{element.tag}> shows a number of 16 digits"


def _attributes(element: Element) -> list[str]:
    """All attributes; what somebody typed as NIK into a form comes back to them in its field."""
    typed = element.tag == "input" and element.get("name") == "nik"
    return [value for name, value in element.items() if not (typed and name == "value")]
