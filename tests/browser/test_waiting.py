"""While a long question is computed: progress, cancelling, lost connections, and failures."""

import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from dashboard_app.analyses import ANALYSES
from dashboard_app.analysis import Cost
from dashboard_app.data import demo
from dashboard_app.words import speak
from tests.browser.reader import POLL, Reader

pytestmark = pytest.mark.browser

LONG = next(one.id for one in ANALYSES if one.id == "change_points" and one.cost is Cost.LONG)
TOOLS = iter(demo.panel().tools)
UPDATE = "**/_dash-update-component*"
words = speak("es")


def never_asked() -> str:
    """The address of a question that no other test has asked, so that it is computed."""
    return f"/{LONG}?tool={next(TOOLS)}&range=15&lang=es"


def test_a_long_question_shows_its_progress_and_is_answered(reader: Reader) -> None:
    reader.hold_polls()
    reader.open(never_asked())
    waiting = reader.page.locator("#waiting")
    expect(waiting).to_be_visible()
    expect(waiting.get_by_role("progressbar")).to_have_count(1)
    expect(reader.page.locator("#waiting-text")).not_to_be_empty()
    reader.let_go()
    reader.sees_figure()
    expect(waiting).to_be_hidden()


def test_a_reload_finds_the_question_again(reader: Reader) -> None:
    reader.hold_polls()
    reader.open(never_asked())
    expect(reader.page.locator("#waiting")).to_be_visible()
    reader.page.unroute(POLL)
    reader.page.reload()
    reader.sees_figure()
    expect(reader.page.locator("#waiting")).to_be_hidden()


def test_waiting_can_be_given_up_and_taken_up_again(reader: Reader) -> None:
    reader.hold_polls()
    reader.open(never_asked())
    expect(reader.page.locator("#waiting")).to_be_visible()
    reader.page.get_by_role("button", name=words("page_cancel"), exact=True).click()
    expect(reader.page.locator("#waiting")).to_be_hidden()
    expect(reader.page.locator(".notice")).to_contain_text(words("page_cancelled"))
    reader.let_go()
    reader.page.get_by_role("button", name=words("page_again"), exact=True).click()
    reader.sees_figure()


def test_a_lost_poll_is_said_and_tried_again(reader: Reader) -> None:
    lost: list[Route] = []

    def lose(route: Route) -> None:
        lost.append(route)
        route.abort()

    reader.page.route(POLL, lose)
    reader.open(never_asked())
    notice = reader.page.locator("#connection")
    expect(notice).to_contain_text(words("page_connection_retrying"))
    reader.page.unroute(POLL)
    reader.sees_figure()
    expect(notice).to_be_hidden()
    assert lost
    reader.complaints[:] = [one for one in reader.complaints if "ERR_FAILED" not in one]


def test_a_failure_tells_its_reference_and_can_be_tried_again(reader: Reader) -> None:
    def fail(route: Route) -> None:
        sent: Any = route.request.post_data_json
        if sent["output"] != "finished.data":
            route.continue_()
            return
        key = sent["inputs"][0]["value"]["key"]
        brought = {"state": "failed", "key": key, "reference": "c0ffee11"}
        body = {"multi": True, "response": {"finished": {"data": brought}}}
        route.fulfill(status=200, content_type="application/json", body=json.dumps(body))

    reader.page.route(UPDATE, fail)
    reader.open(never_asked())
    expect(reader.page.locator(".notice")).to_contain_text("c0ffee11")
    reader.page.unroute(UPDATE)
    reader.page.get_by_role("button", name=words("page_again"), exact=True).click()
    reader.sees_figure()


def test_a_question_whose_data_were_replaced_is_asked_again_by_itself(reader: Reader) -> None:
    told: list[str] = []

    def outdated(route: Route) -> None:
        sent: Any = route.request.post_data_json
        if sent["output"] != "finished.data" or len(told) == 2:
            route.continue_()
            return
        told.append(sent["inputs"][0]["value"]["key"])
        brought = {"state": "outdated", "key": told[-1], "reference": "data"}
        body = {"multi": True, "response": {"finished": {"data": brought}}}
        route.fulfill(status=200, content_type="application/json", body=json.dumps(body))

    reader.page.route(UPDATE, outdated)
    reader.open(never_asked())
    reader.sees_figure()
    assert len(told) == 2


def test_data_that_are_never_the_same_end_in_a_failure(reader: Reader) -> None:
    def outdated(route: Route) -> None:
        sent: Any = route.request.post_data_json
        if sent["output"] != "finished.data":
            route.continue_()
            return
        brought = {
            "state": "outdated",
            "key": sent["inputs"][0]["value"]["key"],
            "reference": "c0ffee12",
        }
        body = {"multi": True, "response": {"finished": {"data": brought}}}
        route.fulfill(status=200, content_type="application/json", body=json.dumps(body))

    reader.page.route(UPDATE, outdated)
    reader.open(never_asked())
    expect(reader.page.locator(".notice")).to_contain_text("c0ffee12", timeout=20_000)
