"""The Markdown that we read: CommonMark with tables; raw HTML and bare links are text."""

from markdown_it import MarkdownIt


def parser(**options: bool) -> MarkdownIt:
    """A parser of it; `options` are further ones of markdown-it."""
    plain = {"html": False, "linkify": False}
    return MarkdownIt("commonmark", plain | options).enable("table")
