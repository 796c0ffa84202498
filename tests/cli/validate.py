#!/usr/bin/env python3
"""validate.py SCHEMA: every line of standard input is one JSON object that the schema accepts.  Prints how many there were."""
import json
import sys

import jsonschema


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        schema = json.load(file)
    schema.pop('$id', None)             # it is here, not there: nothing is fetched
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    count = wrong = 0
    for line in sys.stdin.buffer:
        count += 1
        item = json.loads(line.decode('utf-8', errors='strict'))
        for error in list(validator.iter_errors(item))[:3]:
            wrong += 1
            print('line %d: %s: %s' % (count, '/'.join(map(str, error.absolute_path)), error.message[:200]))
    print(count)
    return 1 if wrong else 0


sys.exit(main())
