"""What a number or a date is taken to be when its copies and those who cite it disagree.

A letter's own print is one voice, each letter that cites it another (`extract.reconcile` hears the
same voices inside one scan). What no copy prints is believed only if it outweighs all that any copy
does, and more than one letter says it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple


class Voice(NamedTuple):
    """One reading: its key, how sure it is (0 to 1), and who says it: a copy, or the letter
    `cited_by`."""

    key: str
    confidence: float
    cited_by: int | None = None


#: Another letter's word for it counts a little less than the letter's own.
_CITED = 0.9
#: By how much what no copy prints must outweigh what one does, and how many letters must say it.
_OVERWHELMING, _WITNESSES = 2.0, 2


def settled(own: str, voices: Collection[Voice], possible: Callable[[str], bool]) -> str:
    """The key that the voices are for; `own` is the best of the copies, and kept unless outweighed.

    `possible` tells whether a print of `own` may have been misread as, or for, another key.
    """
    weight = _weights(voices)
    printed = {voice.key for voice in voices if voice.cited_by is None}
    witnesses: defaultdict[str, set[int]] = defaultdict(set)
    for voice in voices:
        if voice.cited_by is not None:
            witnesses[voice.key].add(voice.cited_by)
    outweighing = [
        key
        for key in weight
        if key != own
        and possible(key)
        and (
            weight[key] > weight[own]
            if key in printed
            else weight[key] >= _OVERWHELMING * weight[own] and len(witnesses[key]) >= _WITNESSES
        )
    ]
    return max(outweighing, key=lambda key: (weight[key], key), default=own)


def _weights(voices: Iterable[Voice]) -> dict[str, float]:
    """What speaks for each key; a letter that cites twice is heard once, at its surest."""
    surest: dict[tuple[str, int], float] = {}
    copies: defaultdict[str, list[float]] = defaultdict(list)
    for voice in voices:
        if voice.cited_by is None:
            copies[voice.key].append(voice.confidence)
        else:
            said = (voice.key, voice.cited_by)
            surest[said] = max(surest.get(said, 0.0), voice.confidence)
    for (key, _), confidence in surest.items():
        copies[key].append(_CITED * confidence)
    return {key: round(sum(sorted(all_of_it)), 9) for key, all_of_it in copies.items()}
