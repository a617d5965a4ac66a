"""Markdown as components: method notes, notes of the data, and the pages in prose.

Turned on the server, because dcc.Markdown makes the reader load 325 kB for it. Raw HTML in
a text is shown as text, and a link leads only to http, https, mailto, or a page of ours.
"""

from collections.abc import Callable, Mapping
from functools import cache

from dash import html
from dash.development.base_component import Component
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from dashboard_app.words.markdown import parser

Child = str | Component

TAGS: Mapping[str, Callable[..., Component]] = {
    "paragraph": html.P,
    "bullet_list": html.Ul,
    "ordered_list": html.Ol,
    "list_item": html.Li,
    "blockquote": html.Blockquote,
    "strong": html.Strong,
    "em": html.Em,
    "table": html.Table,
    "thead": html.Thead,
    "tbody": html.Tbody,
    "tr": html.Tr,
    "th": html.Th,
    "td": html.Td,
}
LEAST_HEADING = 2
"""The page itself has the heading of the first level."""


@cache
def _parser() -> MarkdownIt:
    return parser()


def components(text: str, deeper: int = 0) -> list[Child]:
    """A Markdown text as Dash components; headings go `deeper` levels down."""
    tree = SyntaxTreeNode(_parser().parse(text))
    return [child for node in tree.children for child in _turn(node, deeper)]


def _turn(node: SyntaxTreeNode, deeper: int) -> list[Child]:
    inside = [child for part in node.children for child in _turn(part, deeper)]
    match node.type:
        case "text":
            return [node.content]
        case "inline":
            return inside
        case "softbreak":
            return [" "]
        case "hardbreak":
            return [html.Br()]
        case "code_inline":
            return [html.Code(node.content)]
        case "fence" | "code_block":
            return [html.Pre(html.Code(node.content))]
        case "hr":
            return [html.Hr()]
        case "heading":
            return [_heading(int(node.tag[1:]) + deeper, inside)]
        case "link":
            return [_link(str(node.attrs.get("href", "")), inside)]
        case "paragraph" if node.hidden:
            # A list whose items stand close together has no paragraphs of its own.
            return inside
        case name if name in TAGS:
            return [TAGS[name](inside)]
        case _:
            return [node.content, *inside] if node.content else inside


def _heading(level: int, inside: list[Child]) -> Component:
    levels = {2: html.H2, 3: html.H3, 4: html.H4}
    return levels[min(max(level, LEAST_HEADING), max(levels))](inside)


def _link(href: str, inside: list[Child]) -> Child:
    if href.startswith(("https://", "http://", "mailto:")):
        return html.A(inside, href=href, rel="noopener")
    if href.startswith(("/", "#")) and not href.startswith("//"):
        return html.A(inside, href=href)
    return html.Span(inside)
