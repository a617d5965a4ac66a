"""What is taken along: a picture that tells its own story, each table, the citation."""

import struct
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from dashboard_app.data import demo
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.words import speak
from tests.browser.reader import Reader

pytestmark = pytest.mark.browser

TOOL = demo.panel().tools[1]
WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}}
screens = pytest.mark.parametrize("reader", [WIDE, PHONE], indirect=True, ids=["wide", "phone"])
clipboard = pytest.mark.parametrize(
    "reader", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True
)

BOXES = """
async (text) => {
  const holder = document.createElement("div");
  holder.innerHTML = text;
  document.body.append(holder);
  const frame = holder.querySelector("svg").getBoundingClientRect();
  const told = [...holder.querySelectorAll("text")].map((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const inside = left >= frame.left && right <= frame.right
      && top >= frame.top && bottom <= frame.bottom;
    return [one.textContent, inside];
  });
  holder.remove();
  return told;
}
"""


def taken(reader: Reader, form: str) -> tuple[str, bytes]:
    """The name and the bytes of the picture."""
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name=form, exact=True).click()
    path = download.value.path()
    return download.value.suggested_filename, Path(path).read_bytes()


@screens
def test_a_picture_says_what_it_shows_and_where_it_is_from(reader: Reader) -> None:
    words = speak("es")
    reader.open(f"/trends?tool={TOOL}&lang=es")
    reader.sees_figure()
    name, picture = taken(reader, "SVG")
    assert name.startswith("trends-")
    assert name.endswith(".svg")
    drawn = dict(reader.page.evaluate(BOXES, picture.decode()))
    said = " ".join(drawn)
    seen = reader.page.locator(".seen-by").inner_text()
    headings = [words.tool(TOOL), reader.page.locator(".question").inner_text()]
    for part in [*headings, *seen.split()]:
        assert part in said
    assert any(words.source(source) in seen for source in SOURCE_IDS)
    address = unquote(reader.page.url)
    assert address in "".join(drawn)
    assert [text for text, inside in drawn.items() if not inside] == []


@screens
def test_a_picture_has_room_for_what_it_says(reader: Reader) -> None:
    reader.open(f"/trends?tool={TOOL}&lang=es")
    reader.sees_figure()
    name, picture = taken(reader, "PNG")
    assert name.endswith(".png")
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    figure = reader.page.locator("#figure .js-plotly-plot").bounding_box()
    assert figure is not None
    assert width == pytest.approx(2 * figure["width"], abs=2)
    assert height > 2 * figure["height"] + 100


def test_the_menu_of_tables_is_worked_by_keyboard(reader: Reader) -> None:
    reader.open(f"/trends?tool={TOOL}&lang=es")
    reader.sees_figure()
    menu = reader.page.locator(".menu > summary")
    table = reader.page.locator(".menu-list a")
    menu.focus()
    expect(table.first).to_be_hidden()
    reader.page.keyboard.press("Enter")
    expect(table.first).to_be_visible()
    reader.page.keyboard.press("Tab")
    expect(table.first).to_be_focused()
    with reader.page.expect_download() as download:
        reader.page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    reader.page.keyboard.press("Escape")
    expect(table.first).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    expect(table.first).to_be_visible()
    reader.page.locator("h1").click()
    expect(table.first).to_be_hidden()


@screens
def test_the_menu_of_tables_stays_on_the_screen(reader: Reader) -> None:
    reader.open(f"/change_points?tool={TOOL}&lang=es")
    reader.sees_figure()
    reader.page.locator(".menu > summary").click()
    for link in reader.page.locator(".menu-list li").all():
        box = link.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= reader.page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.parametrize("reader", [PHONE], indirect=True, ids=["phone"])
def test_the_series_of_all_tools_are_a_table_that_scrolls_by_itself(reader: Reader) -> None:
    words = speak("es")
    reader.open("/overview?source=google_books&lang=es")
    reader.sees_figure()
    reader.page.get_by_text(words("page_sources"), exact=True).click()
    table = reader.page.locator(".sources table")
    expect(table).to_be_visible()
    expect(table.get_by_role("link", name=words.tool(TOOL), exact=True)).to_be_visible()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390
    table.get_by_role("link", name=words.tool(TOOL), exact=True).click()
    reader.sees_heading(words.tool(TOOL))


@clipboard
def test_the_citation_is_copied_as_it_stands_and_as_bibtex(reader: Reader) -> None:
    words = speak("es")
    reader.open(f"/trends?tool={TOOL}&lang=es")
    reader.sees_figure()
    reader.page.get_by_text(words("page_cite"), exact=True).click()
    said = reader.page.locator(".citation").inner_text()
    copied = "navigator.clipboard.readText()"
    for label, start in (("page_citation_copy", said), ("page_citation_bibtex", "@misc{trends-")):
        reader.page.get_by_role("button", name=words(label), exact=True).click()
        expect(reader.page.get_by_role("button", name=words("page_copied")).last).to_be_visible()
        assert reader.page.evaluate(copied).startswith(start)
