"""What a page must be for everybody: readable by machine and eye, in light and dark, from 320 pixels on."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.visitor import Visitor

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SEVEN_TO_ONE = "color-contrast-enhanced"  # of AAA; the rest is AA
ALL = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {SEVEN_TO_ONE: {"enabled": True}},
}
WORDS = {**ALL, "rules": {"color-contrast": {"enabled": False}}}
"""Colours are the same in all languages."""

COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", SEVEN_TO_ONE]},
}
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What a thumb is meant to hit; links inside a sentence are not.
SMALL_TARGETS = """() => [...document.querySelectorAll("main button, main .button, nav a, " +
    "main select, main textarea, " +
    "main input:not([type=hidden], [type=checkbox], [type=radio], [type=file])")]
  .filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < 47.9)
  .map((it) => `${it.tagName} ${it.className} ${Math.round(it.getBoundingClientRect().height)}`)"""
# What one comes to by the Tab key: it takes the focus, and the page moves until it is to be seen.
OUT_OF_REACH = """() => {
  const top = (it) => it.getBoundingClientRect().top
  const bar = document.querySelector("nav.places")
  const end = bar && getComputedStyle(bar).position === "fixed" && bar.checkVisibility() ? top(bar) : innerHeight
  const seen = (it) => [it, ...it.querySelectorAll("*")].some((part) => part.checkVisibility())
  const open = document.querySelector("dialog:modal") ?? document.querySelector("main")
  return [...open.querySelectorAll("a[href], button:enabled")].filter(seen).map((it) => {
    it.focus()
    const wrong = document.activeElement !== it ? "takes no focus" : top(it) >= end ? "stays out of sight" : ""
    return wrong && `${it.tagName} ${it.className} ${it.textContent.trim().slice(0, 40)} ${wrong}`
  }).filter(Boolean)
}"""
INJECTED = "() => typeof axe === 'object'"
JUDGED = "async (options) => (await axe.run(options)).violations"
WIDTHS = (320, 360, 640, 1440)


def judge(visitor: Visitor, *, again: bool = False) -> list[str]:
    """What is wrong with the page that is open; nothing, if all is well.

    `again`: its kind was judged as somebody else saw it, so how it looks in the dark and on other screens is known.
    """
    looks = () if again else (*_too_wide(visitor), *_in_the_dark(visitor))
    return [*_looked_at(visitor, ALL), *looks, *_too_small(visitor), *_out_of_reach(visitor)]


def judge_words(visitor: Visitor, *, again: bool = False) -> list[str]:
    """As `judge`, but only what may change with the language."""
    return [*_looked_at(visitor, WORDS), *(() if again else _too_wide(visitor))]


def _looked_at(visitor: Visitor, options: dict[str, Any]) -> list[str]:
    if not visitor.page.evaluate(INJECTED):
        visitor.page.evaluate(AXE_SCRIPT)
    found = visitor.page.evaluate(JUDGED, options)
    return [
        f"{visitor.path}: {violation['id']}: {node['target']} {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"][:3]
    ]


def _in_the_dark(visitor: Visitor) -> list[str]:
    visitor.page.emulate_media(color_scheme="dark")
    found = _looked_at(visitor, COLOURS)
    visitor.page.emulate_media(color_scheme="light")
    return [f"dark: {each}" for each in found]


def _too_wide(visitor: Visitor) -> list[str]:
    too_wide = []
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 740})
        over = visitor.page.evaluate(WIDE)
        too_wide += [f"{visitor.path}: {over} pixels too wide at {width}"] if over > 0 else []
    visitor.page.set_viewport_size({"width": visitor.width, "height": 740})
    return too_wide


def _too_small(visitor: Visitor) -> list[str]:
    return [f"{visitor.path}: {target} pixels high" for target in visitor.page.evaluate(SMALL_TARGETS)]


def _out_of_reach(visitor: Visitor) -> list[str]:
    return [f"{visitor.path}: {target}" for target in visitor.page.evaluate(OUT_OF_REACH)]
