"""Which names decide what a text is, where that can be told from the text alone."""

from __future__ import annotations

import pytest

from smtp_iac.formats.cloudformation.parameters.plainly import names_in
from smtp_iac.formats.cloudformation.syntax.yaml_syntax import read_yaml


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("https://bucket/a.yaml", []),
        ("!Ref Bucket", ["Bucket"]),
        ("!Sub 'https://${Bucket}.s3.${ AWS::Region }/a.yaml'", ["Bucket", "AWS::Region"]),
        ("!Sub ['${A}/${B}', {B: !Ref C}]", ["C", "A", "B"]),
        ("!Join ['', [https://, !Ref Bucket, {'Fn::Sub': '/${Key}'}]]", ["Key", "Bucket"]),
        ("!If [Own, a, !Ref Bucket]", None),
        ("!Join ['', [!GetAtt Bucket.DomainName, /a.yaml]]", None),
        ("!Sub '${Bucket.DomainName}/a.yaml'", None),
        ("!Sub [!Ref A, {}]", None),
        ("!Ref [A]", None),
        ("[&a !Ref A, *a]", None),
    ],
)
def test_names_in_a_text(text: str, names: list[str] | None) -> None:
    node = read_yaml(text)
    assert node is not None
    found = names_in(node)
    assert (found if found is None else sorted(found)) == (names if names is None else sorted(names))
