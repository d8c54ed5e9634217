"""Heirs' relations as people say them."""

from agentapp.core.errors import N_
from agentapp.workers.models import HeirRelation

RELATION_LABELS = {
    HeirRelation.SPOUSE: N_("Suami atau istri"),
    HeirRelation.CHILD: N_("Anak"),
    HeirRelation.PARENT: N_("Ayah atau ibu"),
    HeirRelation.SIBLING: N_("Kakak atau adik"),
    HeirRelation.GRANDPARENT: N_("Kakek atau nenek"),
    HeirRelation.GRANDCHILD: N_("Cucu"),
    HeirRelation.PARENT_IN_LAW: N_("Mertua"),
    HeirRelation.WILL: N_("Orang yang ditunjuk dalam wasiat"),
}

_WORDS = {
    HeirRelation.SPOUSE: "suami istri isteri pasangan husband wife",
    HeirRelation.CHILD: "anak son daughter",
    HeirRelation.PARENT: "ayah ibu bapak orangtua father mother",
    HeirRelation.SIBLING: "kakak adik saudara brother sister",
    HeirRelation.GRANDPARENT: "kakek nenek grandmother grandfather",
    HeirRelation.GRANDCHILD: "cucu",
    HeirRelation.PARENT_IN_LAW: "mertua",
    HeirRelation.WILL: "wasiat lainnya other",
}
_BY_WORD = {word: relation for relation, words in _WORDS.items() for word in words.split()}


def relation_of(text: str | None) -> str | None:
    """The relation that a word in Indonesian or English names, or the code itself; None if it names none."""
    word = (text or "").strip().casefold().replace(" ", "").replace("-", "_")
    if word in set(HeirRelation):
        return word
    found = _BY_WORD.get(word)
    return found.value if found else None
