"""What a reader of the page does and sees, in words that tests can use."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Route, expect

WAIT_MS = 20_000
POLL = "**/_dash-update-component*cacheKey*"
expect.set_options(timeout=WAIT_MS)


@dataclass
class Reader:
    """Somebody who looks at one page; `complaints` are errors that the browser logged."""

    page: Page
    site: str
    complaints: list[str]
    held: list[Route] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page by its address."""
        self.page.goto(self.site + path)

    def sees_figure(self) -> None:
        """A figure is drawn and told."""
        expect(self.page.locator("#figure .main-svg").first).to_be_visible()
        expect(self.page.locator("#finding")).not_to_be_empty()

    def sees_heading(self, text: str) -> None:
        """The page is about this."""
        expect(self.page.locator("h1")).to_have_text(text)

    @property
    def query(self) -> dict[str, list[str]]:
        """What the address says."""
        return parse_qs(urlsplit(self.page.url).query)

    def expect_query(self, name: str, *values: str) -> None:
        """The address comes to say this."""
        self.page.wait_for_function(
            "([name, values]) => JSON.stringify(new URL(location.href).searchParams.getAll(name))"
            " === JSON.stringify(values)",
            arg=[name, list(values)],
            timeout=WAIT_MS,
        )

    def control(self, label: str) -> Locator:
        """The text box of that label."""
        return self.page.get_by_role("textbox", name=label, exact=True).or_(
            self.page.get_by_role("combobox", name=label, exact=True)
        )

    def choose_tool(self, tool: str, label: str = "Herramienta") -> None:
        """Look for a tool by typing and take it."""
        box = self.control(label)
        box.click()
        box.fill(tool)
        self.page.get_by_role("option", name=tool, exact=True).click()

    def press(self, drawn: Locator) -> None:
        """Press what is drawn inside a figure, of which Playwright's own click loses the place."""
        box = drawn.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def hold_polls(self) -> None:
        """Have no poll of a job answered until they are let go."""
        self.page.route(POLL, lambda route: self.held.append(route))

    def let_go(self) -> None:
        """Answer the polls that were held, and all that follow."""
        self.page.unroute(POLL)
        while self.held:
            self.held.pop().continue_()
