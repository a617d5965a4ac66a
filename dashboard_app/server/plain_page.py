"""A page without a script: for errors and for the status, when the dashboard itself may be ill."""

from html import escape

from flask import Response

from dashboard_app.views.language import LANGUAGE
from dashboard_app.words import Words

PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 10vh auto }}
main {{ padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
caption {{ padding-top: 1.2rem; font-weight: 600; text-align: start }}
th, td {{ text-align: start; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884 }}
</style>
</head>
<body><main>
<h1>{title}</h1>
{content}
<p><a href="/?{language_param}={language}">{home}</a></p>
</main></body>
</html>
"""


def render(title: str, content: str, words: Words) -> Response:
    """The page with a title, which is text, and a content, which is HTML."""
    text = PAGE.format(
        language=words.language,
        language_param=LANGUAGE,
        title=escape(title),
        content=content,
        home=escape(words("error_home")),
    )
    response = Response(text, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def paragraph(text: str) -> str:
    """A text as a paragraph."""
    return f"<p>{escape(text)}</p>"


def table(rows: list[tuple[str, ...]], caption: str) -> str:
    """Rows of text, the first column naming the row."""
    lines = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return f"<table><caption>{escape(caption)}</caption>{lines}</table>"
