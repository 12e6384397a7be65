"""Home of stored models: plain arrays and their card in one file, that tells when it is damaged.

The file is numpy's .npz, a zip of arrays; nothing in it is ever run. Its digest is of what it holds, and
the same model has the same digest wherever and whenever it is stored.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
from io import BytesIO
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
import numpy.typing as npt

from xiaowei.analysis.categorising import WAYS, Block, Categoriser
from xiaowei.analysis.modelcards import ModelCard
from xiaowei.domain.errors import BadInput

FORMAT = 2
"""1 kept the inverse of the temperature."""
_MAGIC = "xiaowei-categories"
Arrays = dict[str, npt.NDArray[Any]]
_DAMAGED = (
    ValueError, TypeError, KeyError, OSError, EOFError, RuntimeError, SyntaxError, TokenError,
    zipfile.BadZipFile, struct.error,
)  # fmt: skip
"""What reading a zip of arrays raises where it was damaged."""


def save(file: Path, model: Categoriser, card: ModelCard) -> str:
    """Store a model with its card; return the digest by which it is known."""
    arrays = _arrays(model, card)
    digest = _digest(arrays)
    # Written beside and moved there, so that nobody reads half a model.
    part = file.with_name(f".{file.name}.part")
    with part.open("wb") as out:
        np.savez(out, allow_pickle=False, **arrays, digest=_bytes(digest))
    part.replace(file)
    return digest


def digest_of(model: Categoriser, card: ModelCard) -> str:
    """Return the digest under which a model would be stored."""
    return _digest(_arrays(model, card))


def load(file: Path) -> tuple[Categoriser, ModelCard, str]:
    """Read a stored model, its card and its digest.

    :raises BadInput: `no_such_file`, `not_a_model`, `model_damaged`, `model_too_new`
    """
    if not file.is_file():
        raise BadInput("no_such_file", file=file)
    arrays = _read(file)
    told = _text(arrays.pop("digest", np.zeros(0, np.uint8)))
    if told != _digest(arrays):
        raise BadInput("model_damaged", file=file)
    try:
        head = json.loads(_text(arrays["head"]))
        if head["format"] > FORMAT:
            raise BadInput("model_too_new", file=file, format=head["format"], known=FORMAT)
        if head["format"] == 1:
            head["temperature"] = 1 / head["temperature"]
            head["card"]["temperature"] = round(head["temperature"], 4)
        card = ModelCard.of_json(head["card"])
        model = _model(head, arrays)
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError):
        raise BadInput("model_damaged", file=file) from None
    return model, card, told


def _arrays(model: Categoriser, card: ModelCard) -> Arrays:
    head = {
        "format": FORMAT,
        "names": model.names,
        "ways": [block.way for block in model.blocks],
        "temperature": model.temperature,
        "sure_from": model.sure_from,
        "card": card.as_json(),
    }
    arrays: Arrays = {
        "magic": _bytes(_MAGIC),
        "head": _bytes(json.dumps(head, ensure_ascii=False, sort_keys=True)),
        "weights": model.weights,
        "offsets": model.offsets,
    }
    for at, block in enumerate(model.blocks):
        arrays |= {f"keys_{at}": block.keys, f"weight_{at}": block.weight}
    return arrays


def _read(file: Path) -> Arrays:
    try:
        if not zipfile.is_zipfile(file):
            raise BadInput("not_a_model", file=file)
        with zipfile.ZipFile(file) as stored:
            names = {Path(name).stem: name for name in stored.namelist()}
            if "magic" not in names or _text(_array(stored, names["magic"])) != _MAGIC:
                raise BadInput("not_a_model", file=file)
            return {name: _array(stored, part) for name, part in names.items()}
    except _DAMAGED:
        raise BadInput("model_damaged", file=file) from None


def _array(stored: zipfile.ZipFile, part: str) -> npt.NDArray[Any]:
    """Return an array as it lies in the file; one that would take more room than it has there is damaged."""
    if stored.getinfo(part).compress_type != zipfile.ZIP_STORED:
        raise ValueError(part)
    data = BytesIO(stored.read(part))
    if np.lib.format.read_magic(data) != (1, 0):
        raise ValueError(part)
    shape, is_fortran, kind = np.lib.format.read_array_header_1_0(data)
    cells = np.frombuffer(data.getbuffer()[data.tell() :], kind)
    return cells.reshape(shape, order="F" if is_fortran else "C")


def _model(head: dict[str, Any], arrays: Arrays) -> Categoriser:
    blocks = tuple(
        Block(way, arrays[f"keys_{at}"], arrays[f"weight_{at}"])
        for at, way in enumerate(head["ways"])
    )
    names = tuple(head["names"])
    size = sum(len(block.keys) for block in blocks)
    fits = (
        arrays["weights"].shape == (size, len(names))
        and arrays["offsets"].shape == (len(names),)
        and all(block.way in WAYS and block.keys.shape == block.weight.shape for block in blocks)
    )
    if not fits:
        raise ValueError("shapes")
    return Categoriser(
        names, blocks, arrays["weights"], arrays["offsets"], head["temperature"], head["sure_from"]
    )


def _digest(arrays: Arrays) -> str:
    found = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        found.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def _bytes(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _text(array: npt.NDArray[Any]) -> str:
    return array.tobytes().decode("utf-8", "replace")
