"""network-acl-lets-in: does a network ACL let the whole internet into subnets that nothing else closes?"""

from __future__ import annotations

from . import internet_can_open

NAME = "network-acl-lets-in"
ABOUT = "network ACLs before subnets"
VERDICT = "advised"
PARAMETERS = internet_can_open.PARAMETERS
ask = internet_can_open.ask
matters = internet_can_open.matters
