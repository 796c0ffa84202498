#!/usr/bin/env python3
"""Read src/FLOORS, and every #include: none goes up, none goes sideways into another room."""
import os
import re
import sys

source = os.path.join(sys.argv[1], 'src')
floor = {}
for line in open(os.path.join(source, 'FLOORS')):
    if line.strip() and not line.startswith('#'):
        number, *rooms = line.split()
        floor.update({room: int(number) for room in rooms})
wrong = []
for folder, _, names in os.walk(source):
    room = os.path.relpath(folder, source)
    for name in names:
        if not name.endswith(('.c', '.h')):
            continue
        if room not in floor:
            wrong.append('%s/%s: room not in src/FLOORS' % (room, name))
            continue
        for number, line in enumerate(open(os.path.join(folder, name), encoding='utf-8'), 1):
            found = re.match(r'#include "([^/"]+)/', line)
            other = found and found.group(1)
            if other and other != room and floor.get(other, 99) >= floor[room]:
                wrong.append('%s/%s:%d: floor %d includes %s, floor %s' % (room, name, number, floor[room], other, floor.get(other)))
print('\n'.join(wrong) or 'every include goes down')
sys.exit(bool(wrong))
