"""Conditions, `Fn::If`, and resources that exist under a condition."""

from __future__ import annotations

import pytest

from smtp_iac.identity import missing_inputs
from smtp_iac.value import Known, Refused

from .helpers import only, plain, read, value

SECTIONS = """
    Parameters:
      Env: {Type: String}
      Kind: {Type: String, AllowedValues: [open, closed]}
      Stage: {Type: String, Default: prod}
      Flag: {Type: String, Default: true}
    Conditions:
      IsProd: !Equals [!Ref Env, prod]
      IsTest: !Equals [test, !Ref Env]
      IsOpen: !Equals [!Ref Kind, open]
      Staged: !Equals [!Ref Stage, prod]
      Flagged: !Equals [!Ref Flag, true]
      Not: !Not [!Condition IsProd]
      Both: !And [!Condition IsProd, !Condition IsTest]
      One: {"Fn::Or": [{Condition: IsProd}, {Condition: IsTest}]}
      Never: !And [!Condition Staged, !Not [!Condition Staged]]
      Regional: !Equals [!Ref AWS::Region, !Ref Env]
      Broken: !Equals [a]
      Text: IsProd
"""
ENV, KIND = "stack.yaml:Ref Env", "stack.yaml:Ref Kind"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("Staged", "yes"),
        ("Flagged", "yes"),
        ("Never", "no"),
        ("IsProd", (ENV, {"prod": "yes", None: "no"})),
        ("IsTest", (ENV, {"test": "yes", None: "no"})),
        ("Not", (ENV, {"prod": "no", None: "yes"})),
        ("IsOpen", (KIND, {"open": "yes", "closed": "no"})),
        ("Both", "no"),
        ("One", (ENV, {"prod": "yes", None: (ENV, {"test": "yes", None: "no"})})),
        ("Broken", "refused: a condition is made of Equals, And, Or, Not and Condition"),
        ("Text", "refused: a condition is made of Equals, And, Or, Not and Condition"),
        ("Nobody", "refused: condition Nobody is not declared"),
    ],
)
def test_conditions(condition: str, expected: object) -> None:
    assert plain(value(f'!If [{condition}, "yes", "no"]', SECTIONS)) == expected


def test_a_comparison_of_two_unknowns_is_true_or_false() -> None:
    symbol, options = plain(value("!If [Regional, a, b]", SECTIONS))
    assert symbol == "==(stack.yaml:Ref AWS::Region,stack.yaml:Ref Env)"
    assert options == {True: "a", False: "b"}


def test_equal_comparisons_split_one_symbol() -> None:
    nested = value("!If [IsProd, a, !If [IsProd, never, !If [IsTest, b, c]]]", SECTIONS)
    assert plain(nested) == (ENV, {"prod": "a", None: (ENV, {"test": "b", None: "c"})})


def test_only_the_arm_that_is_chosen_is_looked_at() -> None:
    assert plain(value("!If [Staged, a, !Ref Nobody]", SECTIONS)) == "a"


def test_arms_may_be_absent() -> None:
    assert plain(value("!If [Staged, !Ref AWS::NoValue, a]", SECTIONS)) is None
    assert plain(value("!If [IsOpen, a, !Ref AWS::NoValue]", SECTIONS)) == (
        KIND,
        {"open": "a", "closed": None},
    )
    items = value("[!If [Staged, !Ref AWS::NoValue, a], !If [IsOpen, b, !Ref AWS::NoValue], c]", SECTIONS)
    assert plain(items) == [(KIND, {"open": "b", "closed": None}), "c"]


@pytest.mark.parametrize("arity", ["!If [IsProd]", "!If [IsProd, a]", "!If [IsProd, a, b, c]", "!If IsProd"])
def test_a_wrong_number_of_arms_is_refused(arity: str) -> None:
    assert isinstance(value(arity, SECTIONS), Refused)


def test_a_condition_may_stand_in_the_call() -> None:
    assert plain(value("!If [{Condition: Staged}, a, b]", SECTIONS)) == "a"
    assert plain(value("!If [!Equals [a, a], a, b]", SECTIONS)) == "a"


EXISTS = """
Parameters: {Make: {Type: String, AllowedValues: ["true", "false"]}}
Conditions: {Wanted: !Equals [!Ref Make, "true"]}
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Condition: %s
"""


def test_a_resource_exists_as_its_condition_says() -> None:
    resource = only(EXISTS % "Wanted")
    assert plain(resource.exists) == ("stack.yaml:Ref Make", {"true": True, "false": False})
    assert isinstance(only(EXISTS % "Nobody").exists, Refused)
    assert isinstance(only(EXISTS % "[a]").exists, Refused)
    assert plain(only(EXISTS.replace("    Condition: %s", "")).exists) is True


def test_a_cycle_is_an_error_at_its_line_and_the_rest_is_judged() -> None:
    reading = read("""
Conditions:
  A: !Not [!Condition B]
  B: {"Fn::Not": [{Condition: A}]}
  UsesA: !Or [!Condition A, !Equals [a, a]]
  C: !Equals [a, a]
Resources:
  Group: {Type: AWS::EC2::SecurityGroup, Condition: A}
  Other: {Type: AWS::EC2::SecurityGroup, Condition: UsesA}
  Good: {Type: AWS::EC2::SecurityGroup, Condition: C}
""")
    assert [(one.line, one.reason) for one in reading.unreadable] == [(3, "condition A depends on itself")]
    assert [plain(each.exists) for each in reading.resources] == [
        "refused: condition A depends on itself",
        "refused: condition A depends on itself",
        True,
    ]


def test_a_condition_that_depends_on_itself_alone() -> None:
    reading = read("""
Conditions:
  Loop: !Not [!Condition Loop]
Resources:
  Group: {Type: AWS::EC2::SecurityGroup}
""")
    assert [(one.line, one.reason) for one in reading.unreadable] == [(3, "condition Loop depends on itself")]


def test_a_long_chain_of_conditions_is_no_limit() -> None:
    chain = "\n".join(f"  C{number}: !Not [!Condition C{number + 1}]" for number in range(3_000))
    resource = only(f"""
Conditions:
{chain}
  C3000: !Equals [a, a]
Resources:
  Group: {{Type: AWS::EC2::SecurityGroup, Condition: C0}}
""")
    assert isinstance(resource.exists, Known)
    assert resource.exists.data is True


def test_many_conditions_end_in_unknown_not_in_a_hang() -> None:
    parameters = "\n".join(f"  P{number}: {{Type: String}}" for number in range(600))
    steps = "\n".join(
        f"  C{number}: !And [!Condition C{number + 1}, !Equals [!Ref P{number}, a]]" for number in range(600)
    )
    sections = f"Parameters:\n{parameters}\nConditions:\n{steps}\n  C600: !Equals [!Ref P1, b]"
    waits_for = {missing.what for missing in missing_inputs(value("!If [C0, a, b]", sections))}
    assert waits_for >= {f"parameter P{number}" for number in range(600)}
    assert "a condition of many conditions" in waits_for


def test_wide_conditions_end_in_unknown_too() -> None:
    parameters = "\n".join(f"  P{number}: {{Type: String}}" for number in range(200))
    halves = [
        "!Or [" + ", ".join(f"!Equals [!Ref P{number}, a]" for number in range(start, start + 100)) + "]"
        for start in (0, 100)
    ]
    sections = f"Parameters:\n{parameters}\nConditions:\n  C: !And [{halves[0]}, {halves[1]}]"
    result = value("!If [C, a, b]", sections)
    assert len(missing_inputs(result)) == 201


def test_a_mesh_of_conditions_ends() -> None:
    count = 400
    parameters = "\n".join(f"  P{number}: {{Type: String}}" for number in range(count))
    steps = []
    for number in range(count - 1):
        after = [f"!Condition C{later}" for later in range(number + 1, min(number + 9, count))]
        steps.append(f"  C{number}: !And [!Equals [!Ref P{number}, a], !Or [{', '.join(after)}]]")
    last = f"  C{count - 1}: !Equals [!Ref P1, b]"
    sections = "\n".join(["Parameters:", parameters, "Conditions:", *steps, last])
    waits_for = {missing.what for missing in missing_inputs(value("!If [C0, a, b]", sections))}
    assert {"parameter P0", f"parameter P{count - 2}"} <= waits_for
