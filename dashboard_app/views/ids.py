"""The ids of all components that callbacks, scripts and tests speak of."""

ADDRESS = "address"
"""dcc.Location: the one place where the state of the page is kept."""

QUESTION = "question"
"""Store: what the address asks for, and whether it is answered (see callbacks.ask)."""

PENDING = "pending"
"""Store: a question on its way to a job process."""

PROGRESS = "progress"
"""Store: how far the job is."""

FINISHED = "finished"
"""Store: the key of the question that a job process has answered."""

BROUGHT = "brought"
"""Store: the same, set by a script. Dash holds back whatever depends on FINISHED, the progress
bar included, for as long as the job runs."""

FORM = "form"
"""Store: the defaults of the controls and the path to which they belong."""

THEME = "theme"
"""Store: light or dark, as the page is shown now."""

AGAIN = "again"
"""Store: counts how often the reader asked to try again."""

CANCEL = "cancel"
"""Store: counts how often the reader gave up waiting."""

CONTROLS = "controls"
NAVIGATION = "navigation"
LANGUAGES = "languages"
BURGER = "burger"
APPSHELL = "appshell"
ANSWER = "answer"
WAITING = "waiting"
WAITING_BAR = "waiting-bar"
WAITING_TEXT = "waiting-text"
CONTENT = "content"
SPOKEN = "spoken"
"""Where a screen reader hears each finding."""

FIGURE = "figure"
FINDING = "finding"
NOTICE = "connection"
DEMO = "demo"
WELCOME = "welcome"


MORE = ".more"
"""Ends the name of a second control of one parameter: the tools to compare with."""


def control(name: str) -> dict[str, str]:
    """The id of the control of one parameter."""
    return {"type": "control", "name": name}
