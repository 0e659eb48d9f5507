"""Our own policies as data, made by `python -m tests.policy_pages`: do not edit."""

# ruff: noqa
# fmt: off

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TABLE: tuple[dict[str, Any], ...] = (
    {
        'id': 'SMTP001',
        'title': 'the whole internet can open TCP {port} (SMTP)',
        'severity': 'high',
        'gate': True,
        'asks': 'internet-can-open',
        'parameters': {'ports': (), 'protocol': 'tcp'},
        'rationale': 'Port 25 is where mail servers hand mail to each other, without authentication. Open to every address, it is found by scanners within minutes, and invites spam sent through the host (relaying), interception and forged mail, break-ins through flaws of the mail software, and denial of service. Only a host that is the MX of a domain needs it from everywhere. Clouds that block outbound port 25 do not block inbound.',
        'remediation': 'List the addresses of the mail relays that deliver to this host, as narrow CIDR blocks, in a managed prefix list, or as the security group of the relays. Let people and applications send on 587 or 465, which authenticate. A rule that nobody needs is best removed.',
        'references': ('AWS Security Hub EC2.18 (security groups only allow unrestricted traffic on authorized ports)', 'AWS Security Hub EC2.19 (security groups do not allow unrestricted access to high-risk ports)', 'NIST SP 800-53 r5 SC-7 (boundary protection)', 'CWE-668 (exposure of resource to wrong sphere)'),
        'types': (),
    },
    {
        'id': 'SMTP002',
        'title': 'a wide part of the internet can open TCP {port} (SMTP)',
        'severity': 'medium',
        'gate': False,
        'asks': 'wide-part-can-open',
        'parameters': {'ports': (), 'protocol': 'tcp', 'threshold': {4: 65536, 6: 79228162514264337593543950336}},
        'rationale': 'A rule for a /8, or a few hundred blocks that were collected over the years, is not the whole internet, and passes every check that looks for everybody. Yet it lets in more machines than anybody knows: whole providers and clouds, where an address can be rented by the hour. Spam is sent through the host (relaying), mail is intercepted or forged, scanners find flaws of the mail software, and floods deny the service, all as if the port were open to everybody.',
        'remediation': "List the addresses of the mail relays themselves, as narrow CIDR blocks or in a managed prefix list; senders publish theirs in SPF records. Take a provider's whole range out: whoever rents a machine there is let in too.",
        'references': ('NIST SP 800-53 r5 SC-7 (boundary protection), SC-7(5) (deny by default, allow by exception)', 'CWE-668 (exposure of resource to wrong sphere)'),
        'types': (),
    },
    {
        'id': 'SMTP003',
        'title': 'a network ACL lets the whole internet into a subnet on TCP {port} (SMTP)',
        'severity': 'low',
        'gate': False,
        'asks': 'network-acl-lets-in',
        'parameters': {'ports': (), 'protocol': 'tcp'},
        'rationale': 'A network ACL is the second lock of a subnet: where it lets in port 25 from every address, one security group that is opened, by mistake or by somebody else, is all that stands between the internet and a mail server that nobody meant to have. It speaks only of subnets that the code shows, in which no security group is seen to close the port: those with nothing in them yet, or with something whose groups are not known, that has none, or whose groups let the internet in too. Mail servers that anybody can reach invite spam sent through them (relaying), interception, scanning, break-ins and denial of service.',
        'remediation': 'Deny TCP 25 from everywhere, IPv4 and IPv6, by a rule with a lower number than the rule that allows it, or let in the ports that the subnet serves instead of all. Where a subnet holds the MX of a domain, allow 25 in the network ACL of that subnet alone.',
        'references': ('AWS Security Hub EC2.21 (network ACLs do not allow ingress from everywhere to remote administration ports)', 'NIST SP 800-53 r5 SC-7 (boundary protection), SC-7(5) (deny by default, allow by exception)', 'CWE-668 (exposure of resource to wrong sphere)'),
        'types': (),
    },
    {
        'id': 'SMTP004',
        'title': 'an internet-facing listener or public port accepts TCP {port} (SMTP)',
        'severity': 'high',
        'gate': True,
        'asks': 'listener-accepts',
        'parameters': {'ports': (), 'protocol': 'tcp'},
        'rationale': 'A load balancer, accelerator or instance that takes port 25 from everyone is a mail server to everyone, wherever it hands the connections on to: no security group has to mention port 25 when a listener on 25 forwards to 2525. Mail servers that anybody can reach are found by scanners within minutes, and invite spam sent through them (relaying), interception and forged mail, break-ins through flaws of the mail software, and denial of service.',
        'remediation': 'Make the load balancer internal, or give it security groups that let in the mail relays alone; list their addresses as the sources of a public port. Let people and applications send on 587 or 465, which authenticate. A listener that nobody needs is best removed.',
        'references': ('AWS Security Hub EC2.18 (security groups only allow unrestricted traffic on authorized ports)', 'AWS Security Hub EC2.19 (security groups do not allow unrestricted access to high-risk ports)', 'NIST SP 800-53 r5 SC-7 (boundary protection)', 'CWE-668 (exposure of resource to wrong sphere)'),
        'types': (),
    },
    {
        'id': 'SMTP005',
        'title': 'a placeholder was left in as a source on TCP {port} (SMTP)',
        'severity': 'info',
        'gate': False,
        'asks': 'placeholder-source',
        'parameters': {'ports': (), 'protocol': 'tcp'},
        'rationale': 'Blocks for documentation (203.0.113.0/24, 2001:db8::/32), reserved ones (240/4), loopback and the like send no packets: the rule lets nobody in, so mail does not arrive, and whoever finds that out at night opens the port to everybody. A rule that was copied from an example has mostly not been read either. Private addresses are no placeholders.',
        'remediation': 'Write the addresses of the mail relays that deliver to this host in its place, or remove the rule.',
        'references': ('RFC 5737, RFC 3849, RFC 9637 (address blocks for documentation)', 'RFC 6890 (special-purpose address registries)'),
        'types': (),
    },
)
