"""What makes it safe to send a message again: the ids of those that were said not long ago, each with
its number. It has no lock: see rooms.py."""

import collections

LIFE_SECONDS = 120
MAX_IDS = 20_000  # of one room; of more the oldest are forgotten earlier


class SentIds:

    def __init__(self):
        self._said = collections.OrderedDict()  # (sender, id) to (number, time); oldest first

    def find(self, sender, message_id, now):
        """The number under which it was said; None when it was not."""
        self._forget(now)
        number, _ = self._said.get((sender, message_id), (None, None))
        return number

    def remember(self, sender, message_id, number, now):
        self._said[sender, message_id] = number, now
        self._forget(now)

    def _forget(self, now):
        while self._said:
            _, said_at = next(iter(self._said.values()))
            if len(self._said) <= MAX_IDS and now - said_at < LIFE_SECONDS:
                break
            self._said.popitem(last=False)
