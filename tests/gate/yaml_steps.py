#!/usr/bin/env python3
"""yaml_steps.py FILE KEY...: prints what lies at KEY... in a YAML file, as JSON; a script is printed as it
is. A key may be a number. Fails when there is nothing."""

import json
import sys

import yaml


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        value = yaml.safe_load(file)
    for key in sys.argv[2:]:
        try:
            value = value[int(key)] if isinstance(value, list) else value[key]
        except (KeyError, IndexError, TypeError, ValueError):
            sys.exit(f"{sys.argv[1]}: there is no {key}")
    print(value if isinstance(value, str) else json.dumps(value))


if __name__ == "__main__":
    main()
