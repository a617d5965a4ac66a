"""What readers need who use a keyboard, a screen reader or a printer."""

import pytest
from playwright.sync_api import expect

from dashboard_app.data import demo
from dashboard_app.words import speak
from tests.browser.reader import Reader

pytestmark = pytest.mark.browser

PATHS = ("/trends?lang=es", "/means?lang=en", "/data?lang=es", "/about?lang=en", "/trends?tool=x")

UNNAMED = """() => {
  const own = (node) => node.getAttribute('aria-label') || node.textContent || node.title || '';
  const named = (node) => own(node).trim() || node.getAttribute('aria-labelledby')
    || (node.labels && node.labels.length);
  const shown = (node) => node.offsetParent !== null && node.type !== 'hidden'
    && node.getAttribute('aria-hidden') !== 'true';
  const kinds = 'button, a[href], input, select, textarea, [role=img], [role=progressbar]';
  return [...document.querySelectorAll(kinds)]
    .filter((node) => shown(node) && !named(node))
    .map((node) => node.outerHTML.slice(0, 200));
}"""


@pytest.mark.parametrize("path", PATHS)
def test_landmarks_headings_and_names(reader: Reader, path: str) -> None:
    reader.open(path)
    expect(reader.page.locator("h1")).to_be_visible()
    reader.page.wait_for_load_state("networkidle")
    for landmark in ("banner", "main"):
        expect(reader.page.get_by_role(landmark)).to_have_count(1)
    # The questions and the languages, each with a name of its own.
    expect(reader.page.get_by_role("navigation")).to_have_count(2)
    for name in ("page_navigation", "page_language"):
        named = speak(reader.page.evaluate("document.documentElement.lang"))(name)
        expect(reader.page.get_by_role("navigation", name=named, exact=True)).to_have_count(1)
    expect(reader.page.locator("h1")).to_have_count(1)
    assert reader.page.evaluate(UNNAMED) == []
    ids = reader.page.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))


def test_the_figure_has_its_finding_as_text(reader: Reader) -> None:
    reader.open("/trends?lang=es")
    reader.sees_figure()
    told = reader.page.locator(".graph").get_attribute("aria-label")
    assert told
    assert told.split() == reader.page.locator("#finding").inner_text().split()


def test_each_finding_is_said_in_a_region_that_stays(reader: Reader) -> None:
    reader.open("/trends?lang=es")
    reader.sees_figure()
    region = reader.page.locator("#spoken")
    finding = reader.page.locator("#finding")
    expect(region).to_contain_text("n = 240")
    stays = region.element_handle()
    reader.page.get_by_text("10 años", exact=True).click()
    expect(finding).to_contain_text("n = 120")
    expect(region).to_contain_text("n = 120")
    assert stays.evaluate("(node) => node.isConnected && node.getAttribute('role')") == "status"


@pytest.mark.parametrize("by", ["focus", "click"])
def test_what_is_written_takes_the_place_of_the_tool(reader: Reader, by: str) -> None:
    tool = speak("es").tool(demo.panel().tools[1])
    reader.open("/trends?lang=es")
    reader.sees_figure()
    box = reader.control("Herramienta")
    box.click() if by == "click" else box.focus()
    reader.page.keyboard.type(tool[:6])
    expect(box).to_have_value(tool[:6])
    expect(reader.page.get_by_role("option", name=tool, exact=True)).to_be_visible()
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("Enter")
    reader.sees_heading(tool)


def test_the_keyboard_reaches_the_content_first_and_every_control(reader: Reader) -> None:
    words = speak("es")
    reader.open("/trends?lang=es")
    reader.sees_figure()
    reader.page.keyboard.press("Tab")
    expect(reader.page.get_by_role("link", name=words("page_skip"))).to_be_focused()
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator("#content")).to_be_focused()
    reader.page.keyboard.press("Tab")
    expect(reader.control("Herramienta")).to_be_focused()
    outline = reader.page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle"
        " + getComputedStyle(document.activeElement).borderColor"
    )
    assert outline


def test_text_keeps_its_contrast(reader: Reader) -> None:
    reader.open("/trends?lang=es")
    reader.sees_figure()
    for selector in (".eyebrow", ".question", "#finding", ".control-label", ".foot p", "#demo"):
        assert reader.page.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector


CONTRAST = """(node) => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const bright = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  let under = node;
  let paper = [0, 0, 0, 0];
  while (under && (paper.length === 4 && paper[3] === 0)) {
    paper = numbers(getComputedStyle(under).backgroundColor);
    under = under.parentElement;
  }
  const pair = [bright(numbers(getComputedStyle(node).color)), bright(paper)].sort();
  return (pair[1] + 0.05) / (pair[0] + 0.05);
}"""


def test_print_shows_figure_and_finding_alone(reader: Reader) -> None:
    reader.open("/trends?lang=es")
    reader.sees_figure()
    reader.page.emulate_media(media="print")
    expect(reader.page.locator("#finding")).to_be_visible()
    for selector in (".head", ".navbar", "#controls", ".downloads"):
        expect(reader.page.locator(selector)).to_be_hidden()


def test_there_is_no_motion_for_those_who_want_none(reader: Reader) -> None:
    reader.page.emulate_media(reduced_motion="reduce")
    reader.open("/trends?lang=es")
    reader.sees_figure()
    longest = reader.page.evaluate(
        "Math.max(...[...document.querySelectorAll('*')].map("
        "(node) => parseFloat(getComputedStyle(node).transitionDuration) || 0))"
    )
    assert longest <= 0.001


@pytest.mark.parametrize("reader", [{"forced_colors": "active"}], indirect=True)
def test_what_is_chosen_is_told_without_colours_of_ours(reader: Reader) -> None:
    reader.open("/trends?source=crossref&lang=es")
    reader.sees_figure()
    for chosen in (
        ".chips .mantine-Chip-label",
        ".mantine-SegmentedControl-label",
        ".question-link",
        ".language-link",
    ):
        frames = reader.page.locator(chosen).evaluate_all(
            "(nodes) => nodes.filter((node) => node.checkVisibility())"
            ".map((node) => getComputedStyle(node).outlineStyle)"
        )
        assert frames.count("solid") == 1, chosen
        assert len(frames) > 1
