"""A form as it stands on a page: what it would send, and sending it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from werkzeug.datastructures import MultiDict

from tests.support.html import words

if TYPE_CHECKING:
    from tests.pages import Page

BUTTON_TYPES = {"submit", "image"}


class PageForm:
    """One form. `data` is what a browser would send now; `fill` changes it as a person could."""

    def __init__(self, page: "Page", element: Element) -> None:
        self.page = page
        self.element = element
        self.action = urljoin(page.url, element.get("action") or page.url)
        self.method = element.get("method", "get").upper()
        self.controls = list(self._controls())
        self.data: MultiDict[str, Any] = MultiDict(self._defaults())

    @property
    def names(self) -> set[str]:
        """Every field that is on the page, filled or not."""
        return {control.get("name", "") for control in self.controls} - {""}

    def fill(self, values: Mapping[str, Any] | None = None, **more: Any) -> "PageForm":
        """Type, choose, tick (True), untick (False). AssertionError for what the page does not offer."""
        for name, value in {**(values or {}), **more}.items():
            self._set(name, value)
        return self

    def options(self, name: str) -> list[str]:
        """What one may choose from in a field, in the order of the page."""
        mine = [control for control in self.controls if control.get("name") == name]
        values = [control.get("value", "on") for control in mine if control.tag == "input"]
        return values or [_option(option) for control in mine for option in control.iter("option")]

    def submit(self, button: str | None = None, *, status: int | None = None, follow: bool = False) -> "Page":
        """Press the button that reads `button`, or the first one."""
        pressed = self._button(button)
        data = self.data.copy()
        if pressed is not None and pressed.get("name"):
            data.add(pressed.get("name", ""), pressed.get("value", ""))
        action = (
            urljoin(self.page.url, pressed.get("formaction"))
            if pressed is not None and pressed.get("formaction")
            else self.action
        )
        return self._send(action, data, status=status, follow_redirects=follow)

    def _send(self, action: str, data: MultiDict[str, Any], **options: Any) -> "Page":
        client = self.page.client
        headers = {"Referer": self.page.url}
        if self.method == "GET":
            return client.get(action.partition("?")[0], query_string=data, headers=headers, **options)
        if self.element.get("enctype") == "multipart/form-data":
            return client.post(
                action, data=data, content_type="multipart/form-data", headers=headers, **options
            )
        typed = MultiDict(
            (name, value) for name, value in data.items(multi=True) if not isinstance(value, tuple)
        )
        return client.post(action, data=typed, headers=headers, **options)

    def _controls(self) -> Iterator[Element]:
        own = self.element.get("id")
        for element in self.page.tree.iter():
            if (
                element.tag in ("input", "select", "textarea", "button")
                and own
                and element.get("form") == own
            ):
                yield element
        yield from (
            element
            for element in self.element.iter()
            if element.tag in ("input", "select", "textarea", "button") and element.get("form") is None
        )

    def _defaults(self) -> Iterator[tuple[str, str]]:
        for control in self.controls:
            name, kind = control.get("name"), control.get("type", "text")
            if (
                not name
                or control.get("disabled") is not None
                or control.tag == "button"
                or kind in BUTTON_TYPES
            ):
                continue
            if control.tag == "select":
                yield from ((name, value) for value in _chosen(control))
            elif control.tag == "textarea":
                yield name, (control.text or "").removeprefix("\n")
            elif kind in ("checkbox", "radio"):
                if control.get("checked") is not None:
                    yield name, control.get("value", "on")
            elif kind != "file":
                yield name, control.get("value", "")

    def _set(self, name: str, value: Any) -> None:
        mine = [control for control in self.controls if control.get("name") == name]
        assert mine, f"no field {name!r}; there are {sorted(self.names)}"
        kind = mine[0].get("type", "text")
        if kind == "checkbox" and isinstance(value, bool):
            self.data.setlist(name, [mine[0].get("value", "on")] if value else [])
            return
        offered = _offered(mine)
        wanted = value if isinstance(value, list) else [value]
        assert offered is None or set(map(str, wanted)) <= offered, (
            f"{name!r} offers {sorted(offered or ())}, not {value!r}"
        )
        self.data.setlist(name, wanted if kind == "file" else [str(one) for one in wanted])

    def _button(self, text: str | None) -> Element | None:
        buttons = [
            control
            for control in self.controls
            if (control.tag == "button" and control.get("type", "submit") == "submit")
            or control.get("type") in BUTTON_TYPES
        ]
        if text is None:
            return buttons[0] if buttons else None
        found = [
            button
            for button in buttons
            if text in (words(button), button.get("value"), button.get("aria-label"))
        ]
        assert found, f"no button {text!r}; there are {[words(button) for button in buttons]}"
        return found[0]


def _option(option: Element) -> str:
    return option.get("value", words(option))


def _chosen(select: Element) -> list[str]:
    options = list(select.iter("option"))
    chosen = [_option(option) for option in options if option.get("selected") is not None]
    if chosen or select.get("multiple") is not None:
        return chosen
    return [_option(options[0])] if options else []


def _offered(controls: list[Element]) -> set[str] | None:
    """The values one may choose from; None where one may type."""
    if controls[0].tag == "select":
        return {_option(option) for option in controls[0].iter("option")}
    if controls[0].get("type") in ("checkbox", "radio"):
        return {control.get("value", "on") for control in controls}
    return None
