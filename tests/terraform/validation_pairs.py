"""Variables with validations, and values that terraform accepts for them or refuses."""

from __future__ import annotations

from .type_pairs import lines

OF_TEXT = lines(
    r"""
contains(["prod", "stage"], var.NAME)
contains(["prod", 25, true], var.NAME)
contains(keys({ prod = 1, stage = 2 }), var.NAME)
contains(["10.0.0.0/8", "0.0.0.0/0"], var.NAME)
!contains(["0.0.0.0/0", "::/0"], var.NAME)
!contains(["10.0.0.0/8"], var.NAME)
var.NAME == "prod" || var.NAME == "stage"
"prod" == var.NAME
var.NAME == null || contains(["prod"], var.NAME)
var.NAME == "prod" && length(var.NAME) > 4
(var.NAME == "prod" || var.NAME == "10.0.0.0/8") && var.NAME != "prod"
can(regex("^(prod|stage)$", var.NAME))
can(regex("^(?:10\\.0\\.0\\.0/8)$", var.NAME))
can(regex("^prod$", var.NAME))
can(regex("^10.0.0.0/8$", var.NAME))
can(regex("^(prod|st.*)$", var.NAME))
can(regex("prod", var.NAME))
!can(regex("^(prod|stage)$", var.NAME))
anytrue([var.NAME == "prod", var.NAME == "stage"])
alltrue([var.NAME != "prod", contains(["prod", "stage"], var.NAME)])
!anytrue([var.NAME == "0.0.0.0/0", var.NAME == "prod"])
!alltrue([var.NAME == "0.0.0.0/0", var.NAME == "prod"])
var.NAME != "0.0.0.0/0"
!(var.NAME == "0.0.0.0/0")
!(var.NAME != "0.0.0.0/0")
var.NAME != "0.0.0.0/0" || true
var.NAME != "0.0.0.0/0" || var.NAME != "::/0"
startswith(var.NAME, "10.")
startswith(var.NAME, "192.168.") || startswith(var.NAME, "10.")
startswith(var.NAME, "0.")
startswith(var.NAME, "128.")
!startswith(var.NAME, "10.")
startswith(var.NAME, "1")
tonumber(split("/", var.NAME)[1]) >= 16
tonumber(split("/", var.NAME)[1]) > 8
split("/", var.NAME)[1] >= 8
8 <= tonumber(element(split("/", var.NAME), 1))
tonumber(split("/", var.NAME)[1]) == 24
tonumber(split("/", var.NAME)[1]) <= 16
!(tonumber(split("/", var.NAME)[1]) < 16)
!(tonumber(split("/", var.NAME)[1]) >= 16)
tonumber(split("/", var.NAME)[1]) >= 8 && can(cidrhost(var.NAME, 0))
tonumber(split("/", var.NAME)[1]) >= 24 || startswith(var.NAME, "10.")
can(cidrhost(var.NAME, 0)) ? tonumber(split("/", var.NAME)[1]) >= 8 : true
length(var.NAME) > 4
"""
)

TEXTS = lines(
    """
null
""
"prod"
"stage"
"10.0.0.0/8"
"10.0.0.0/7"
"0.0.0.0/0"
"0.0.0.0/1"
"128.0.0.0/1"
"192.168.0.0/16"
"203.0.113.0/24"
"1.2.3.4/32"
"::/0"
"2001:db8::/32"
"2000::/3"
"""
)

OF_LISTS = lines(
    r"""
alltrue([for each in var.NAME : split("/", each)[1] >= 16])
alltrue([for at, each in var.NAME : tonumber(split("/", each)[1]) > 8])
alltrue([for each in var.NAME : each != "0.0.0.0/0"])
alltrue([for each in var.NAME : split("/", each)[1] >= 16 if each != "0.0.0.0/0"])
!anytrue([for each in var.NAME : each == "0.0.0.0/0"])
anytrue([for each in var.NAME : each != "0.0.0.0/0"])
!contains(var.NAME, "0.0.0.0/0")
!contains(var.NAME, "10.0.0.0/8")
contains(var.NAME, "0.0.0.0/0")
length(var.NAME) > 0
alltrue([for each in var.NAME : startswith(each, "10.")])
"""
)

LISTS = lines(
    """
[]
["0.0.0.0/0"]
["0.0.0.0/1", "128.0.0.0/1"]
["10.0.0.0/8"]
["10.0.0.0/16", "192.168.0.0/16"]
["10.0.0.0/16", "0.0.0.0/0"]
["2001:db8::/32"]
["::/0"]
"""
)

OF_NUMBERS = lines(
    """
contains([25, 587], var.NAME)
contains(["25", "587"], var.NAME)
var.NAME == 25 || var.NAME == 443
!(var.NAME == 25)
var.NAME >= 1024
var.NAME > 24 && var.NAME <= 443
!(var.NAME < 443)
var.NAME < 443 || var.NAME >= 2000
443 >= var.NAME && 26 <= var.NAME
var.NAME > 443 || var.NAME == 25
"""
)

NUMBERS = lines(
    """
25
443
587
2000
"25"
null
"""
)


def conditions() -> list[tuple[str, list[str]]]:
    """The body of each variable block, and the values that it is tried with."""
    typed = [("string", OF_TEXT, TEXTS), ("list(string)", OF_LISTS, LISTS), ("number", OF_NUMBERS, NUMBERS)]
    typed += [("bool", ["var.NAME", "!var.NAME", "var.NAME == true"], ["true", "false", "null"])]
    return [(body(type_, each), values) for type_, found, values in typed for each in found]


def body(type_: str, condition: str) -> str:
    inside = f'condition = {condition}\nerror_message = "Not this."'
    return f"type = {type_}\nvalidation {{\n{inside}\n}}"


def pairs() -> list[tuple[str, str | None]]:
    return [(written, value) for written, values in conditions() for value in values]
