"""Pages without a mouse: reach a control with Tab, and see that every control can be reached."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

# What a person can use with the keyboard, as far as it is shown; of radio buttons with one name Tab reaches one.
CONTROLS = """() => {
    const radios = new Set();
    return [...document.querySelectorAll("main a[href], main button, main input, main select, main textarea," +
                                         "main summary, main [tabindex='0']")].filter(part => {
        if (part.disabled || part.type === "hidden" || !part.checkVisibility({visibilityProperty: true})) return false;
        if (part.type !== "radio") return true;
        return !radios.has(part.name) && radios.add(part.name);
    }).map((part, place) => { part.dataset.place = place; return part.outerHTML.slice(0, 200); });
}"""
PLACE = "() => document.activeElement.dataset.place ?? ''"
# A focus nobody can see is none: it stands inside the window, and something is drawn around it.
FOCUS_IS_SEEN = """() => {
    const part = document.activeElement, box = part.getBoundingClientRect(), style = getComputedStyle(part);
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return inside && (outlined || style.boxShadow !== "none");
}"""
MOST = 150  # presses of Tab before a control counts as out of reach


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    for _press in range(MOST):
        page.keyboard.press("Tab")
        if target.evaluate("part => part === document.activeElement"):
            return
    raise AssertionError(f"Tab never reaches {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go there with Tab and use it."""
    tab_to(page, target)
    page.keyboard.press(key)


def assert_all_controls_reached(page: Page) -> None:
    """Every visible control of the main part gets a focus that is seen, by Tab alone, in the order of the page."""
    controls = page.evaluate(CONTROLS)
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    places: list[int] = []
    for _press in range(len(controls) + MOST):
        page.keyboard.press("Tab")
        place = page.evaluate(PLACE)
        if place == "" and len(places) == len(controls):
            break
        if place != "":
            assert page.evaluate(FOCUS_IS_SEEN), f"no focus to be seen on {controls[int(place)]}"
            places.append(int(place))
    missing = [controls[place] for place in range(len(controls)) if place not in places]
    assert missing == [], "Tab never reaches:\n" + "\n".join(missing)
    assert places == sorted(places), "Tab jumps about the page"
