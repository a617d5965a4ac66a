"""Markdown as XHTML for a document that loads nothing: no raw HTML, no images."""

from functools import cache

from markdown_it import MarkdownIt

from dashboard_app.words.markdown import parser

DEEPEST = 6


@cache
def _parser() -> MarkdownIt:
    # An image would be fetched when the document is opened; its text stays.
    return parser(xhtmlOut=True).disable("image")


def xhtml(text: str, deeper: int) -> str:
    """The text with its headings `deeper` levels down; links lead to the web or nowhere."""
    tokens = _parser().parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + deeper, DEEPEST)}"
        for child in token.children or ():
            target = str(child.attrs.get("href", "https://"))
            if child.type == "link_open" and not target.startswith(("https://", "http://")):
                del child.attrs["href"]
    rendered: str = _parser().renderer.render(tokens, _parser().options, {})
    return rendered
