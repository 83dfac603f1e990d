"""The source kind that docs/how-to/add-a-source-kind.md shows works as it stands there."""

from pathlib import Path
import re
import sys

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "add-a-source-kind.md"


@pytest.fixture
def module(tmp_path, monkeypatch):
    code, test = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "my_package.py").write_text(f"{code}\n{test}")
    monkeypatch.syspath_prepend(tmp_path)
    import my_package  # noqa: PLC0415 -- it was just written

    yield my_package
    sys.modules.pop("my_package")


def test_documented_kind_keeps_its_contract(module):
    module.test_line_list_keeps_its_contract()
