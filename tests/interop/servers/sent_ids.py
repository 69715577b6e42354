"""Makes retries safe: the ids of recent messages and their sequences. It has no lock: see rooms.py."""

import collections

LIFE_SECONDS = 120
MAX_IDS = 20_000  # of one room; the oldest go first


class SentIds:

    def __init__(self):
        self._sent = collections.OrderedDict()  # (sender, id) to (sequence, time); oldest first

    def find(self, sender, message_id, now):
        """The sequence of the message with this id; None without one."""
        self._expire(now)
        sequence, _ = self._sent.get((sender, message_id), (None, None))
        return sequence

    def remember(self, sender, message_id, sequence, now):
        self._sent[sender, message_id] = sequence, now
        self._expire(now)

    def _expire(self, now):
        while self._sent:
            _, sent_at = next(iter(self._sent.values()))
            if len(self._sent) <= MAX_IDS and now - sent_at < LIFE_SECONDS:
                break
            self._sent.popitem(last=False)
