#!/usr/bin/env python3
"""Writes the demonstration province as commands, one JSON object a line (see README.md).

The same seed gives the same province, whatever the machine. No password and no domain is in it: the loader
hands out passwords, the domain is the appliance's configuration.
"""

import argparse
import csv
import datetime
import json
import pathlib
import random
import sys

import names

HERE = pathlib.Path(__file__).resolve().parent
# For a clash: one sign, then two; the first free suffix is taken (R3.5).
SIGNS = ["23456789", "abcdefghjkmnpqrstuvwxyz"]
SUFFIXES = [a for signs in SIGNS for a in signs] + [a + b for signs in SIGNS for a in signs for b in signs]
DELEGATE_RIGHTS = "read,answer"
CENTRE = "Trung tâm Công nghệ thông tin và Truyền thông"
# In every province, so that examples and tests have somebody to name: agency, name, role, what he administers.
ALWAYS = [
    ("Sở Nội vụ", "Nguyễn Văn Hùng", "official", ""),
    ("Sở Thông tin và Truyền thông", "Nguyễn Văn Hùng", "official", ""),
    ("Sở Thông tin và Truyền thông", "Đỗ Thị Hồng Nhung", "clerk", ""),
    (CENTRE, "Phạm Quang Vinh", "official", "operator"),
    (CENTRE, "Hoàng Thị Bích Ngọc", "official", "operator"),
    (CENTRE, "Vũ Đình Trọng", "official", "security-officer"),
    (CENTRE, "Lương Thị Thu Hà", "official", "directory-administrator"),
    ("Sở Nội vụ", "Bùi Minh Tuấn", "official", "agency-administrator"),
    ("Sở Thông tin và Truyền thông", "Đinh Thị Lan Hương", "official", "inspector"),
    ("Thanh tra tỉnh", "Ngô Xuân Phúc", "official", "auditor"),
]


def readAgencies(path):
    with open(path, encoding="utf-8", newline="") as file:
        agencies = list(csv.DictReader(file))
    known = set()
    for agency in agencies:
        if agency["parent"] and agency["parent"] not in known:
            raise SystemExit(f"{path}: {agency['name']}: parent {agency['parent']} does not stand above it")
        if agency["name"] in known:
            raise SystemExit(f"{path}: {agency['name']} is there twice")
        known.add(agency["name"])
    return agencies


class Addresses:
    """Local parts given out so far."""

    def __init__(self):
        self._taken = set()

    def take(self, localPart):
        if localPart in self._taken:
            raise SystemExit(f"{localPart} is taken: give the agency a label of its own")
        self._taken.add(localPart)
        return localPart

    def takeWithSuffix(self, localPart):
        for suffix in [""] + SUFFIXES:
            if localPart + suffix not in self._taken:
                return self.take(localPart + suffix)
        raise SystemExit(f"no free address beside {localPart}")


class Province:
    def __init__(self, agencies, seed, officials):
        self._random = random.Random(seed)
        self._names = names.Names(self._random)
        self._agencies = agencies
        self._addresses = Addresses()
        self._fromElsewhere = list(names.FROM_ELSEWHERE)
        planned = sum(int(agency["officials"]) for agency in agencies)
        self._scale = officials / planned if officials else 1.0

    def commands(self):
        labels = {}
        # Agencies first: an agency's address goes before a person's.
        for number, agency in enumerate(self._agencies, 1):
            label = labels[agency["name"]] = names.agencyLabel(agency["name"], agency["label"])
            self._addresses.take(label)
            self._addresses.take(f"vanthu.{label}")
            # A sub-unit rests on its parent's written request. R8.1
            paper = "TTr" if agency["kind"] == "unit" else "QĐ-UBND"
            dated = datetime.date(2012, 1, 2) + datetime.timedelta(days=7 * number)
            yield {"command": "createAgency", "name": agency["name"], "label": agency["label"],
                   "parent": agency["parent"] or None, "kind": agency["kind"],
                   "decision": f"{number}/{paper}", "dated": dated.isoformat()}
        # Those with a place in examples go next, so that their addresses never depend on the seed.
        fixed = {}
        for agency, name, role, duties in ALWAYS:
            official = self._official(agency, name, None, role)
            fixed.setdefault(agency, []).append(official)
            yield official
            if duties:
                yield {"command": "giveDuties", "official": official["address"], "duties": duties}
            if duties == "operator":
                yield self._grant("hotro", official, DELEGATE_RIGHTS, "Phân công của Trung tâm")
        for agency in self._agencies:
            yield from self._staff(agency["name"], labels[agency["name"]], int(agency["officials"]),
                                   fixed.get(agency["name"], []))

    def _staff(self, agency, label, planned, fixed):
        size = max(2, round(planned * self._scale))
        roles = ["head", "clerk"] + ["official"] * (size - 2)
        for official in fixed:
            if official["role"] in roles:
                roles.remove(official["role"])
        staff = list(fixed)
        for role in roles:
            name, given = self._name()
            official = self._official(agency, name, given, role)
            staff.append(official)
            yield official
        yield from self._grants(label, staff)

    def _grants(self, label, staff):
        decision = "Giấy ủy quyền của thủ trưởng"
        # Head and clerk have their rights from their places. In larger agencies the head has delegated the agency
        # mailbox to somebody in writing (R10.1).
        delegates = [official for official in staff if official["role"] == "official"]
        if len(staff) >= 8 and delegates:
            yield self._grant(label, delegates[0], DELEGATE_RIGHTS, decision)

    def _name(self):
        if self._fromElsewhere and self._random.random() < 0.03:
            return self._fromElsewhere.pop(0)
        return self._names.draw(), None

    def _official(self, agency, name, given, role):
        official = {"command": "createOfficial", "name": name, "agency": agency, "role": role,
                    "address": self._addresses.takeWithSuffix(names.personalLocalPart(name, given))}
        if given is not None:
            official["given"] = given
        return official

    @staticmethod
    def _grant(mailbox, official, rights, decision):
        return {"command": "grant", "mailbox": mailbox, "official": official["address"], "rights": rights,
                "decision": decision}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=957, help="another seed, another province (default 957)")
    parser.add_argument("--officials", type=int, help="about so many officials (default: as agencies.csv plans)")
    parser.add_argument("--agencies", default=HERE / "agencies.csv", help="the agencies (default: beside this file)")
    options = parser.parse_args()
    for command in Province(readAgencies(options.agencies), options.seed, options.officials).commands():
        sys.stdout.write(json.dumps(command, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
