# Reads a calendar with python3-icalendar, which knows nothing of jalon, and says what it found: an event a line, by
# time, as "UID start end summary | location | description | status"; times with their offset. For tests only.
import sys

import icalendar

with open(sys.argv[1], 'rb') as file:
    calendar = icalendar.Calendar.from_ical(file.read())
zones = [zone['tzid'] for zone in calendar.walk('VTIMEZONE')]
events = calendar.walk('VEVENT')
print('zones', *zones)
print('events', len(events))
for event in sorted(events, key=lambda event: event['dtstart'].dt):
    texts = [str(event.get(name, '')).replace('\n', ' / ') for name in ('summary', 'location', 'description', 'status')]
    print(event['uid'], event['dtstart'].dt.isoformat(), event['dtend'].dt.isoformat(), ' | '.join(texts))
