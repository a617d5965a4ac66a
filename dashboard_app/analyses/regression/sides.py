"""Which two series a regression is about: the tool and the source of each axis."""

from dashboard_app.analyses.selection import text, two_sources
from dashboard_app.analysis import CannotAnalyse
from dashboard_app.data.panel import Panel, Series
from dashboard_app.params import Params


def sides(panel: Panel, params: Params) -> tuple[Series, Series]:
    """The whole series on x and on y; the tool on y is that on x unless another is named.

    Sources not named are the first two of one tool, or the first that two tools share.
    Raises CannotAnalyse where one is missing, or where both are the same series.
    """
    x_tool = text(params, "tool") if params["tool"] is not None else ""
    y_tool = text(params, "y_tool") if params["y_tool"] is not None else x_tool
    if x_tool == y_tool:
        x_source, y_source = two_sources(panel, x_tool, params)
    else:
        x_source, y_source = _of_two_tools(panel, x_tool, y_tool, params)
    for tool, source in ((x_tool, x_source), (y_tool, y_source)):
        if not panel.has(tool, source):
            raise CannotAnalyse("no_series", tool=tool, source=source)
    if (x_tool, x_source) == (y_tool, y_source):
        raise CannotAnalyse("same_source")
    return panel.get(x_tool, x_source), panel.get(y_tool, y_source)


def _of_two_tools(panel: Panel, x_tool: str, y_tool: str, params: Params) -> tuple[str, str]:
    of_x, of_y = panel.sources_of(x_tool), panel.sources_of(y_tool)
    for tool, there in ((x_tool, of_x), (y_tool, of_y)):
        if not there:
            raise CannotAnalyse("no_tool", tool=tool)
    shared = [source for source in of_x if source in of_y]
    named = params["x_source"] or params["y_source"]
    usual = str(named) if named else next(iter(shared), None)
    return (
        str(params["x_source"] or (usual if usual in of_x else of_x[0])),
        str(params["y_source"] or (usual if usual in of_y else of_y[0])),
    )
