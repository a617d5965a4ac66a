"""The page is quiet: nothing moves under the reader while an answer comes, wide or narrow."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reader import Reader

pytestmark = pytest.mark.browser

GRAPHICS = re.compile("WebGL|GL Driver|Canvas2D")
GOOD = 0.1
"""Below this sum of shifts a page counts as stable (Web Vitals, cumulative layout shift)."""

WATCH = """
window.moved = 0;
new PerformanceObserver((seen) => seen.getEntries().forEach((shift) => {
  if (!shift.hadRecentInput) window.moved += shift.value;
})).observe({ type: "layout-shift", buffered: true });
"""

WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}}
screens = pytest.mark.parametrize("reader", [WIDE, PHONE], indirect=True, ids=["wide", "phone"])
phone = pytest.mark.parametrize("reader", [PHONE], indirect=True, ids=["phone"])


@screens
@pytest.mark.parametrize("path", ["trends", "overview"])
def test_nothing_moves_while_an_answer_comes(reader: Reader, path: str) -> None:
    reader.page.add_init_script(WATCH)
    reader.open(f"/{path}?lang=es")
    reader.sees_figure()
    reader.page.wait_for_load_state("networkidle")
    assert reader.page.evaluate("window.moved") < GOOD


CUT = """
texts => {
  const figure = document.querySelector("#figure").getBoundingClientRect();
  return texts.map((text) => [text.textContent, text.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.left < figure.left - 1 || box.right > figure.right + 1))
    .map(([words]) => words);
}
"""


@phone
@pytest.mark.parametrize("language", ["es", "en"])
def test_no_title_label_or_legend_is_cut(reader: Reader, language: str) -> None:
    for path in ("regression", "stationarity", "correlation", "pca"):
        reader.open(f"/{path}?lang={language}")
        reader.sees_figure()
        texts = reader.page.locator("#figure text")
        assert texts.count() > 5, path
        assert texts.evaluate_all(CUT) == [], path


PAPER_PIXELS = 680
"""So wide is A4 within margins of 15 mm, at 96 pixels an inch, and Letter is wider."""
WIDEST = """() => Math.max(...[...document.querySelectorAll(".graph svg, .graph canvas")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true }))
  .map((node) => node.getBoundingClientRect().width))"""


SCALE = """() => Number(
  getComputedStyle(document.querySelector("#figure .js-plotly-plot .svg-container")).zoom)"""


wide = pytest.mark.parametrize("reader", [WIDE], indirect=True, ids=["wide"])


@wide
def test_a_figure_is_printed_as_wide_as_the_paper(reader: Reader) -> None:
    reader.open("/trends?lang=es")
    reader.sees_figure()
    on_screen = reader.page.evaluate(WIDEST)
    assert on_screen > PAPER_PIXELS
    reader.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    reader.page.emulate_media(media="print")
    # Emulated, print is a screen to which Plotly fits the figure anew: the scale stays.
    scale = reader.page.evaluate(SCALE)
    assert on_screen * scale == pytest.approx(PAPER_PIXELS, abs=1)


@wide
def test_a_scene_is_printed_from_a_copy(reader: Reader) -> None:
    reader.open("/trajectory?view=3d&lang=es")
    reader.sees_figure()
    copies = reader.page.locator(".printed-scene")
    reader.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(copies).to_have_count(1)
    drawn = "(node) => node.getContext('2d').getImageData(0, 0, node.width, node.height).data"
    assert copies.evaluate(f"(node) => ({drawn})(node).some((part) => part > 0)")
    reader.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(copies).to_have_count(0)
    # The driver of a machine without a graphics card has much to say about WebGL.
    reader.complaints[:] = [one for one in reader.complaints if not GRAPHICS.search(one)]


def test_a_printed_page_says_how_it_is_cited(reader: Reader) -> None:
    reader.open("/seasonality?lang=es")
    reader.sees_figure()
    citation = reader.page.locator(".citation")
    expect(citation).to_be_hidden()
    reader.page.emulate_media(media="print")
    reader.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(citation).to_be_visible()
    expect(reader.page.locator(".controls-panel")).to_be_hidden()
    expect(reader.page.locator(".folded:visible")).to_have_count(1)
    reader.page.emulate_media(media="screen")
    reader.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(citation).to_be_hidden()
