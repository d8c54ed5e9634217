"""NIKs made up, for properties."""

from datetime import date

from hypothesis import strategies as st

BIRTHS = st.dates(date(1945, 1, 1), date(2008, 12, 31))
WOMEN = 40


@st.composite
def niks(draw: st.DrawFn) -> str:
    day, woman = draw(BIRTHS), draw(st.booleans())
    serial = draw(st.integers(1, 9999))
    return f"130306{day.day + WOMEN * woman:02d}{day:%m%y}{serial:04d}"
