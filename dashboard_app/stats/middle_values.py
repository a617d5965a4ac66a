"""The two values that R's stl takes for the middle ones: those of a partial quicksort.

Chambers (1971, algorithm 410) sorts no more than puts the wanted places right, and needs those
in rising order. R asks for the upper middle place before the lower one. Where the sort then
leaves a part untouched that holds a wanted place, another value stands there.
"""

from dashboard_app.data.panel import Floats

SHORT = 10
"""Parts up to this long, and one, are sorted by insertion."""

Part = tuple[int, int, int, int]


def middle_values(values: Floats) -> tuple[float, float]:
    """The values at the two middle places after the partial sort; one twice where n is odd."""
    numbers: list[float] = values.tolist()
    upper = len(numbers) // 2
    wanted = (upper, len(numbers) - 1 - upper)
    _sort(numbers, wanted)
    return numbers[wanted[0]], numbers[wanted[1]]


def _sort(numbers: list[float], wanted: tuple[int, int]) -> None:
    """Sort parts (first, last, first and last of the wanted places in it) until none is wanted."""
    waiting: list[Part] = [(0, len(numbers) - 1, 0, 1)]
    while waiting:
        start, end, low, high = waiting.pop()
        if low > high:
            continue
        if end - start > SHORT or start == 0 < end:
            waiting += _split(numbers, (start, end, low, high), wanted)
        elif start > 0:
            numbers[start : end + 1] = sorted(numbers[start : end + 1])


def _split(numbers: list[float], part: Part, wanted: tuple[int, int]) -> list[Part]:
    """The two parts of a part, that to go on with last, by what is wanted of each."""
    start, end, low, high = part
    right, left = _parted(numbers, start, end)
    if left - start <= end - right:
        mine = high
        while mine >= low and wanted[mine] > left:
            mine -= 1
        if mine < low:
            return [(right, end, low, high)]
        return [(right, end, mine + 1, high), (start, left, low, mine)]
    mine = low
    while mine <= high and wanted[mine] < right:
        mine += 1
    if mine > high:
        return [(start, left, low, high)]
    return [(start, left, low, mine - 1), (right, end, mine, high)]


def _parted(numbers: list[float], start: int, end: int) -> tuple[int, int]:
    """Part about the median of the first, the middle and the last; where both parts begin."""
    middle = (start + end) // 2
    for first, second in ((start, middle), (middle, end), (start, middle)):
        if numbers[first] > numbers[second]:
            numbers[first], numbers[second] = numbers[second], numbers[first]
    pivot = numbers[middle]
    right, left = start, end
    while True:
        left -= 1
        if numbers[left] > pivot:
            continue
        right += 1
        while numbers[right] < pivot:
            right += 1
        if right > left:
            return right, left
        numbers[left], numbers[right] = numbers[right], numbers[left]
