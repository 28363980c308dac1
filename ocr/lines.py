"""Which pieces of ink form a line of print.

Tesseract's own layout search takes the upper vowels and tone marks of a Thai line for a line of
their own. Here letters that stand side by side are chained first; marks then join the line that
they stand over or under. Lengths are shares of the letter height (the body of ก, without marks)
unless said otherwise; slopes are pixels down per pixel right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr.blobs import Blobs, Numbers, Picked, ink_of, letter_height, rulings
from ocr.clean import Pixels
from ocr.overprint import Cut, cuts_through, parted

#: A letter with all its marks is no higher; what is, is a picture, or letters of two lines grown
#: together.
TALL = 2.3
#: Dots are lower than this. So many in a row, most of them as far apart as the middle two, give or
#: take a share of that, are a leader; unless letters stand on more than a few.
_DOT, _LEADER, _PITCH, _UNEVEN, _STOOD_ON = 0.33, 4, 0.7, 0.25, 0.2
#: Dots no higher than this in a line's body may be what it stands on.
_FOOT = 0.5
#: How far from the letters' body the centre of a mark may lie, above and below.
ABOVE, BELOW = 1.35, 0.75

#: Letters are looked for by height: the body text, then what is smaller, then headlines.
_BANDS = ((0.62, TALL), (0.4, 0.62), (TALL, 6.0))
#: A line of letters this large has at least three of them; an emblem's parts have not.
_LARGE, _HEADLINE = 1.6, 3
#: Letters further apart than this stand in two lines: the number and the sender's address.
_REACH = 4.5
#: Neighbours share at least this part of the lower one's height and begin or end at one height;
#: one is not much lower than the other.
_SHARED, _ALIGNED, _ALIKE = 0.5, 0.4, 0.3
#: No page has more lines than this many longest; the rest is the grain of a photograph.
_MOST_CHAINS = 500
#: Two chains that go on in one another: how alike their letters, and how even their baselines.
_SAME_SIZE, _EVEN = 0.5, 0.3
#: A baseline's slope is trusted over this many letters and this length.
_VOTERS, _LONG = 6, 8
#: A baseline is first sought so near to the middle one: the page is level already.
_USUAL = 0.45
#: Smaller than this share of the letter height squared is dust.
_DUST = 0.012
#: A chain with letters this much lower, or so many times fewer, may be the marks of another; it is
#: if the other reaches most of it.
_LOWER, _FEWER, _MOST = 0.65, 4, 0.7
#: Marks so near to a letter are its own; those on other marks, and points, may be further off.
_NEXT, _NEAR = 0.35, 0.8
#: A mark so near over another, their right edges as near to being in line, stands on it.
_STACKED = 0.2
#: What a mark has to do with a letter: the gap, and how far its right edge is from being under the
#: letter's. Most marks stand above: being below costs more, and most for what is wider than ู.
_SLIP_COSTS, _BELOW_COSTS, _NARROW, _WIDE_COSTS = 0.7, 1.5, 0.6, 0.6

#: What a mark away from where the typeface has its like costs, up to how far; so many tell where.
_STRANGE_COSTS, _STRANGE, _FEW = 3.0, 0.2, 5


class Chain(NamedTuple):
    """The pieces of one line: `base` + `slope` * x is its baseline, `height` its letters' height.

    `members` are indices of blobs; base and height are in pixels.
    """

    members: Picked
    height: float
    slope: float
    base: float

    def over_base(self, x: Numbers, y: Numbers) -> Numbers:
        """How far over the baseline points lie, in letter heights."""
        return (self.base + self.slope * x - y) / self.height

    def heights(self, blobs: Blobs, pieces: Picked) -> Iterator[Numbers]:
        """How far over the baseline the middles, the feet and the heads of pieces lie."""
        sides = (blobs.y, blobs.bottom, blobs.top)
        return (self.over_base(blobs.x[pieces], side[pieces]) for side in sides)

    def baseline(self, x: float) -> float:
        return self.base + self.slope * x


class Bands(NamedTuple):
    """Where chains lie: columns of numbers, one row for each chain, in pixels."""

    height: Numbers
    slope: Numbers
    base: Numbers
    left: Numbers
    right: Numbers

    @classmethod
    def of(cls, blobs: Blobs, chains: Sequence[Chain]) -> Bands:
        rows = [
            (*chain[1:], blobs.left[chain.members].min(), blobs.right[chain.members].max())
            for chain in chains
        ]
        return cls(*np.array(rows, np.float64).reshape(-1, 5, 1).transpose(1, 0, 2))

    def some(self, rows: NDArray[np.bool_]) -> Bands:
        return Bands(*(column[rows] for column in self))

    def over_base(self, x: Numbers, y: Numbers) -> Numbers:
        """How far over each chain's baseline points lie, in its letter heights."""
        return np.asarray((self.base + self.slope * x - y) / self.height)

    def reach(self, blobs: Blobs, pieces: Picked) -> NDArray[np.bool_]:
        """Which pieces lie where marks of each chain, and its last points, could stand."""
        up = self.over_base(blobs.x[pieces], blobs.y[pieces])
        beyond = np.maximum(self.left - blobs.right[pieces], blobs.left[pieces] - self.right)
        near: NDArray[np.bool_] = (up <= 1 + ABOVE) & (up >= -BELOW)
        return near & (beyond <= _NEAR * self.height)


class Places(NamedTuple):
    """Where a typeface has its marks, in letter heights over the baseline: the feet of those over
    a letter, and the heads of those under one."""

    feet: float
    heads: float

    def strange(self, blobs: Blobs, chain: Chain, marks: Picked) -> Numbers:
        """How far marks would be out of place in a chain; never, within its letters' body."""
        up, foot, head = chain.heights(blobs, marks)
        away = np.where(up < 0, abs(head - self.heads), abs(foot - self.feet))
        return np.where((up > 0) & (up < 1), 0, np.minimum(away, _STRANGE))


class Survey(NamedTuple):
    """What stands on a layer: pieces of ink, ruled lines (1 where they are), lines of print, and
    the letter height in pixels."""

    blobs: Blobs
    rules: Pixels
    chains: tuple[Chain, ...]
    height: float


def survey(layer: Pixels) -> Survey:
    """Find the lines of a flattened grey layer; no chains when it is empty."""
    ink = ink_of(layer)
    rules = rulings(ink)
    found = _survey(ink & ~rules, rules)
    cuts = [cut for chain in found.chains for cut in _cuts(found.blobs, chain)]
    if not cuts:
        return found
    del found  # as large as the page, four times over
    return _survey(parted(ink & ~rules, cuts), rules)


def _cuts(blobs: Blobs, chain: Chain) -> Iterator[Cut]:
    """Where two lines grown together in a chain are to be parted."""
    _, feet, heads = chain.heights(blobs, chain.members)
    return cuts_through(blobs, chain.members, (feet, heads), chain.height)


def _survey(ink: Pixels, rules: Pixels) -> Survey:
    """The lines of print among the `ink` without `rules`."""
    blobs = Blobs.of(ink)
    height = letter_height(blobs)
    chains: list[Chain] = []
    for low, high in _BANDS:
        letters = np.flatnonzero((blobs.height > low * height) & (blobs.height <= high * height))
        free = letters[_owners(blobs, Bands.of(blobs, chains), letters) < 0]
        chains += [_chain(blobs, group) for group in _groups(blobs, free, rules)]
    chains = sorted(chains, key=lambda chain: len(chain.members))[-_MOST_CHAINS:]
    leaders, ruled = _leaders(blobs, chains, rules, height)
    chains += leaders
    lines = [
        chain
        for chain in _joined(blobs, chains, rules)
        if chain.height < _LARGE * height or len(chain.members) >= _HEADLINE
    ]
    return Survey(blobs, rules, _with_marks(blobs, lines, height, ruled), height)


def _groups(blobs: Blobs, letters: Picked, rules: Pixels) -> list[Picked]:
    """Letters linked to their right neighbours: one array for each chain of links."""
    order = letters[np.argsort(blobs.left[letters])]
    last = _right_neighbours(blobs, order, rules)
    while (last[last] != last).any():
        last = last[last]
    return [order[last == each] for each in np.unique(last)]


def _right_neighbours(blobs: Blobs, order: Picked, rules: Pixels) -> Picked:
    """For each letter, they are told from left to right, the place of the one that stands next in
    the same line; its own place where none does."""
    sides = (blobs.left, blobs.right, blobs.top, blobs.bottom, blobs.height)
    left, right, top, bottom, height = (side[order] for side in sides)
    until = np.searchsorted(left, right + _REACH * height)
    neighbour = np.arange(len(order))
    seeking, step = neighbour, 0
    while seeking.size:
        step += 1
        seeking = seeking[seeking + step < until[seeking]]
        near = seeking + step
        lower = np.minimum(height[seeking], height[near])
        higher = np.maximum(height[seeking], height[near])
        feet, heads = abs(bottom[seeking] - bottom[near]), abs(top[seeking] - top[near])
        shared = np.minimum(bottom[seeking], bottom[near]) - np.maximum(top[seeking], top[near])
        fit = (shared >= _SHARED * lower) & (np.minimum(feet, heads) <= _ALIGNED * lower)
        fit &= lower >= _ALIKE * higher
        reached = fit & (left[near] - right[seeking] <= _REACH * lower)
        neighbour[seeking[reached]] = near[reached]
        seeking = seeking[~fit]
    for n in np.flatnonzero(neighbour != np.arange(len(order))):
        if _ruled_between(rules, (top[n] + bottom[n]) / 2, right[n], left[neighbour[n]]):
            neighbour[n] = n
    return neighbour


def _ruled_between(rules: Pixels, y: float, left: float, right: float) -> bool:
    """Whether a ruled line crosses from `left` to `right` at height `y`: two cells of a table."""
    return bool(rules[max(0, int(y)), max(0, int(left)) : max(0, int(right))].any())


def _chain(blobs: Blobs, members: Picked) -> Chain:
    """Fit the baseline of a line's letters; those with tails or tall strokes do not vote."""
    height = float(np.percentile(blobs.height[members], 40))
    plain = members[np.abs(blobs.height[members] - height) < 0.25 * height]
    plain = plain if plain.size else members
    x, y = blobs.x[plain], blobs.bottom[plain]
    slope, base = 0.0, float(np.median(y))
    if len(x) >= _VOTERS and np.ptp(x) > _LONG * height:
        usual = np.abs(y - base) <= _USUAL * height
        slope, base = np.polyfit(x[usual], y[usual], 1) if usual.sum() >= _VOTERS else (slope, base)
        close = np.abs(y - base - slope * x) <= max(2.0, 0.15 * height)
        if close.sum() >= _VOTERS:
            slope, base = np.polyfit(x[close], y[close], 1)
    return Chain(members, height, float(slope), float(base))


def _joined(blobs: Blobs, chains: Sequence[Chain], rules: Pixels) -> list[Chain]:
    """Chains that go on in one another made one: between them stood a broken letter, or a dash."""
    joined: list[Chain] = []
    for chain in sorted(chains, key=lambda each: float(blobs.left[each.members].min())):
        for n, before in enumerate(joined):
            if _goes_on(blobs, before, chain, rules):
                joined[n] = _as_one(blobs, before, chain)
                break
        else:
            joined.append(chain)
    return joined


def _is_dots(blobs: Blobs, chain: Chain) -> bool:
    return bool((blobs.height[chain.members] <= _DOT * chain.height).all())


def _as_one(blobs: Blobs, first: Chain, second: Chain) -> Chain:
    """Both in one chain; dots have no say in where its baseline lies, as long as it has letters."""
    members = np.concatenate([first.members, second.members])
    letters = members[blobs.height[members] > _DOT * max(first.height, second.height)]
    return (_chain(blobs, letters) if letters.size else first)._replace(members=members)


def _leaders(
    blobs: Blobs, chains: Sequence[Chain], rules: Pixels, height: float
) -> tuple[list[Chain], Picked]:
    """The rows of dots that lead from word to word, as chains; and the dots of rows that are rules.

    Letters stand on a dotted rule. Dust is neither alike nor evenly spaced.
    """
    small = (blobs.height <= _DOT * height) & (blobs.width <= 2 * _DOT * height)
    dots = np.flatnonzero(small & (blobs.area > _DUST * height**2))
    leaders, ruled = [], [np.empty(0, np.intp)]
    for row in _groups(blobs, dots, rules):
        if _is_even(blobs, row) and _stood_on(blobs, row, chains):
            ruled.append(row)
        elif _is_even(blobs, row):
            leaders.append(_chain(blobs, row)._replace(height=height))
    return leaders, np.concatenate(ruled)


def _is_even(blobs: Blobs, dots: Picked) -> bool:
    """Whether dots are as many and as evenly spaced as those of a leader."""
    if len(dots) < _LEADER:
        return False
    pitch = np.diff(np.sort(blobs.x[dots]))
    usual = np.median(pitch)
    return bool((np.abs(pitch - usual) <= _UNEVEN * usual).mean() >= _PITCH)


def _stood_on(blobs: Blobs, dots: Picked, chains: Iterable[Chain]) -> bool:
    """Whether letters stand on dots, as the words written in a form do."""
    under = np.zeros(len(dots), bool)
    for chain in chains:
        up = chain.over_base(blobs.x[dots], blobs.y[dots])
        letters = chain.members[np.argsort(blobs.left[chain.members])]
        last = np.searchsorted(blobs.left[letters], blobs.x[dots]) - 1
        covered = (last >= 0) & (blobs.right[letters[last]] > blobs.x[dots])
        under |= covered & (up > -BELOW) & (up < _FOOT)
    return bool(under.mean() > _STOOD_ON)


def _goes_on(blobs: Blobs, first: Chain, second: Chain, rules: Pixels) -> bool:
    """Whether the second chain stands right of the first, in one line with it; dots also within."""
    end, start = blobs.right[first.members].max(), blobs.left[second.members].min()
    lower, higher = sorted((first.height, second.height))
    x = (end + start) / 2
    uneven = abs(first.baseline(x) - second.baseline(x))
    inside = _is_dots(blobs, second) and blobs.right[second.members].max() < end
    return (
        (inside or -lower < start - end < _REACH * lower)
        and lower >= _SAME_SIZE * higher
        and uneven < _EVEN * lower
        and (inside or not _ruled_between(rules, first.baseline(x) - lower / 2, end, start))
    )


def _with_marks(
    blobs: Blobs, chains: Sequence[Chain], height: float, ruled: Picked
) -> tuple[Chain, ...]:
    """Give each mark to its line; a line that is nothing but marks of another is dissolved.

    Dots that are `ruled` are nobody's.
    """
    bands = Bands.of(blobs, chains)
    lines = [chain for chain in chains if not _is_marks(blobs, chain, chains, bands)]
    loose = (blobs.area > _DUST * height**2) & (blobs.height <= TALL * height)
    for taken in (ruled, *(line.members for line in lines)):
        loose[taken] = False
    marks = np.flatnonzero(loose)
    # Marks next to a letter first; then those on other marks, a tone on its vowel, with these.
    later = _on_marks(blobs, marks, height)
    places = _places(blobs, lines, marks[~later])
    lines, far = _given(blobs, lines, marks[~later], _NEXT, places)
    lines, _ = _given(blobs, lines, np.concatenate([marks[later], far]), _NEAR, None)
    return tuple(lines)


def _given(
    blobs: Blobs, lines: Sequence[Chain], marks: Picked, within: float, places: Places | None
) -> tuple[list[Chain], Picked]:
    """The lines with those marks that they have a piece `within` reach of, and the other marks."""
    owner = _nearest(blobs, lines, marks, within, places)
    grown = [
        line._replace(members=np.concatenate([line.members, marks[owner == n]]))
        for n, line in enumerate(lines)
    ]
    return grown, marks[owner < 0]


def _places(blobs: Blobs, lines: Sequence[Chain], marks: Picked) -> Places | None:
    """Where most marks stand that are next to a letter; None where there are too few."""
    owner = _nearest(blobs, lines, marks, _NEXT, None)
    feet, heads = [], []
    for n, line in enumerate(lines):
        own = marks[owner == n]
        up, foot, head = line.heights(blobs, own)
        feet += foot[up > 1].tolist()
        heads += head[up < 0].tolist()
    few = min(len(feet), len(heads)) < _FEW
    return None if few else Places(float(np.median(feet)), float(np.median(heads)))


def _on_marks(blobs: Blobs, marks: Picked, height: float) -> NDArray[np.bool_]:
    """Which marks stand right on top of another, their right edges in line."""
    near = _STACKED * height
    order = np.argsort(blobs.right[marks])
    right = blobs.right[marks[order]]
    first, end = np.searchsorted(right, right - near), np.searchsorted(right, right + near)
    stand = np.zeros(len(marks), bool)
    for n, mark in enumerate(order):
        over = blobs.top[marks[order[first[n] : end[n]]]] - blobs.bottom[marks[mark]]
        stand[mark] = ((over >= 0) & (over < near)).any()
    return stand


def _is_marks(blobs: Blobs, chain: Chain, others: Sequence[Chain], bands: Bands) -> bool:
    """Whether a chain consists of the upper or lower marks of a line with larger letters."""
    larger = [
        chain.height < _LOWER * other.height or len(other.members) > _FEWER * len(chain.members)
        for other in others
    ]
    owners = _owners(blobs, bands.some(np.array(larger)), chain.members)
    return bool((owners >= 0).mean() > _MOST)


def _owners(blobs: Blobs, bands: Bands, pieces: Picked) -> Picked:
    """For each piece the chain whose body it lies nearest to, within reach, or -1."""
    up = bands.over_base(blobs.x[pieces], blobs.y[pieces])
    outside = np.maximum(np.maximum(up - 1, -up), 0)
    return _cheapest(np.where(bands.reach(blobs, pieces), outside, np.inf))


def _nearest(
    blobs: Blobs, chains: Sequence[Chain], marks: Picked, within: float, places: Places | None
) -> Picked:
    """For each mark the chain that it most likely belongs to, with a piece near it, or -1.

    Where lines are set close, a vowel below one lies in the reach of the next as well, and the
    marks over that one touch the letters of the first.
    """
    reach = Bands.of(blobs, chains).reach(blobs, marks)
    costs = np.full(reach.shape, np.inf)
    for chain, reached, cost in zip(chains, reach, costs, strict=True):
        if reached.any():
            cost[reached] = _cost(blobs, chain, marks[reached], within)
            if places:
                cost[reached] += _STRANGE_COSTS * places.strange(blobs, chain, marks[reached])
    return _cheapest(costs)


def _cost(blobs: Blobs, chain: Chain, marks: Picked, within: float) -> Numbers:
    """What speaks against each mark being the chain's: nothing if it stands among its letters."""
    gap, slip = (lengths / chain.height for lengths in _gaps(blobs, marks, chain.members))
    apart = gap + _SLIP_COSTS * slip
    best = (np.arange(len(marks)), apart.argmin(axis=1))
    up = chain.over_base(blobs.x[marks], blobs.y[marks])
    wide = blobs.width[marks] > _NARROW * chain.height
    below = _BELOW_COSTS * apart[best] + _WIDE_COSTS * wide
    cost = np.where(up < 0, below, apart[best])
    cost[(up > 0.1) & (up < 1)] = 0  # noqa: PLR2004 - but not what hangs just below the baseline
    return np.where(gap[best] <= within, cost, np.inf)


def _gaps(blobs: Blobs, some: Picked, others: Picked) -> tuple[Numbers, Numbers]:
    """For each of `some` (rows) and `others` (columns), in pixels: the white space between them,
    and how far their right edges are from being under one another."""
    a, b = some[:, None], others[None, :]
    across = np.maximum(blobs.left[a] - blobs.right[b], blobs.left[b] - blobs.right[a])
    down = np.maximum(blobs.top[a] - blobs.bottom[b], blobs.top[b] - blobs.bottom[a])
    gap: Numbers = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
    return gap, np.abs(blobs.right[a] - blobs.right[b])


def _cheapest(costs: Numbers) -> Picked:
    """For each piece (column) the row with its least cost, -1 when all are infinite."""
    if not costs.size:
        return np.full(costs.shape[1], -1)
    return np.where(np.isfinite(costs).any(axis=0), costs.argmin(axis=0), -1)
