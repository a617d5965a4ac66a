"""Published series, written out as facts, each with its source; and panels made of them."""

from collections.abc import Sequence

import numpy as np

from dashboard_app.data.panel import INDEX_UNIT, Panel, Series
from dashboard_app.data.sources import BY_ID, SURVEY_RESPONDENTS, Cadence

# Thousands of passengers a month, 1949-01 to 1960-12. Box and Jenkins (1976), series G.
AIR_PASSENGERS = [
    112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149,
    170, 170, 158, 133, 114, 140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166,
    171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194, 196, 196, 236, 235, 229, 243,
    264, 272, 237, 211, 180, 201, 204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229,
    242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374,
    413, 405, 355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336,
    340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472,
    548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
]  # fmt: skip
# Lynx trapped a year in the Mackenzie River district, 1821 to 1934. Campbell and Walker (1977).
LYNX = [
    269, 321, 585, 871, 1475, 2821, 3928, 5943, 4950, 2577, 523, 98, 184, 279, 409, 2285,
    2685, 3409, 1824, 409, 151, 45, 68, 213, 546, 1033, 2129, 2536, 957, 361, 377, 225, 360,
    731, 1638, 2725, 2871, 2119, 684, 299, 236, 245, 552, 1623, 3311, 6721, 4254, 687, 255,
    473, 358, 784, 1594, 1676, 2251, 1426, 756, 299, 201, 229, 469, 736, 2042, 2811, 4431,
    2511, 389, 73, 39, 49, 59, 188, 377, 1292, 4031, 3495, 587, 105, 153, 387, 758, 1307,
    3465, 6991, 6313, 3794, 1836, 345, 382, 808, 1388, 2713, 3800, 3091, 2985, 3790, 674, 81,
    80, 108, 229, 399, 1132, 2432, 3574, 2935, 1537, 529, 485, 662, 1000, 1590, 2657, 3396,
]  # fmt: skip
# Flow of the Nile at Aswan a year, 10^8 cubic metres, 1871 to 1970. Cobb (1978).
NILE = [
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960,
    1180, 799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694,
    940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764,
    821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822,
    1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050,
    918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
]  # fmt: skip
# Speeds (mph) and stopping distances (ft). Ezekiel (1930).
CARS_SPEED = [
    4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15,
    15, 15, 16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24,
    24, 24, 24, 25,
]  # fmt: skip
CARS_DIST = [
    2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80,
    20, 26, 54, 32, 40, 32, 40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54,
    70, 92, 93, 120, 85,
]  # fmt: skip
# Chickens and millions of dozens of eggs, United States, 1930 to 1983. Thurman and Fisher (1988).
CHICKENS = [
    468491, 449743, 436815, 444523, 433937, 389958, 403446, 423921, 389624, 418591, 438288,
    422841, 476935, 542047, 582197, 516497, 523227, 467217, 499644, 430876, 456549, 430988,
    426555, 398156, 396776, 390708, 383690, 391363, 374281, 387002, 369484, 366082, 377392,
    375575, 382262, 394118, 393019, 428746, 425158, 422096, 433280, 421763, 404191, 408769,
    394101, 379754, 378361, 386518, 396933, 400585, 392110, 384838, 378609, 364584,
]  # fmt: skip
EGGS = [
    3581, 3532, 3327, 3255, 3156, 3081, 3166, 3443, 3424, 3561, 3640, 3840, 4456, 5000, 5366,
    5154, 5130, 5077, 5032, 5148, 5404, 5322, 5323, 5307, 5402, 5407, 5500, 5442, 5442, 5542,
    5339, 5358, 5403, 5345, 5435, 5474, 5540, 5836, 5777, 5629, 5704, 5806, 5742, 5502, 5461,
    5382, 5377, 5408, 5608, 5777, 5825, 5625, 5800, 5656,
]  # fmt: skip
# Sales of video recorders in the United States, thousands, ten years from 1980.
VCR = [
    840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890,
]  # fmt: skip
# Violent arrests per 100 000 in 1973 and the urban share of the 50 states. McNeil (1977).
US_ARRESTS_MURDER = [
    13.2, 10, 8.1, 8.8, 9, 7.9, 3.3, 5.9, 15.4, 17.4, 5.3, 2.6, 10.4, 7.2, 2.2, 6, 9.7, 15.4,
    2.1, 11.3, 4.4, 12.1, 2.7, 16.1, 9, 6, 4.3, 12.2, 2.1, 7.4, 11.4, 11.1, 13, 0.8, 7.3, 6.6,
    4.9, 6.3, 3.4, 14.4, 3.8, 13.2, 12.7, 3.2, 2.2, 8.5, 4, 5.7, 2.6, 6.8,
]  # fmt: skip
US_ARRESTS_ASSAULT = [
    236, 263, 294, 190, 276, 204, 110, 238, 335, 211, 46, 120, 249, 113, 56, 115, 109, 249,
    83, 300, 149, 255, 72, 259, 178, 109, 102, 252, 57, 159, 285, 254, 337, 45, 120, 151, 159,
    106, 174, 279, 86, 188, 201, 120, 48, 156, 145, 81, 53, 161,
]  # fmt: skip
US_ARRESTS_URBANPOP = [
    58, 48, 80, 50, 91, 78, 77, 72, 80, 60, 83, 54, 83, 65, 57, 66, 52, 66, 51, 67, 85, 74,
    66, 44, 70, 53, 62, 81, 56, 89, 70, 86, 45, 44, 75, 68, 67, 72, 87, 48, 45, 59, 80, 80,
    32, 63, 73, 39, 66, 60,
]  # fmt: skip
US_ARRESTS_RAPE = [
    21.2, 44.5, 31, 19.5, 40.6, 38.7, 11.1, 15.8, 31.9, 25.8, 20.2, 14.2, 24, 21, 11.3, 18,
    16.3, 22.2, 7.8, 27.8, 16.3, 35.1, 14.9, 17.1, 28.2, 16.4, 16.5, 46, 9.5, 18.8, 32.1,
    26.1, 16.1, 7.3, 21.4, 20, 29.3, 14.9, 8.3, 22.5, 12.8, 26.9, 25.5, 22.9, 11.2, 20.7,
    26.2, 9.3, 10.8, 15.6,
]  # fmt: skip


def months_from(first: str, n: int, cadence: Cadence = Cadence.MONTHLY) -> np.ndarray:
    """n dates from a first month on, one a month, or one a year."""
    step = 1 if cadence == Cadence.MONTHLY else 12
    return np.datetime64(first, "M") + step * np.arange(n)


def survey_months(n: int = 13) -> np.ndarray:
    """The January of the first n surveys."""
    return np.array([f"{year}-01" for year in list(SURVEY_RESPONDENTS)[:n]], dtype="datetime64[M]")


def series_of(
    values: Sequence[float] | np.ndarray,
    first: str = "2004-01",
    source: str = "google_trends",
    tool: str = "Benchmarking",
    unit: str = INDEX_UNIT,
    months: np.ndarray | None = None,
    respondents: Sequence[int] = (),
) -> Series:
    """A series as the data layer would hand it over, observed with the cadence of its source."""
    cadence = BY_ID[source].cadence
    if months is None:
        surveys = cadence == Cadence.SURVEY
        months = survey_months(len(values)) if surveys else months_from(first, len(values), cadence)
    guided = cadence != Cadence.MONTHLY and len(values) > 1
    guide = np.arange(months[0], months[-1] + 1) if guided else months[:0]
    return Series(
        tool=tool,
        source=source,
        cadence=cadence,
        unit=unit,
        months=months,
        values=np.asarray(values, dtype=np.float64),
        guide_months=guide,
        guide_values=np.interp(
            guide.astype(float), months.astype(float), np.asarray(values, dtype=np.float64)
        )
        if guided
        else np.empty(0),
        respondents=np.asarray(respondents, dtype=np.int64),
    )


def panel_of(*series: Series) -> Panel:
    """A panel of these series."""
    return Panel(
        fingerprint="published",
        demo=False,
        tools=tuple(dict.fromkeys(one.tool for one in series)),
        series={(one.tool, one.source): one for one in series},
    )
