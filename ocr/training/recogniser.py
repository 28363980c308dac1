"""Tesseract's line recogniser in PyTorch, to train its weights many lines at a time.

The network is `[1,48,0,1 Ct3,3,16 Mp3,3 Lfys64 Lfx96 Lrx96 Lfx384 O1c]`; its weights move between
the two unchanged. One line at a time, Tesseract's own trainer takes many times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ocr.training.weights import Layer, Network

SHRINK = 3
"""Pixels across, and down, to one step of the recogniser."""
GATES = (1, 2, 0, 3)
"""Tesseract stacks a cell's gates as cell, in, forget, out; PyTorch as in, forget, cell, out."""


class Recogniser(nn.Module):
    """Line images in, the scores of every class at every step out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        convolution, column, right, left, top, output = weighted_layers(network.root)
        self.convolution = nn.Conv2d(1, len(convolution.matrices[0]), 3)
        self.column, self.right, self.left, self.top = (
            nn.LSTM(weights.shape[1] - weights.shape[0] - 1, weights.shape[0])
            for weights in (layer.matrices[0] for layer in (column, right, left, top))
        )
        self.output = nn.Linear(self.top.hidden_size, len(output.matrices[0]))
        self._load(network)

    @property
    def recurrent(self) -> tuple[nn.LSTM, ...]:
        return self.column, self.right, self.left, self.top

    def forward(self, images: Tensor) -> Tensor:
        """Images (lines, 48, width) of -1..1 to scores (steps, lines, classes), no softmax yet."""
        features, _ = self.right(self._columns(images))
        features, _ = self.left(features.flip(0))
        features, _ = self.top(features.flip(0))
        scores: Tensor = self.output(features)
        return scores

    def _columns(self, images: Tensor) -> Tensor:
        """Each column of three pixels read from its top down: (steps, lines, features)."""
        lines, height, width = images.shape
        # Tesseract too sees noise beyond the edges.
        framed = torch.rand(lines, 1, height + 2, width + 2) * 2 - 1
        framed[:, 0, 1:-1, 1:-1] = images
        tiles = nn.functional.max_pool2d(torch.tanh(self.convolution(framed)), SHRINK)
        _, depth, rows, steps = tiles.shape
        down = tiles.permute(2, 3, 0, 1).reshape(rows, steps * lines, depth)
        _, (last, _) = self.column(down)
        features: Tensor = last[0].reshape(steps, lines, -1)
        return features

    def _load(self, network: Network) -> None:
        """Takes over the weights of a network file; one bias of PyTorch's two stays zero."""
        convolution, *recurrent, output = weighted_layers(network.root)
        _set(self.convolution, _squares(convolution.matrices[0]), convolution.matrices[0][:, -1])
        _set(self.output, output.matrices[0][:, :-1], output.matrices[0][:, -1])
        for layer, source in zip(self.recurrent, recurrent, strict=True):
            stacked = np.concatenate([source.matrices[gate] for gate in GATES])
            across, back, bias, other_bias = layer.parameters()
            across.data = _tensor(stacked[:, : layer.input_size])
            back.data = _tensor(stacked[:, layer.input_size : -1])
            bias.data = _tensor(stacked[:, -1])
            other_bias.data.zero_()
            other_bias.requires_grad_(False)


def weighted_layers(layer: Layer) -> list[Layer]:
    """The layers with weights, first to last."""
    inner = [found for child in layer.children for found in weighted_layers(child)]
    return inner + ([layer] if layer.matrices else [])


def with_weights_of(network: Network, recogniser: Recogniser) -> Network:
    """`network` with the weights that `recogniser` has learnt."""
    return replace(network, root=_refilled(network.root, _stacks(recogniser)))


def _stacks(recogniser: Recogniser) -> Iterator[tuple[NDArray[np.float64], ...]]:
    """The matrices of each layer as Tesseract keeps them, its bias the last column."""
    squares, bias = map(_array, recogniser.convolution.parameters())
    yield (_biased(squares.transpose(0, 3, 2, 1).reshape(len(bias), -1), bias),)
    for layer in recogniser.recurrent:
        across, back, bias, _ = map(_array, layer.parameters())
        gates = np.split(_biased(np.hstack([across, back]), bias), len(GATES))
        yield tuple(gates[GATES.index(gate)] for gate in range(len(GATES)))
    yield (_biased(*map(_array, recogniser.output.parameters())),)


def _refilled(layer: Layer, stacks: Iterator[tuple[NDArray[np.float64], ...]]) -> Layer:
    if not layer.matrices:
        return replace(layer, children=tuple(_refilled(child, stacks) for child in layer.children))
    return replace(layer, matrices=next(stacks))


def _squares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tesseract looks at a 3x3 square column by column, PyTorch row by row."""
    return weights[:, :-1].reshape(-1, 3, 3, 1).transpose(0, 3, 2, 1)


def _set(layer: nn.Conv2d | nn.Linear, weights: NDArray[np.float64], bias: object) -> None:
    for parameter, values in zip(layer.parameters(), (weights, bias), strict=True):
        parameter.data = _tensor(values)


def _tensor(values: object) -> Tensor:
    return torch.tensor(np.ascontiguousarray(values), dtype=torch.float32)


def _array(values: Tensor) -> NDArray[np.float64]:
    return values.detach().numpy().astype(np.float64)


def _biased(weights: NDArray[np.float64], bias: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.hstack([weights, bias[:, None]])
