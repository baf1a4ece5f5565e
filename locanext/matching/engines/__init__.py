"""The engines that turn texts into vectors. Each loads its library only when it is opened."""

from locanext.domain.errors import ModelProblem
from locanext.matching.embedder import DEEP, LOOK_ALIKE, STATIC, Embedder, ModelSpec


def open_embedder(spec: ModelSpec) -> Embedder:
    """Load a model into this process. For the deep engine that takes seconds and over a gigabyte of memory.

    Raises `ModelProblem` if its library is not installed, or its files cannot be used.
    """
    try:
        return _open(spec)
    except ImportError as error:
        raise ModelProblem(
            "The model {model} needs a library that is not installed: {reason}.", model=spec.model, reason=str(error)
        ) from error
    except ModelProblem:
        raise
    except Exception as error:
        # The libraries raise anything over files that are missing, damaged or of another kind, even Exception itself.
        raise ModelProblem(
            "The model {model} cannot be opened: {reason}.", model=spec.model, reason=str(error)
        ) from error


def _open(spec: ModelSpec) -> Embedder:
    if spec.engine == LOOK_ALIKE:
        from locanext.matching.engines.look_alike import LookAlikeEmbedder

        return LookAlikeEmbedder(spec)
    # Given a name that is no folder, the libraries would ask a hub for it.
    if not spec.folder.is_dir():
        raise FileNotFoundError(f"{spec.folder} is not there")
    if spec.engine == STATIC:
        from locanext.matching.engines.static import StaticEmbedder

        return StaticEmbedder(spec)
    if spec.engine == DEEP:
        from locanext.matching.engines.deep import DeepEmbedder

        return DeepEmbedder(spec)
    raise ModelProblem("There is no engine {engine}.", engine=spec.engine)
