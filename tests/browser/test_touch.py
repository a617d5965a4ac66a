"""The page under a finger: a swipe scrolls wherever it begins, a tap tells, targets are large."""

import pytest
from playwright.sync_api import expect

from dashboard_app.words import speak
from tests.browser.reader import Reader

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
phone = pytest.mark.parametrize("reader", [PHONE], indirect=True, ids=["phone"])

STEPS = 10
LEAST_PIXELS = 44
"""So large is what a finger hits (WCAG 2.2, target size, enhanced)."""
SMALL = """least => [...document.querySelectorAll(
  "button, summary, nav a, .controls label, .controls input[type=text], .downloads a, .sources a"
)].filter((node) => {
  const { width, height } = node.getBoundingClientRect();
  const hidden = !node.checkVisibility({ visibilityProperty: true }) || width < 2;
  // The steps beside a number and the box within a box of tags are there besides the whole.
  const besides = node.tabIndex === -1 || node.matches(".mantine-MultiSelect-inputField, label *");
  return !hidden && !besides && height < least - 0.5;
}).map((node) => `${node.outerHTML.slice(0, 120)}: ${node.getBoundingClientRect().height}`)"""
SCALE = "document.querySelector('#figure .js-plotly-plot')._fullLayout.yaxis.range"


def swipe(reader: Reader, x: float, y: float, upwards: float) -> None:
    """Move a finger over the screen, as the browser is told by its hardware."""
    finger = reader.page.context.new_cdp_session(reader.page)
    path = [{"x": x, "y": y - upwards * step / STEPS} for step in range(STEPS + 1)]
    for kind, place in zip(["touchStart", *["touchMove"] * STEPS], path, strict=True):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@phone
def test_a_swipe_over_a_figure_scrolls_the_page_and_does_not_zoom(reader: Reader) -> None:
    reader.open("/trends?lang=es")
    reader.sees_figure()
    plot = reader.page.locator("#figure .nsewdrag").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    scale, before = reader.page.evaluate(SCALE), reader.page.evaluate("scrollY")
    swipe(reader, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, upwards=200)
    reader.page.wait_for_function("before => scrollY > before + 100", arg=before)
    assert reader.page.evaluate(SCALE) == scale


@phone
def test_a_tap_on_a_figure_still_tells_the_values_there(reader: Reader) -> None:
    reader.open("/trends?source=crossref&lang=es")
    reader.sees_figure()
    box = reader.page.locator("#figure .nsewdrag").first.bounding_box()
    assert box is not None
    reader.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(reader.page.locator("#figure .hoverlayer")).not_to_be_empty()


@phone
def test_what_is_to_be_pressed_is_as_large_as_a_finger(reader: Reader) -> None:
    words = speak("es")
    reader.open("/trends?lang=es")
    reader.sees_figure()
    reader.page.get_by_role("button", name=words("page_controls_open")).tap()
    for folded in ("page_more_options", "page_sources", "page_cite"):
        reader.page.get_by_text(words(folded), exact=True).tap()
    assert reader.page.evaluate(SMALL, LEAST_PIXELS) == []
    reader.page.get_by_role("button", name=words("page_open_navigation")).tap()
    expect(reader.page.get_by_role("link", name=words("page_cite_title"))).to_be_in_viewport()
    assert reader.page.evaluate(SMALL, LEAST_PIXELS) == []
