"""Commands that look at a server."""

import argparse
import json
import sys

from central import doctor
from central.commands import Commands
from central.status import status
from central.target import Target, say


def add(commands: Commands) -> None:
    one = commands.add_parser("status", help="what it is doing now")
    one.add_argument("--json", action="store_true", help="for machines")
    one.set_defaults(run=_status)
    one = commands.add_parser("doctor", help="check everything; exit code 0 well, 1 warnings, 2 failures")
    one.add_argument("--json", action="store_true", help="for machines")
    one.set_defaults(run=_doctor)


def _status(target: Target, arguments: argparse.Namespace) -> int:
    found = status(target.site())
    for line in [json.dumps(found.values())] if arguments.json else found.lines():
        say(line)
    return 0


def _doctor(target: Target, arguments: argparse.Namespace) -> int:
    site = None if target.existing else target.site()
    findings = []
    for finding in doctor.examine(target.superuser(), site):
        findings.append(finding)
        if not arguments.json:
            say(f"{finding.state:<8} {finding.check}: {finding.text}")
            if finding.advice:
                say(f"{'':8} → {finding.advice}")
    if arguments.json:
        json.dump([finding.values() for finding in findings], sys.stdout, indent=2)
    return doctor.worst(findings)
