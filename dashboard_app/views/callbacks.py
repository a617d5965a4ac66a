"""The three callbacks that serve all analyses: ask, run, show; and the layout before them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from flask import has_request_context, request

from dashboard_app import worker
from dashboard_app.data.live import Live
from dashboard_app.figures.look import SCREENS
from dashboard_app.params import texts
from dashboard_app.results import Results
from dashboard_app.views import address, asking, document, ids, shell, welcome
from dashboard_app.views.drawing import Drawings
from dashboard_app.views.language import named
from dashboard_app.views.showing import Shown, show
from dashboard_app.words import Language, speak

POLL_MS = 500
SCRIPTS = "dashboard"
CONTROL = ids.control(ALL)  # type: ignore[arg-type]


def register(app: Dash, results: Results, live: Live) -> None:
    """Give `app` its document, its layout, and its callbacks."""
    # Controls come and go with the analysis, so not every id is in the first layout.
    app.config.suppress_callback_exceptions = True
    app.config.update_title = ""
    document.start(app)
    app.layout = _layout(results, live)
    _ask(app, results, live)
    _run(app)
    _show(app, results, live)
    _scripts(app)


def _layout(results: Results, live: Live) -> Callable[[], Component]:
    def layout() -> Component:
        language, wanted = _page_of_request()
        if wanted is None:
            empty = shell.First({}, [], [], [])
            return shell.layout(language, empty, live.panel().demo, embedded=False)
        asked = asking.ask(wanted, language, results, live.panel().tools, compute=False)
        stores = {ids.QUESTION: asked.question, ids.FORM: asked.form}
        if asked.question["state"] == asking.UNASKED:
            del stores[ids.QUESTION]
        words = speak(language)
        first = shell.First(
            stores,
            asked.controls,
            asked.navigation,
            asked.languages,
            welcome.build(results, live.panel(), words) if wanted.home else None,
        )
        return shell.layout(language, first, live.panel().demo, wanted.embedded)

    return layout


def _page_of_request() -> tuple[Language, address.Address | None]:
    """The page that asks for its layout, which the browser names as referrer."""
    referrer = request.headers.get("Referer") if has_request_context() else None
    language = document.language_of_request()
    if not referrer:
        return language, None
    try:
        parts = urlsplit(referrer)
    except ValueError:
        return language, None
    wanted = address.read(parts.path, parts.query)
    return wanted.language or language, wanted


def _ask(app: Dash, results: Results, live: Live) -> None:
    @app.callback(
        Output(ids.QUESTION, "data"),
        Output(ids.PENDING, "data"),
        Output(ids.FORM, "data"),
        Output(ids.CONTROLS, "children"),
        Output(ids.NAVIGATION, "children"),
        Output(ids.LANGUAGES, "children"),
        Input(ids.ADDRESS, "pathname"),
        Input(ids.ADDRESS, "search"),
        Input(ids.AGAIN, "data"),
        State(ids.QUESTION, "data"),
        State(ids.FORM, "data"),
        State(CONTROL, "value"),
        State(CONTROL, "id"),
        prevent_initial_call=True,
    )
    def ask(
        path: str | None,
        search: str | None,
        again: int | None,
        before: dict[str, Any] | None,
        form: dict[str, Any] | None,
        values: list[Any],
        names: list[dict[str, str]],
    ) -> tuple[Any, ...]:
        wanted = address.read(path, search)
        language = wanted.language or _language(form)
        if ids.AGAIN in _triggers():
            results.look_at_data()
        kept = tuple((form or {}).get("kept", ()))
        asked = asking.ask(wanted, language, results, live.panel().tools, kept=kept)
        same = asked.question == before and ids.AGAIN not in _triggers()
        same_form = _same_form(asked.form, form, values, names)
        return (
            no_update if same and asked.pending is None else asked.question,
            no_update if asked.pending is None else asked.pending,
            asked.form,
            no_update if same_form else asked.controls,
            asked.navigation,
            asked.languages,
        )


def _triggers() -> set[str]:
    return {str(name) for name in ctx.triggered_prop_ids.values()}


def _same_form(
    form: dict[str, Any],
    before: dict[str, Any] | None,
    values: list[Any],
    names: list[dict[str, str]],
) -> bool:
    """Whether the controls already stand as they should: redrawn, they would lose the focus."""
    if before is None or (form["name"], form["language"]) != (before["name"], before["language"]):
        return False
    shown: dict[str, list[str]] = {}
    for name, value in zip(names, values, strict=True):
        own = name["name"].removesuffix(ids.MORE)
        shown[own] = sorted([*shown.get(own, []), *_texts(value)])
    return shown == {name: sorted(given) for name, given in form["values"].items()}


def _texts(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [str(item) for item in value]
    return list(texts(value if isinstance(value, float | int) else str(value)))


def _language(form: dict[str, Any] | None) -> Language:
    return named((form or {}).get("language")) or document.language_of_request()


def _run(app: Dash) -> None:
    # It writes one store of the shell: the page that asked may be gone when the job ends.
    app.callback(
        Output(ids.FINISHED, "data"),
        Input(ids.PENDING, "data"),
        background=True,
        interval=POLL_MS,
        progress=[Output(ids.PROGRESS, "data")],
        cancel=[Input(ids.CANCEL, "data")],
        prevent_initial_call=True,
    )(worker.run)


def _show(app: Dash, results: Results, live: Live) -> None:
    drawings = Drawings()

    @app.callback(
        Output(ids.ANSWER, "children"),
        Input(ids.QUESTION, "data"),
        Input(ids.BROUGHT, "data"),
        Input(ids.CANCEL, "data"),
        Input(ids.THEME, "data"),
        State(ids.FORM, "data"),
    )
    def answer(
        question: dict[str, Any] | None,
        finished: dict[str, Any] | None,
        cancelled: int | None,
        theme: str | None,
        form: dict[str, Any] | None,
    ) -> Any:
        look = SCREENS.get(theme) if isinstance(theme, str) else None
        if not question or look is None:
            return no_update
        by = _triggers()
        if by == {ids.BROUGHT} and (finished or {}).get("key") != question.get("key"):
            return no_update
        shown = Shown(
            question,
            finished,
            by == {ids.CANCEL},
            _language(form),
            look,
            request.host_url.rstrip("/"),
            bool((form or {}).get("embedded")),
        )
        return show(shown, results, live, drawings)


def _scripts(app: Dash) -> None:
    """What happens in the browser alone (assets/page.js)."""

    def script(name: str, *dependencies: Any, initial: bool = False) -> None:
        function = ClientsideFunction(SCRIPTS, name)
        app.clientside_callback(  # type: ignore[no-untyped-call]
            function, *dependencies, prevent_initial_call=not initial
        )

    script(
        "steer",
        Output(ids.ADDRESS, "search"),
        Input(CONTROL, "value"),
        State(CONTROL, "id"),
        State(ids.FORM, "data"),
        State(ids.ADDRESS, "search"),
    )
    script("theme", Output(ids.THEME, "data"), Input(ids.APPSHELL, "id"), initial=True)
    script(
        "wait",
        Output(ids.WAITING, "hidden"),
        Output(ids.WAITING_BAR, "value"),
        Output(ids.WAITING_TEXT, "children"),
        Input(ids.QUESTION, "data"),
        Input(ids.PROGRESS, "data"),
        Input(ids.BROUGHT, "data"),
        Input(ids.CANCEL, "data"),
        State(ids.FORM, "data"),
        initial=True,
    )
    script("bring", Input(ids.FINISHED, "data"))
    script("arrive", Output(ids.BURGER, "opened"), Input(ids.FORM, "data"), initial=True)
    script(
        "unfold",
        Output(ids.APPSHELL, "navbar"),
        Input(ids.BURGER, "opened"),
        State(ids.APPSHELL, "navbar"),
    )
