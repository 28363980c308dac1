"""Tesseract's line recogniser in JAX, to train its weights many lines at a time.

The network is `[1,48,0,1 Ct3,3,16 Mp3,3 Lfys64 Lfx96 Lrx96 Lfx384 O1c]`, computed as Tesseract's
int8 mode does (inputs clipped to -1..1), so that its weights move between the two unchanged.
One line at a time, Tesseract's own trainer takes five times as long for the same work.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from ocr.training.weights import Layer, Network

Array = jax.Array
SHRINK = 3
"""Pixels across to one step of the recogniser."""


class Parameters(NamedTuple):
    """Weights layer by layer; a recurrent layer's gates are stacked: input, in, forget, out."""

    convolution: Array
    column: Array
    forward: Array
    backward: Array
    top: Array
    output: Array


class Batch(NamedTuple):
    """Lines of about one width: `columns` (lines, steps, 64), `steps` (lines) that are print,
    `labels` (lines, length) padded with -1."""

    columns: NDArray[np.float16]
    steps: NDArray[np.int32]
    labels: NDArray[np.int32]


def _weighted(layer: Layer) -> list[Layer]:
    """The layers with weights, in the order of Parameters."""
    inner = [found for child in layer.children for found in _weighted(child)]
    return inner + ([layer] if layer.matrices else [])


def parameters(network: Network) -> Parameters:
    """The weights of a network file."""
    stacks = [np.stack(layer.matrices) for layer in _weighted(network.root)]
    arrays = [jnp.asarray(stack if len(stack) > 1 else stack[0], jnp.float32) for stack in stacks]
    return Parameters(*arrays)


def with_parameters(network: Network, values: Parameters) -> Network:
    """`network` with its weights replaced."""
    arrays = iter(np.asarray(value, np.float64) for value in values)
    return replace(network, root=_refilled(network.root, arrays))


def _refilled(layer: Layer, arrays: Any) -> Layer:
    if not layer.matrices:
        return replace(layer, children=tuple(_refilled(child, arrays) for child in layer.children))
    values = next(arrays)
    return replace(layer, matrices=tuple(values) if values.ndim == 3 else (values,))  # noqa: PLR2004


def columns(values: Parameters, images: Array, key: Array) -> Array:
    """Images (lines, 48, width) of -1..1 read column by column: features (lines, steps, 64)."""
    lines, height, width = images.shape
    edge = jax.random.uniform(key, (lines, height + 2, width + 2), minval=-1, maxval=1)
    padded = edge.at[:, 1:-1, 1:-1].set(images)
    shifts = [padded[:, y : y + height, x : x + width] for x in range(3) for y in range(3)]
    features = jnp.tanh(_affine(values.convolution, jnp.stack(shifts, -1)))
    rows, steps = height // SHRINK, width // SHRINK
    tiles = features[:, : rows * SHRINK, : steps * SHRINK]
    pooled = tiles.reshape(lines, rows, SHRINK, steps, SHRINK, -1).max((2, 4))
    down = pooled.transpose(1, 0, 2, 3).reshape(rows, lines * steps, -1)
    last = _lstm(values.column, down, jnp.ones((rows, 1, 1), bool))[-1]
    return last.reshape(lines, steps, -1)


def logits(values: Parameters, columns: Array, steps: Array) -> Array:
    """Class scores (lines, steps, classes) of columns (lines, steps, 64), before the softmax."""
    features = columns.astype(jnp.float32).transpose(1, 0, 2)
    mask = (jnp.arange(len(features))[:, None] < steps[None])[..., None]
    features = _lstm(values.forward, features, mask)
    features = _lstm(values.backward, features[::-1], mask[::-1])[::-1]
    features = _lstm(values.top, features, mask)
    return _affine(values.output, features).transpose(1, 0, 2)


def _affine(weights: Array, inputs: Array) -> Array:
    """weights (outputs, inputs + 1) on the last axis."""
    return jnp.dot(inputs, weights[:, :-1].T) + weights[:, -1]


def _lstm(weights: Array, inputs: Array, mask: Array) -> Array:
    """inputs (steps, lines, features) -> (steps, lines, cells); silent where mask is False."""
    gates, cells, _ = weights.shape
    flat = weights.reshape(gates * cells, -1)
    across, back = flat[:, : inputs.shape[-1]], flat[:, inputs.shape[-1] : -1]
    driven = inputs @ across.T + flat[:, -1]
    recurrent = back.T

    def step(carry: tuple[Array, Array], now: tuple[Array, Array]) -> Any:
        output, state = carry
        drive, live = now
        cell, enter, forget, leave = jnp.split(drive + output @ recurrent, gates, axis=-1)
        state = jax.nn.sigmoid(forget) * state + jnp.tanh(cell) * jax.nn.sigmoid(enter)
        state = jnp.where(live, state, 0)
        output = jnp.where(live, jnp.tanh(state) * jax.nn.sigmoid(leave), 0)
        return (output, state), output

    nothing = jnp.zeros((inputs.shape[1], cells), inputs.dtype)
    _, outputs = jax.lax.scan(step, (nothing, nothing), (driven, mask))
    return jnp.asarray(outputs)


def loss(values: Parameters, batch: Batch, blank: int) -> Array:
    """Mean CTC loss a character."""
    scores = logits(values, jnp.asarray(batch.columns), jnp.asarray(batch.steps))
    beyond = (jnp.arange(scores.shape[1])[None] >= batch.steps[:, None]).astype(jnp.float32)
    padding = (batch.labels < 0).astype(jnp.float32)
    labels = jnp.maximum(batch.labels, 0)
    losses = optax.ctc_loss(scores, beyond, labels, padding, blank_id=blank)
    return jnp.sum(losses) / jnp.sum(1 - padding)
