"""The page in a real browser: what a reader asks for is shown, addressed and restored."""

import re

import pytest
from playwright.sync_api import Route, expect

from dashboard_app.data import demo
from dashboard_app.words import LANGUAGES, speak
from tests.browser.reader import Reader

pytestmark = pytest.mark.browser

TOOLS = demo.panel().tools
FIRST, SECOND = TOOLS[0], TOOLS[1]
english = pytest.mark.parametrize("reader", [{"locale": "en-GB"}], indirect=True)
dark = pytest.mark.parametrize("reader", [{"color_scheme": "dark"}], indirect=True)
phone = pytest.mark.parametrize(
    "reader", [{"viewport": {"width": 360, "height": 740}, "has_touch": True}], indirect=True
)


def test_the_first_visit_shows_a_figure_and_says_that_the_data_are_synthetic(
    reader: Reader,
) -> None:
    reader.open("/")
    reader.sees_figure()
    expect(reader.page.locator("html")).to_have_attribute("lang", "es")
    banner = reader.page.locator("#demo")
    for language in LANGUAGES:
        expect(banner).to_contain_text(speak(language)("page_demo"))
    assert speak("es")("page_name") in reader.page.title()


@english
def test_the_language_is_that_of_the_browser(reader: Reader) -> None:
    reader.open("/")
    reader.sees_figure()
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    expect(reader.control("Tool")).to_be_visible()
    expect(reader.page.locator("#finding")).to_contain_text("monthly")


def test_the_language_is_switched_and_remembered(reader: Reader) -> None:
    reader.open(f"/trends?tool={SECOND}&lang=es")
    reader.sees_figure()
    reader.page.get_by_role("link", name="EN", exact=True).click()
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    reader.sees_figure()
    assert reader.query["tool"] == [SECOND]
    reader.open("/")
    reader.expect_query("lang", "en")
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")


def test_another_tool_changes_address_and_figure_and_the_way_back_leads_back(
    reader: Reader,
) -> None:
    words = speak("es")
    reader.open("/trends?lang=es")
    reader.sees_heading(words.tool(FIRST))
    reader.choose_tool(words.tool(SECOND))
    reader.sees_heading(words.tool(SECOND))
    reader.expect_query("tool", SECOND)
    reader.page.go_back()
    reader.sees_heading(words.tool(FIRST))
    expect(reader.control("Herramienta")).to_have_value(words.tool(FIRST))
    reader.page.go_forward()
    reader.sees_heading(words.tool(SECOND))


def test_a_second_tool_stands_on_the_y_axis_and_is_taken_back(reader: Reader) -> None:
    words = speak("es")
    reader.open("/regression?lang=es")
    reader.sees_figure()
    reader.choose_tool(words.tool(SECOND), "Herramienta en el eje y")
    reader.expect_query("y_tool", SECOND)
    expect(reader.page.locator("#finding")).to_contain_text(f"{words.tool(SECOND)} (y)")
    reader.choose_tool(words.tool(SECOND), "Herramienta en el eje y")
    reader.expect_query("y_tool")
    expect(reader.page.locator("#finding")).not_to_contain_text(f"{words.tool(SECOND)} (y)")


def test_switching_the_tool_is_cheap(reader: Reader) -> None:
    words = speak("es")
    reader.open("/trends?lang=es")
    reader.sees_figure()
    answered: list[int] = []
    reader.page.on(
        "response",
        lambda response: (
            answered.append(int(response.headers.get("content-length") or 0))
            if "_dash-update-component" in response.url
            else None
        ),
    )
    reader.choose_tool(words.tool(SECOND))
    reader.sees_heading(words.tool(SECOND))
    reader.page.wait_for_load_state("networkidle")
    assert 0 < len(answered) <= 6
    assert sum(answered) < 60_000


def test_sources_and_period_are_kept_in_the_address(reader: Reader) -> None:
    reader.open("/trends?lang=es")
    reader.sees_figure()
    reader.page.get_by_text("Crossref", exact=True).first.click()
    expect(reader.page.locator("#figure")).not_to_contain_text("Crossref")
    assert "crossref" not in reader.query["source"]
    reader.page.get_by_text("10 años", exact=True).click()
    reader.expect_query("range", "10")
    expect(reader.page.locator("#finding")).to_contain_text("n = 120")
    reader.page.reload()
    reader.sees_figure()
    expect(reader.page.locator("#finding")).to_contain_text("n = 120")
    expect(reader.page.locator("#figure")).not_to_contain_text("Crossref")
    expect(reader.page.get_by_role("radio", name="10 años")).to_be_checked()


def test_months_are_taken_as_they_are_written(reader: Reader) -> None:
    words = speak("es")
    reader.open("/trends?source=crossref&lang=es")
    reader.sees_figure()
    reader.page.get_by_text(words("page_more_options"), exact=True).click()
    reader.control("Desde").fill("2010")
    reader.page.keyboard.press("Enter")
    reader.expect_query("from", "2010-01")
    reader.control("Hasta").fill("15/3")
    reader.page.keyboard.press("Enter")
    expect(reader.control("Hasta")).to_have_attribute("aria-invalid", "true")
    reader.control("Hasta").fill("2012-06")
    reader.page.keyboard.press("Enter")
    reader.expect_query("to", "2012-06")
    expect(reader.page.locator("#finding")).to_contain_text("n = 30")


def test_without_any_source_all_are_shown(reader: Reader) -> None:
    reader.open("/trends?source=crossref&lang=es")
    reader.sees_figure()
    reader.page.get_by_text("Crossref", exact=True).first.click()
    reader.expect_query("source")
    for box in reader.page.locator(".chips input").all():
        expect(box).to_be_checked()


def test_tools_are_compared(reader: Reader) -> None:
    words = speak("es")
    reader.open(f"/trends?tool={SECOND}&source=crossref&lang=es")
    reader.sees_figure()
    reader.choose_tool(words.tool(FIRST), "Comparar con")
    reader.expect_query("tool", SECOND, FIRST)
    for tool in (FIRST, SECOND):
        expect(reader.page.locator("h1")).to_contain_text(words.tool(tool))
        expect(reader.page.locator("#figure .legend")).to_contain_text(words.tool(tool))


def test_the_tool_is_kept_from_question_to_question(reader: Reader) -> None:
    words = speak("es")
    reader.open(f"/trends?tool={SECOND}&lang=es")
    reader.sees_figure()
    reader.page.get_by_role("link", name="Medias por período").click()
    reader.page.wait_for_url("**/means?*")
    reader.sees_heading(words.tool(SECOND))
    reader.sees_figure()
    expect(reader.page).to_have_title(re.compile("Medias por período"))


def test_the_tool_is_found_again_behind_pages_that_have_none(reader: Reader) -> None:
    words = speak("es")
    reader.open(f"/trends?tool={SECOND}&lang=es")
    reader.sees_figure()
    for page in ("Panorama", words("page_about_title")):
        reader.page.get_by_role("link", name=page, exact=True).click()
        reader.sees_heading(page)
    reader.page.get_by_role("link", name="Panorama", exact=True).click()
    reader.sees_heading("Panorama")
    reader.expect_query("tool")
    reader.page.get_by_role("link", name="Medias por período").click()
    reader.sees_heading(words.tool(SECOND))
    reader.expect_query("tool", SECOND)


@dark
def test_the_theme_is_that_of_the_system_and_can_be_switched(reader: Reader) -> None:
    reader.open("/")
    reader.sees_figure()
    root = reader.page.locator("html")
    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
    tick = reader.page.locator("#figure .ytick text").first
    ink_dark = tick.evaluate("node => getComputedStyle(node).fill")
    reader.page.get_by_role("button", name="Cambiar entre claro y oscuro").click()
    expect(root).to_have_attribute("data-mantine-color-scheme", "light")
    reader.page.wait_for_function(
        "before => getComputedStyle(document.querySelector('#figure .ytick text')).fill !== before",
        arg=ink_dark,
    )
    reader.page.reload()
    reader.sees_figure()
    expect(root).to_have_attribute("data-mantine-color-scheme", "light")


def test_the_data_table_is_read_when_it_is_opened(reader: Reader) -> None:
    reader.open("/trends?lang=es&source=bain_usability")
    reader.sees_figure()
    reader.page.get_by_text("Tabla de datos", exact=True).click()
    expect(reader.page.locator(".table thead th").first).to_be_visible()
    expect(reader.page.locator(".table tbody tr").nth(3)).to_be_visible()


def test_a_text_for_programs_is_no_cell_of_the_data_table(reader: Reader) -> None:
    def lengthen(route: Route) -> None:
        told = route.fetch().json()
        told["result"]["view"] = "packed" * 1000
        route.fulfill(json=told)

    reader.page.route("**/api/v1/analyses/trends?*", lengthen)
    reader.open("/trends?lang=es&source=bain_usability")
    reader.sees_figure()
    reader.page.get_by_text("Tabla de datos", exact=True).click()
    expect(reader.page.locator(".table tbody tr").nth(3)).to_be_visible()
    expect(reader.page.locator(".table")).not_to_contain_text("packed")


def test_a_link_in_a_figure_leads_to_its_tool_without_loading_anew(reader: Reader) -> None:
    reader.open("/overview?lang=es")
    reader.sees_figure()
    reader.page.evaluate("window.stayed = true")
    reader.press(reader.page.locator("#figure").get_by_text(speak("es").tool(SECOND), exact=True))
    reader.sees_heading(speak("es").tool(SECOND))
    reader.expect_query("tool", SECOND)
    assert reader.page.evaluate("window.stayed")


def test_plotly_is_loaded_once_and_early(reader: Reader) -> None:
    loaded: list[str] = []
    reader.page.on(
        "request", lambda sent: loaded.append(sent.url) if "plotly.min" in sent.url else None
    )
    reader.open("/trends?lang=es")
    reader.sees_figure()
    assert len(loaded) == 1
    reader.open("/about?lang=es")
    expect(reader.page.locator("h1")).to_be_visible()
    assert len(loaded) == 1


def test_a_wrong_link_is_said_and_leads_back(reader: Reader) -> None:
    reader.open("/trends?tool=Nada&range=10&lang=es")
    notice = reader.page.locator(".notice")
    expect(notice).to_contain_text("Nada")
    notice.get_by_role("link").click()
    reader.sees_figure()
    assert reader.query["range"] == ["10"]


@phone
def test_a_phone_needs_no_sideways_scrolling(reader: Reader) -> None:
    for path in ("/trends?lang=es", "/means?lang=es", "/data?lang=es", "/about?lang=es"):
        reader.open(path)
        expect(reader.page.locator("h1")).to_be_visible()
        reader.page.wait_for_load_state("networkidle")
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= 360, path


@phone
def test_on_a_phone_the_whole_ranking_is_seen_and_a_name_leads_to_its_tool(reader: Reader) -> None:
    name = speak("es").tool(SECOND)
    reader.open("/overview?view=ranking&lang=es")
    reader.sees_figure()
    graph = reader.page.locator(".graph")
    assert graph.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    drawn = reader.page.locator("#figure").get_by_text(name)
    box = drawn.bounding_box()
    assert box is not None
    assert 0 <= box["x"]
    assert box["x"] + box["width"] <= 360
    reader.press(reader.page.locator("#figure a").filter(has_text=name).first)
    reader.sees_heading(name)


@phone
def test_on_a_phone_controls_and_questions_are_behind_buttons(reader: Reader) -> None:
    words = speak("es")
    reader.open("/trends?lang=es")
    reader.sees_figure()
    expect(reader.control("Herramienta")).to_be_hidden()
    reader.page.get_by_role("button", name=words("page_controls_open")).click()
    reader.choose_tool(words.tool(SECOND))
    reader.sees_heading(words.tool(SECOND))
    reader.page.keyboard.press("Escape")
    expect(reader.control("Herramienta")).to_be_hidden()
    reader.page.get_by_role("button", name=words("page_open_navigation")).click()
    link = reader.page.get_by_role("link", name="Medias por período")
    expect(link).to_be_visible()
    link.click()
    reader.page.wait_for_url("**/means?*")
    expect(link).not_to_be_in_viewport()


@phone
def test_questions_behind_their_button_are_skipped_and_escape_closes_them(reader: Reader) -> None:
    words = speak("es")
    reader.open("/trends?lang=es")
    reader.sees_figure()
    burger = reader.page.get_by_role("button", name=words("page_open_navigation"))
    expect(burger).to_have_attribute("aria-expanded", "false")
    reader.page.get_by_role("button", name=words("page_theme")).focus()
    reader.page.keyboard.press("Tab")
    toggle = reader.page.get_by_role("button", name=words("page_controls_open"))
    expect(toggle).to_be_focused()
    burger.click()
    expect(burger).to_have_attribute("aria-expanded", "true")
    expect(reader.page.get_by_role("link", name="Medias por período")).to_be_in_viewport()
    reader.page.keyboard.press("Escape")
    expect(burger).to_have_attribute("aria-expanded", "false")
    expect(burger).to_be_focused()


def test_the_last_questions_are_in_sight_on_a_low_screen(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 1280, "height": 600})
    reader.open("/trends?lang=es")
    reader.sees_figure()
    link = reader.page.get_by_role("link", name=speak("es")("page_cite_title"), exact=True)
    expect(link).to_be_in_viewport()
    link.click()
    reader.sees_heading(speak("es")("page_cite_title"))


def test_who_comes_first_is_greeted_until_a_tool_is_chosen(reader: Reader) -> None:
    words = speak("es")
    reader.open("/")
    reader.sees_figure()
    greeting = reader.page.locator("#welcome")
    expect(greeting).to_contain_text(words("page_welcome_choose"))
    reader.choose_tool(words.tool(SECOND))
    reader.sees_heading(words.tool(SECOND))
    expect(greeting).to_be_hidden()
    reader.page.go_back()
    reader.sees_heading(words.tool(FIRST))
    expect(greeting).to_be_visible()


def test_nothing_within_an_image_can_be_pressed(reader: Reader) -> None:
    for path in ("trends", "regression"):
        reader.open(f"/{path}?lang=es")
        expect(reader.page.locator("#figure .js-plotly-plot")).to_be_visible()
        image = reader.page.locator(".graph[role=img]")
        expect(image).to_have_count(1)
        expect(image.locator("button, a, [tabindex='0']")).to_have_count(0)
