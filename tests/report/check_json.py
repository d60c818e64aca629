#!/usr/bin/python3
"""Validate JSON reports against the published schema.

usage: check_json.py SCHEMA REPORT...

The schema lets members be added; here a member that it does not describe is a failure, so that the
schema keeps up with what is written.
"""
import json
import sys

import jsonschema


def closed(schema):
    """The schema without room for members that it does not name."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if "properties" in result and isinstance(result["properties"], dict):
        result.setdefault("additionalProperties", False)
    return result


def main(schema_path, *report_paths):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(closed(schema))
    failures = 0
    for path in report_paths:
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
        for error in validator.iter_errors(report):
            failures += 1
            where = "/".join(str(part) for part in error.absolute_path)
            print(f"{path}: {where}: {error.message}", file=sys.stderr)
        print(f"{path}: {len(report['findings'])} findings")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
