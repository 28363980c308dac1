"""Tesseract's LSTM files: read one, change its weights, write it as doubles or as int8.

Layout after Tesseract 5's `network.cpp`, `weightmatrix.cpp`, `lstmrecognizer.cpp`, little endian: a
tree of layers (header, then geometry, children or weight matrices), then the training state.
A distributed model holds int8 weights with one scale a row; training wants doubles.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]
"""Shape (outputs, inputs + 1); the last column is the bias."""

GEOMETRY = {"Input": 5, "Convolve": 2, "Maxpool": 2, "Reconfig": 2}
PARENTS = {"Series", "Parallel", "Replicated", "RTLReversed", "TTBReversed", "XYTranspose"}
GATES = {"LSTM": 4, "SummLSTM": 4}

INT8_MATRIX, ADAM_MATRIX, DOUBLE_MATRIX = 1, 4, 128
LAYER_RATES = 64
INT_MODE = 1


class UnknownFormat(ValueError):
    """The bytes are not an LSTM component that this module knows how to read."""


class Header(NamedTuple):
    """What every layer says of itself, as Tesseract stores it."""

    kind: str
    training: int
    backprop: int
    flags: int
    inputs: int
    outputs: int
    size: int
    name: str


@dataclass(frozen=True, slots=True)
class Layer:
    """One node of the network: plumbing has `children`, the others `matrices` or `geometry`."""

    header: Header
    geometry: tuple[int, ...] = ()
    children: tuple[Layer, ...] = ()
    rates: tuple[float, ...] = ()
    matrices: tuple[Weights, ...] = ()


class State(NamedTuple):
    """The trainer's state at the end of the file; `null` is the class of the CTC blank."""

    flags: int
    iteration: int
    samples: int
    null: int
    adam_beta: float
    rate: float
    momentum: float


@dataclass(frozen=True, slots=True)
class Network:
    """An LSTM component of a traineddata file, its weights as doubles whatever the file held."""

    root: Layer
    spec: str
    state: State

    @property
    def output(self) -> Layer:
        """The softmax layer: one row of weights a class."""
        return self.root.children[-1]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def numbers(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def text(self) -> str:
        (length,) = self.numbers("I")
        self.at += length
        return self.data[self.at - length : self.at].decode()

    def array(self, dtype: str, rows: int, columns: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, rows * columns, self.at)
        self.at += values.nbytes
        return values.reshape(rows, columns)


def read_network(data: bytes) -> Network:
    """The LSTM component in `data`; raises UnknownFormat for anything else."""
    reader = _Reader(data)
    try:
        root = _read_layer(reader)
        network = Network(root, reader.text(), State(*reader.numbers("iiiifff")))
    except (struct.error, UnicodeDecodeError) as error:
        raise UnknownFormat(f"not an LSTM component: {error}") from error
    if reader.at != len(data):
        raise UnknownFormat(f"{len(data) - reader.at} bytes left after the network")
    return network


def _read_layer(reader: _Reader) -> Layer:
    reader.numbers("b")  # a legacy number for the kind, always 0 since kinds have names
    kind = reader.text()
    training, backprop, flags, inputs, outputs, size = reader.numbers("bbiiii")
    header = Header(kind, training, backprop, flags, inputs, outputs, size, reader.text())
    if kind in GEOMETRY:
        return Layer(header, geometry=reader.numbers(f"{GEOMETRY[kind]}i"))
    if kind in PARENTS:
        children = tuple(_read_layer(reader) for _ in range(reader.numbers("I")[0]))
        has_rates = header.flags & LAYER_RATES
        rates = reader.numbers(f"{reader.numbers('I')[0]}f") if has_rates else ()
        return Layer(header, children=children, rates=rates)
    geometry = reader.numbers("i") if kind in GATES else ()
    matrices = tuple(_read_matrix(reader) for _ in range(GATES.get(kind, 1)))
    return Layer(header, geometry=geometry, matrices=matrices)


def _read_matrix(reader: _Reader) -> Weights:
    mode, rows, columns = reader.numbers("BII")
    if not mode & DOUBLE_MATRIX:
        raise UnknownFormat("weights of a version before 4.00")
    if not mode & INT8_MATRIX:
        reader.numbers("d")  # the value of an empty cell
        return reader.array("<f8", rows, columns)
    reader.numbers("b")
    integers = reader.array("i1", rows, columns)
    scales = reader.array("<f8", reader.numbers("I")[0], 1)
    return np.asarray(integers * scales[:rows], np.float64)


def write_network(network: Network, *, int8: bool) -> bytes:
    """`network` as Tesseract reads it: doubles to train on, or int8 to ship."""
    flags = network.state.flags & ~INT_MODE | (INT_MODE if int8 else 0)
    state = struct.pack("<iiiifff", *network.state._replace(flags=flags))
    return _layer_bytes(network.root, int8) + _text_bytes(network.spec) + state


def _layer_bytes(layer: Layer, int8: bool) -> bytes:
    kind, *numbers, name = layer.header
    head = b"\0" + _text_bytes(kind) + struct.pack("<bbiiii", *numbers) + _text_bytes(name)
    body = struct.pack(f"<{len(layer.geometry)}i", *layer.geometry)
    if layer.children:
        body += struct.pack("<I", len(layer.children))
        body += b"".join(_layer_bytes(child, int8) for child in layer.children)
    if layer.rates:
        body += struct.pack(f"<I{len(layer.rates)}f", len(layer.rates), *layer.rates)
    return head + body + b"".join(_matrix_bytes(matrix, int8) for matrix in layer.matrices)


def _matrix_bytes(weights: Weights, int8: bool) -> bytes:
    mode = ADAM_MATRIX | DOUBLE_MATRIX | (INT8_MATRIX if int8 else 0)
    head = struct.pack("<BII", mode, *weights.shape)
    if not int8:
        return head + struct.pack("<d", 0) + weights.astype("<f8").tobytes()
    scales = np.abs(weights).max(axis=1, keepdims=True) / 127
    integers = np.rint(weights / np.where(scales == 0, 1, scales)).astype("i1")
    ends = struct.pack("<I", len(scales)) + scales.tobytes()
    return b"".join((head, b"\0", integers.tobytes(), ends))


def _text_bytes(text: str) -> bytes:
    return struct.pack("<I", len(text.encode())) + text.encode()


def with_classes(network: Network, models: Sequence[Sequence[int]], bias: float) -> Network:
    """`network` with one more output class for each of `models`.

    A new class starts as the mean row of the old classes that it looks like (of all of them
    where none is named), its bias lowered by `bias`, so that it competes without taking over.
    """
    (old,) = network.output.matrices
    rows = [old[list(like)].mean(axis=0) if like else old.mean(axis=0) for like in models]
    added = np.array(rows).reshape(len(rows), old.shape[1])
    added[:, -1] -= bias
    weights = np.vstack([old, added])
    header = network.output.header._replace(outputs=len(weights), size=weights.size)
    output = replace(network.output, header=header, matrices=(weights,))
    grown = weights.size - old.size
    root = replace(
        network.root,
        header=network.root.header._replace(
            outputs=len(weights), size=network.root.header.size + grown
        ),
        children=(*network.root.children[:-1], output),
    )
    return replace(network, root=root, spec=network.spec.replace(f"O1c{len(old)}", "O1c1"))
