"""Trees of files that are made for the benchmarks: nothing relevant, one group, many modules, a template."""

from __future__ import annotations

import json
from pathlib import Path

GROUP = """
resource "aws_security_group" "g{n}" {{
  name = "g{n}"
  ingress {{
    from_port   = {port}
    to_port     = {port}
    protocol    = "tcp"
    cidr_blocks = var.cidrs
  }}
}}
"""
MODULE = """
variable "cidrs" {
  type    = list(string)
  default = ["10.0.0.0/8"]
}
"""
TEMPLATE_GROUP = """
  Group{n}:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: group {n}
      SecurityGroupIngress:
        - {{IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: 10.0.0.0/8}}
"""
MANIFEST = """apiVersion: apps/v1
kind: Deployment
metadata: {{name: app-{n}, labels: {{app.kubernetes.io/name: app-{n}}}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app.kubernetes.io/name: app-{n}}}}}
  template:
    metadata: {{labels: {{app.kubernetes.io/name: app-{n}}}}}
    spec:
      containers:
"""
CONTAINER = """        - name: part-{k}
          image: registry.example.com/team/part-{k}:1.{k}
          ports: [{{containerPort: {port}, name: http}}]
          env:
            - name: DATABASE_URL
              valueFrom: {{secretKeyRef: {{name: part-{k}, key: url}}}}
          resources:
            requests: {{cpu: 100m, memory: 128Mi}}
            limits: {{cpu: "1", memory: 512Mi}}
          readinessProbe: {{httpGet: {{path: /healthz, port: http}}, periodSeconds: 10}}
"""
WORKFLOW = """name: build {n}
on: {{push: {{branches: [main]}}, pull_request: {{paths: ["services/{n}/**"]}}}}
permissions: {{contents: read}}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
"""
STEP = """      - name: step {k}
        if: ${{{{ github.event_name == 'push' }}}}
        run: |
          echo "::group::target {k}"
          make -C services target-{k} VERBOSE=1
          echo "::endgroup::"
"""


def make_trees(directory: Path) -> dict[str, Path]:
    """Small trees by what is in them."""
    trees = {
        "nothing relevant (1,000 YAML and JSON files)": directory / "nothing",
        "one group in one .tf file": directory / "one",
        "100 modules, 1,000 groups": directory / "modules",
        "one template, 1,000 groups": directory / "template",
    }
    for path in trees.values():
        path.mkdir()
    for n in range(500):
        (directory / "nothing" / f"{n}.yaml").write_text("kind: Deployment\nspec:\n" + "  a: 1\n" * 200)
        (directory / "nothing" / f"{n}.json").write_text(
            json.dumps({"dependencies": {str(i): i for i in range(200)}})
        )
    (directory / "one" / "main.tf").write_text(MODULE + GROUP.format(n=0, port=443))
    calls = ""
    for n in range(100):
        module = directory / "modules" / f"m{n}"
        module.mkdir()
        groups = "".join(GROUP.format(n=i, port=25 + i) for i in range(10))
        (module / "main.tf").write_text(MODULE + groups)
        calls += f'module "m{n}" {{\n  source = "./m{n}"\n  cidrs  = ["10.{n}.0.0/16"]\n}}\n'
    (directory / "modules" / "main.tf").write_text(calls)
    template = "Resources:" + "".join(TEMPLATE_GROUP.format(n=n, port=25 + n) for n in range(1000))
    (directory / "template" / "stack.yaml").write_text(template)
    return trees


def make_foreign(directory: Path) -> Path:
    """1,000 files of 1 to 5 kB in 40 directories, none of them ours."""
    for n in range(500):
        parts = range(2 + n % 7)
        manifest = MANIFEST.format(n=n) + "".join(CONTAINER.format(k=k, port=8000 + k) for k in parts)
        workflow = WORKFLOW.format(n=n) + "".join(STEP.format(k=k) for k in range(4 + 2 * (n % 7)))
        for kind, text in (("manifests", manifest), ("workflows", workflow)):
            path = directory / kind / str(n // 25) / f"{n}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return directory
