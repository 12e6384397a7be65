"""Home of the house's norms as tests: lengths and complexity stay within their limits."""

import pytest

from tools.norms import Norm, measure


@pytest.mark.parametrize("norm", measure(), ids=lambda norm: norm.name)
def test_norm_is_kept(norm: Norm) -> None:
    assert norm.kept, f"{norm.measured:g} > {norm.limit:g}\n" + "\n".join(norm.over)
