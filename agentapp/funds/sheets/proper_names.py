"""Names in capitals, as one writes them on a card."""

import re
from functools import lru_cache

_PARTICLES = frozenset({"bin", "binti", "bte", "alias", "als", "van", "de", "dan"})
_ROMAN = frozenset({"II", "III", "IV", "VI", "VII", "VIII", "IX"})
_WRITTEN = """
    S.Pd. S.Pd.I. S.Ag. S.E. S.H. S.H.I. S.Sos. S.Sos.I. S.T. S.Kom. S.Ked. S.Kep. S.K.M. S.P. S.Pt. S.Si. S.IP. S.Th.
    S.Hum. S.Psi. S.Farm. S.E.I. M.Pd. M.Pd.I. M.Ag. M.M. M.H. M.Si. M.Kom. M.T. M.A. M.Kes. M.E. A.Md. A.Ma. A.Ma.Pd.
    A.Md.Keb. A.Md.Kep. B.A. Lc. Ph.D. Drs. Dra. Dr. Ir. Prof. H. Hj. K.H. Tgk. Ust. S.St.
"""
_DEGREES = {each.replace(".", "").casefold(): each for each in _WRITTEN.split()}
_BEFORE_NAMES = frozenset({"drs", "dra", "dr", "ir", "prof", "h", "hj", "kh", "tgk", "ust"})
_SPECIAL = _PARTICLES | _BEFORE_NAMES | {each.casefold() for each in _ROMAN}
_GLUED = re.compile(r"(?<=[^\W\d_]\.)(?=[^\W\d_]{2})")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’`´][^\W\d_]+)*")
_DEGREES_BEGIN = ","


def proper_name(name: str) -> str:
    """`H. Syafrizal bin Anwar, S.Pd.` for `H. SYAFRIZAL BIN ANWAR, SPD`; a name in mixed letters stays as it is.

    `name` is a clean line. Capitals and small letters alone say nothing of how a name is written.
    """
    if not (name.isupper() or name.islower()):
        return name
    if name.isascii() and name.replace(" ", "").isalpha() and _SPECIAL.isdisjoint(name.casefold().split()):
        return name.title()
    own, comma, degrees = name.partition(_DEGREES_BEGIN)
    own = " ".join(_word(word, at == 0) for at, word in enumerate(_GLUED.sub(" ", own).split()))
    if not comma:
        return own
    return f"{own}, {', '.join(' '.join(map(_degree, each.split())) for each in degrees.split(','))}"


@lru_cache(maxsize=20_000)
def _word(word: str, is_first: bool) -> str:  # noqa: FBT001 - cached by position
    bare = word.replace(".", "").casefold()
    if bare in _BEFORE_NAMES and (word.endswith(".") or bare not in {"h", "dr", "ir"}):
        return _DEGREES[bare]
    if bare in _PARTICLES and not is_first:
        return word.lower()
    if word.upper() in _ROMAN:
        return word.upper()
    return _LETTERS.sub(lambda match: match[0][0].upper() + match[0][1:].lower(), word)


def _degree(word: str) -> str:
    return _DEGREES.get(word.replace(".", "").casefold(), word.upper())
