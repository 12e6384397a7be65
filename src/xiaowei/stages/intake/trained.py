"""Home of the trained model in use: its file in the home, and what it tells of a ticket's words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from xiaowei.analysis.categorising import Categoriser, Category
from xiaowei.analysis.modelfiles import load
from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import Note
from xiaowei.stages.intake.models import TrainedModel

LIKELIEST = 3
"""As many candidates a question shows."""


@dataclass(frozen=True)
class Teller:
    """The model in use, loaded when a ticket first needs it; `topics` are those of the catalogue."""

    digest: str
    topics: frozenset[str]

    @property
    def name(self) -> str:
        """Return the short name by which a ticket remembers the model."""
        return self.digest[:12]

    def tell(self, words: str) -> list[Category] | None:
        """Return the likeliest topics of a ticket's words, the best first; None without the model.

        A topic that the catalogue no longer has is never sure.
        """
        model = stored(self.digest)
        if model is None:
            return None
        found = model.likeliest(model.chances([words])[0], LIKELIEST)
        return found if found[0].name in self.topics else None


def teller(topics: frozenset[str]) -> Teller | None:
    """Return what tells topics now, or None where no model is in use."""
    found = model_in_use()
    return Teller(found.digest, topics) if found else None


def file_of(digest: str) -> Path:
    """Return where the arrays of a model lie."""
    return folder() / f"{digest[:12]}.npz"


def folder() -> Path:
    """Return the folder of models, in the home."""
    return Path(settings.HOME) / "models"


def stored(digest: str) -> Categoriser | None:
    """Return a model, or None where its file is missing, damaged or another's: `check` tells so."""
    file = file_of(digest)
    if not file.is_file():
        return None
    told = file.stat()
    return _loaded(file, digest, told.st_mtime_ns, told.st_size)


def is_lost(digest: str) -> bool:
    """Tell whether a model's file is missing or not what was stored."""
    return stored(digest) is None


@lru_cache(maxsize=4)
def _loaded(file: Path, digest: str, at: int, size: int) -> Categoriser | None:
    try:
        model, _, told = load(file)
    except BadInput:
        return None
    return model if told == digest else None


def model_in_use() -> TrainedModel | None:
    """Return the trained model that tells topics now, or None."""
    return TrainedModel.objects.filter(in_use=True).first()


def model_named(name: str) -> TrainedModel:
    """Return the kept model whose digest begins so.

    :raises BadInput: `not_found`
    """
    found = list(TrainedModel.objects.filter(digest__startswith=name.lower())) if name else []
    if len(found) != 1:
        raise BadInput("not_found", what=Note("thing.model"), number=name)
    return found[0]


def trained_models() -> list[TrainedModel]:
    """Return every model that was kept, the newest first."""
    return list(TrainedModel.objects.order_by("-pk"))
