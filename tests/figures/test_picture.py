"""Still pictures: well-formed, without scripts, and every value at its place."""

import re
from xml.etree import ElementTree

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from dashboard_app.figures import marks
from dashboard_app.figures.ink import width
from dashboard_app.figures.look import LIGHT
from dashboard_app.figures.picture import svg
from dashboard_app.figures.scale import Scale, kind_of, numbers
from dashboard_app.words import speak

WORDS = speak("es")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(*traces: go.Scatter | go.Bar | go.Heatmap | go.Pie) -> ElementTree.Element:
    return ElementTree.fromstring(svg(LIGHT.dress(go.Figure(traces)), WORDS, LIGHT, "one"))


def texts(picture: ElementTree.Element) -> list[str]:
    return [span.text or "" for span in picture.iter(f"{SVG}tspan")]


def test_each_observation_is_a_point_higher_where_its_value_is() -> None:
    months = np.arange("2004-01", "2004-06", dtype="datetime64[M]")
    values = np.array([1.0, 5.0, 3.0, 2.0, 4.0])
    points = list(drawn(marks.observed(months, values, "x", "#123456")).iter(f"{SVG}circle"))
    across, up = (np.array([float(point.get(key, "nan")) for point in points]) for key in
                  ("cx", "cy"))  # fmt: skip
    assert (np.diff(across) > 0).all()
    assert np.argsort(-up).tolist() == np.argsort(values).tolist()
    # Pixels are a straight function of the values.
    assert np.corrcoef(up, values)[0, 1] == pytest.approx(-1, abs=1e-4)


def test_a_missing_value_breaks_the_line() -> None:
    line = marks.line(np.arange(4.0), np.array([1.0, np.nan, 2.0, 3.0]), "x", "#123456")
    ways = [path.get("d", "") for path in drawn(line).iter(f"{SVG}path")]
    assert any(way.count("M") == 2 and way.count("L") == 1 for way in ways)


def test_bars_are_as_long_as_their_values() -> None:
    bars = go.Bar(x=["a", "b", "c"], y=[1.0, 2.0, -3.0], marker={"color": "#123456"})
    boxes = [box for box in drawn(bars).iter(f"{SVG}rect") if box.get("fill") == "#123456"]
    heights = [float(box.get("height", "nan")) for box in boxes]
    assert heights[1] / heights[0] == pytest.approx(2, rel=0.01)
    assert heights[2] / heights[0] == pytest.approx(3, rel=0.01)


def test_names_above_their_bars_take_no_room_beside_them() -> None:
    names = ["Suavizado robusto y estacional", "Theta"]
    bars = go.Bar(x=[1.0, 2.0], y=names, orientation="h", marker={"color": "#123456"})
    figure = LIGHT.dress(make_subplots(rows=1, cols=1, figure=go.Figure(bars)))
    beside, above = figure, go.Figure(figure).update_layout(bargap=0.6)
    above = make_subplots(rows=1, cols=1, figure=above)
    marks.write_above(above, names, 1, 1, 100.0, 0.6)
    left, tall = [], []
    for one in (beside, above):
        picture = ElementTree.fromstring(svg(one, WORDS, LIGHT, "one"))
        boxes = [box for box in picture.iter(f"{SVG}rect") if box.get("fill") == "#123456"]
        left.append(float(boxes[0].get("x", "nan")))
        tall.append(float(boxes[0].get("height", "nan")))
        assert set(names) <= set(texts(picture))
    assert left[1] < left[0] - 100
    assert tall[1] == pytest.approx(tall[0] * 0.4 / 0.8, rel=0.01)


def test_names_are_written_as_text_and_never_as_marks() -> None:
    picture = drawn(go.Bar(x=["<b>R&D</b>", "A<br>B"], y=[1.0, 2.0]))
    assert {"R&D", "A", "B"} <= set(texts(picture))


def test_bars_carry_their_intervals_at_their_middle() -> None:
    pair = [
        go.Bar(
            x=[1, 2, 3],
            y=[2.0, 4.0, 3.0],
            marker={"color": "#123456"},
            error_y={"type": "data", "array": [1.0, 1.0, 5.0], "color": ink},
        )
        for ink in ("#aa0000", "#00aa00")
    ]
    figure = LIGHT.dress(go.Figure(pair)).update_layout(barmode="group").update_xaxes(dtick=1)
    picture = ElementTree.fromstring(svg(figure, WORDS, LIGHT, "one"))
    boxes = [box for box in picture.iter(f"{SVG}rect") if box.get("fill") == "#123456"]
    left = [float(box.get("x", "nan")) for box in boxes]
    wide = [float(box.get("width", "nan")) for box in boxes]
    ways = [
        [float(number) for number in re.findall(r"-?[\d.]+", path.get("d", ""))]
        for ink in ("#aa0000", "#00aa00")
        for path in picture.iter(f"{SVG}path")
        if path.get("stroke") == ink
    ]
    assert [way[0] for way in ways] == pytest.approx(np.array(left) + np.array(wide) / 2, abs=0.2)
    # Four units of the bar and eight of the interval's end are on one scale, within the picture.
    heights = [abs(way[3] - way[1]) for way in ways]
    tall = [float(box.get("height", "nan")) for box in boxes]
    assert heights[0] == pytest.approx(tall[0], rel=0.02)
    assert min(min(way[1], way[3]) for way in ways) > 0
    assert {"1", "2", "3"} <= set(texts(picture))
    assert "1,5" not in texts(picture)


def test_a_text_stands_beyond_its_point() -> None:
    named = go.Scatter(
        x=[0.0, 1.0], y=[0.0, 1.0], mode="markers+text", text=["under", "over"],
        textposition=["bottom center", "top center"], marker={"size": 30},
    )  # fmt: skip
    picture = drawn(named)
    points = [(float(one.get("cy", "nan")), float(one.get("r", "nan")))
              for one in picture.iter(f"{SVG}circle")]  # fmt: skip
    (low, radius), (high, _) = points
    foot = {span.text: float(span.get("y", "nan")) for span in picture.iter(f"{SVG}tspan")}
    assert foot["over"] < high - radius
    assert foot["under"] > low + radius + 8


def test_a_name_of_the_legend_stands_in_one_line() -> None:
    long, other = "y = 2,185 + 2,06 x −<br>3,26 x²", "Observaciones"
    named = [go.Scatter(x=[0.0, 1.0], y=[0.0, 1.0], name=name) for name in (long, other)]
    written = texts(drawn(*named))
    assert "y = 2,185 + 2,06 x − 3,26 x²" in written
    assert other in written


def test_ticks_of_small_shares_are_short_powers_that_have_their_room() -> None:
    picture = drawn(go.Scatter(x=[0.0, 1.0], y=[1e-12, 2e-6]))
    spans = [(span.get("x"), span.text or "") for span in picture.iter(f"{SVG}tspan")]
    ticks = [(place, text) for place, text in spans if "×" in text]
    assert "2\u00a0×\u00a010⁻⁶" in [text for _, text in ticks]
    for place, text in ticks:
        assert float(place or "nan") - width(text, 11) > 0


def test_ticks_are_written_in_the_language() -> None:
    written = texts(drawn(go.Scatter(x=[0.0, 1.0], y=[0.0, 0.5])))
    assert any(re.fullmatch(r"0,\d+", text) for text in written)
    assert not any(re.fullmatch(r"0\.\d+", text) for text in written)


def test_a_trace_without_a_stroke_is_an_error_and_not_left_out() -> None:
    with pytest.raises((ValueError, AttributeError)):
        drawn(go.Pie(values=[1, 2]))


def test_axes_are_read_as_plotly_reads_them() -> None:
    assert kind_of(["2004-01", "2004-02"], None) == "date"
    assert kind_of(["2004", "2005"], None) == "linear"
    assert kind_of(["enero", "2004"], None) == "category"
    assert kind_of(["enero"], "log") == "log"
    assert numbers([100.0, 0.0, 10.0], "log").tolist()[::2] == [2.0, 1.0]


def test_round_numbers_stand_at_ticks() -> None:
    scale = Scale("linear", 0.0, 97.0, 0.0, 500.0)
    assert [value for value, _ in scale.ticks(6)] == [0, 20, 40, 60, 80]
