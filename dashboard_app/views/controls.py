"""The controls of an analysis, derived from its declared parameters."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard_app.figures.look import LOOKS
from dashboard_app.params import Choices, Param, Value, parse
from dashboard_app.views import ids, wording
from dashboard_app.views.marking import marked
from dashboard_app.words import Words

FIRST_KINDS = ("tool", "tools", "source", "sources")
FIRST_NAMES = ("range",)
"""What a question is mostly changed by; all else is folded away."""

MOST_OFFERED = 200
"""A longer list of tools opens slowly; what is written narrows it down."""

MOST_SEGMENTS = 5
"""More choices than this are offered in a list."""


def build(
    declared: Sequence[Param], values: Mapping[str, Value], there: Choices, words: Words
) -> list[Component]:
    """One control for each parameter, in the declared order; those seldom used are folded."""
    silent = parse(declared, {}, there)
    first = [param for param in declared if _is_first(param)]
    folded = [param for param in declared if param not in first]
    shown = [one for param in first for one in control(param, values[param.name], there, words)]
    if not folded:
        return shown
    inside = [one for param in folded for one in control(param, values[param.name], there, words)]
    more = html.Details(
        [html.Summary(words("page_more_options")), html.Div(inside, className="controls-more")],
        open=any(values[param.name] != silent[param.name] for param in folded),
        className="control-fold",
    )
    return [*shown, more]


def _is_first(param: Param) -> bool:
    return param.kind in FIRST_KINDS or param.name in FIRST_NAMES


def control(param: Param, value: Value, there: Choices, words: Words) -> list[Component]:
    """The control of one parameter; two of them for tools, which are chosen and compared."""
    match param.kind:
        case "tool":
            return [_tool(param, value, there, words)]
        case "tools":
            return _tools(param, value, there, words)
        case "sources":
            return [_sources(param, value, there, words)]
        case "source":
            return [_source(param, value, there, words)]
        case "choice":
            return [_choice(param, value, words)]
        case "month":
            return [_month(param, value, words)]
        case "counts":
            return [_counts(param, value, words)]
        case _:
            return [_number(param, value, words)]


def _tool(param: Param, value: Value, there: Choices, words: Words) -> Component:
    made: Component = dmc.Select(
        id=ids.control(param.name),
        label=wording.label(param, words),
        value=value,
        placeholder=words("page_tool_open") if param.optional else "",
        clearable=param.optional,
        allowDeselect=param.optional,
        **_tool_list(there, words),
    )
    return made


def _tools(param: Param, value: Value, there: Choices, words: Words) -> list[Component]:
    chosen = value if isinstance(value, tuple) else ()
    others = dmc.MultiSelect(
        id=ids.control(param.name + ids.MORE),
        label=words("page_compare"),
        value=list(chosen[1:]),
        maxValues=param.most - 1,
        hidePickedOptions=True,
        clearable=True,
        **_tool_list(there, words),
    )
    return [_tool(param, chosen[0] if chosen else None, there, words), others]


def _tool_list(there: Choices, words: Words) -> dict[str, Any]:
    options = [{"value": tool, "label": words.tool(tool)} for tool in there.tools]
    return {
        "data": sorted(options, key=lambda option: option["label"].casefold()),
        "searchable": True,
        "nothingFoundMessage": words("page_nothing_found"),
        "comboboxProps": {"shadow": "md"},
        "maxDropdownHeight": 320,
        "limit": MOST_OFFERED,
        "className": "control control-tool",
    }


def _sources(param: Param, value: Value, there: Choices, words: Words) -> Component:
    chips = [
        dmc.Chip([_swatch(source), words.source(source)], value=source, size="sm", radius="sm")
        for source in there.sources
    ]
    group = dmc.ChipGroup(
        chips,
        id=ids.control(param.name),
        multiple=True,
        value=list(value) if isinstance(value, tuple) else [],
    )
    return _fieldset(param, html.Div(group, className="chips"), words, wide=True)


def _source(param: Param, value: Value, there: Choices, words: Words) -> Component:
    made: Component = dmc.Select(
        id=ids.control(param.name),
        label=wording.label(param, words),
        data=[{"value": source, "label": words.source(source)} for source in there.sources],
        value=value,
        placeholder=words("page_source_open"),
        clearable=param.default is None,
        allowDeselect=param.default is None,
        className="control",
    )
    return made


def _choice(param: Param, value: Value, words: Words) -> Component:
    data = [
        {"value": choice, "label": wording.choice(param, choice, words)} for choice in param.choices
    ]
    if len(data) > MOST_SEGMENTS:
        made: Component = dmc.Select(
            id=ids.control(param.name),
            label=wording.label(param, words),
            data=data,
            value=value,
            allowDeselect=False,
            className="control",
        )
        return made
    segments = dmc.SegmentedControl(id=ids.control(param.name), data=data, value=value, size="sm")
    return _fieldset(param, segments, words)


def _month(param: Param, value: Value, words: Words) -> Component:
    made: Component = dmc.TextInput(
        id=ids.control(param.name),
        label=wording.label(param, words),
        value=value or "",
        placeholder=words("page_month_pattern"),
        debounce=True,
        autoComplete="off",
        inputProps={"inputMode": "numeric", "maxLength": 7},
        className="control control-short",
    )
    return made


def _counts(param: Param, value: Value, words: Words) -> Component:
    made: Component = dmc.TextInput(
        id=ids.control(param.name),
        label=wording.label(param, words),
        value=value or "",
        placeholder=",".join("1" for _ in param.highest),
        debounce=True,
        autoComplete="off",
        inputProps={"inputMode": "text", "maxLength": 4 * len(param.highest)},
        className="control control-short",
    )
    return made


def _number(param: Param, value: Value, words: Words) -> Component:
    whole = param.kind == "integer"
    made: Component = dmc.NumberInput(
        id=ids.control(param.name),
        label=wording.label(param, words),
        value=value,
        min=param.low,
        max=param.high,
        step=1 if whole else (param.high - param.low) / 10,
        allowDecimal=not whole,
        decimalSeparator="," if words.language == "es" else ".",
        debounce=500,
        className="control control-short",
    )
    return made


def _fieldset(param: Param, inside: Component, words: Words, wide: bool = False) -> Component:
    name = f"label-{param.name}"
    return html.Div(
        [html.Div(wording.label(param, words), id=name, className="control-label"), inside],
        role="group",
        className="control control-wide" if wide else "control",
        **marked(aria_labelledby=name),
    )


def _swatch(source: str) -> Component:
    colours = {f"--{theme}": look.source[source] for theme, look in LOOKS.items()}
    return html.Span(className="swatch", style=colours, **marked(aria_hidden="true"))
