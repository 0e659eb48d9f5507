"""The edit that a finding proposes, printed in the template's own dialect."""

from __future__ import annotations

import json

from smtp_iac.value import Known

from .helpers import only
from .test_stack import MAIL


def test_suggestions_are_in_the_templates_own_dialect() -> None:
    mail = only(MAIL)
    ingress = mail.body.value("SecurityGroupIngress")
    assert isinstance(ingress, Known)
    assert mail.suggest is not None
    first = mail.suggest(ingress.data[0].data["CidrIp"].origin.span)
    assert first.splitlines() == [
        "IpProtocol: tcp",
        "FromPort: 25",
        "ToPort: 25",
        "CidrIp: <the address range of your mail relays, such as 192.0.2.0/24>",
    ]
    default = mail.suggest(ingress.data[1].data["CidrIp"].origin.literal.span)
    assert default.splitlines() == [
        "Type: String",
        "Default: <the address range of your mail relays, such as 192.0.2.0/24>",
    ]
    conditional = mail.suggest(ingress.data[3].data["CidrIp"].origin.span)
    assert conditional == "CidrIp: <the address range of your mail relays, such as 2001:db8::/64>"
    assert mail.suggest(mail.header) == ""


def test_a_suggestion_keeps_short_forms_and_json() -> None:
    rule = "{IpProtocol: tcp, FromPort: !Ref Port, CidrIp: 0.0.0.0/0, GroupId: !GetAtt Mail.GroupId}"
    standalone = only(f"Resources: {{R: {{Type: AWS::EC2::SecurityGroupIngress, Properties: {rule}}}}}")
    assert standalone.suggest is not None
    text = standalone.suggest(standalone.body.value("CidrIp").origin.span)  # type: ignore[arg-type]
    assert "FromPort: !Ref Port" in text.replace("'", "")
    assert "GroupId: !GetAtt Mail.GroupId" in text.replace("'", "")
    template = {
        "Resources": {
            "R": {
                "Type": "AWS::EC2::SecurityGroupIngress",
                "Properties": {"FromPort": 25, "CidrIpv6": "::/0"},
            }
        }
    }
    in_json = only(json.dumps(template))
    assert in_json.suggest is not None
    text = in_json.suggest(in_json.body.value("CidrIpv6").origin.span)  # type: ignore[arg-type]
    assert json.loads(text) == {
        "FromPort": 25,
        "CidrIpv6": "<the address range of your mail relays, such as 2001:db8::/64>",
    }
