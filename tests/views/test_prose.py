"""Markdown becomes components, and nothing in it can become a script."""

from dash import html

from dashboard_app.views import prose
from tests.views.bench import text, walk


def kinds(source: str) -> list[type]:
    return [type(part) for part in walk(prose.components(source)) if not isinstance(part, str)]


def test_paragraphs_lists_emphasis_and_links() -> None:
    source = "## Título\n\nUno **dos** *tres* `cuatro`.\n\n- a\n- b\n\n[x](https://example.org)"
    assert kinds(source) == [
        html.H2, html.P, html.Strong, html.Em, html.Code,
        html.Ul, html.Li, html.Li, html.P, html.A,
    ]  # fmt: skip


def test_tables() -> None:
    assert html.Td in kinds("| a | b |\n|---|---|\n| 1 | 2 |")


def test_html_stays_text() -> None:
    source = "<script>alert(1)</script> <b>x</b>"
    assert set(kinds(source)) == {html.P}
    assert "<script>alert(1)</script>" in text(prose.components(source))


def test_a_link_leads_only_where_it_may() -> None:
    for target in ("javascript:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x"):
        assert html.A not in kinds(f"[x]({target})")


def test_headings_stay_below_that_of_the_page() -> None:
    assert kinds("# Uno\n\n###### Seis") == [html.H2, html.H4]
