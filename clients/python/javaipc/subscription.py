"""A subscription to a topic over shm: or mmap: reads the lanes of all publishers in turn."""

import os
import time

from . import faults, topiclayout as layout, types
from .directory import Directory
from .ends import End
from .errors import (
    ChannelBusyError, ConnectTimeoutError, CorruptChannelError, PeerDiedError)
from .region import Store
from .topicreader import TopicReader
from .topicregion import TopicRegion
from .waiting import SLICE, Waiter, Waker, change_mark


def subscribe(address, options):
    """Subscribes; waits for the topic, as long as the option connect says."""
    if address.form == "path":
        directory, name = Directory.of_path(address.name, options), os.path.basename(address.name)
    else:
        directory, name = Directory.open(options), "%s.%s" % (address.name, address.scheme)
    deadline = time.monotonic() + options.connect
    while True:
        topic = TopicRegion.find(directory, name, options)
        if topic is not None:
            return _join(address, options, directory, name, topic, deadline)
        if time.monotonic() >= deadline:
            raise ConnectTimeoutError(
                "%s: no publisher had created the topic within connect=%dms; start one first, or"
                " use a longer connect= on a loaded machine" % (address, round(options.connect * 1000)))
        time.sleep(0.005)


def _join(address, options, directory, name, topic, deadline):
    subscription = None
    try:
        geometry = layout.TopicGeometry(topic)
        geometry.check_stated(address, options)
        while not topic.try_lock():
            if time.monotonic() >= deadline:
                raise ConnectTimeoutError(
                    "%s: another process held the lock of the topic for longer than connect=%dms;"
                    " is it stopped, or is the machine overloaded?"
                    % (topic.path, round(options.connect * 1000)))
            time.sleep(0.001)
        try:
            types.check(topic, layout.TOPIC_TYPE_OFFSET, address, options.type)
            for index in range(geometry.subscribers):
                region = _own_region(directory, name, options, topic, geometry, index)
                if region is not None:
                    subscription = Subscription(address, options, topic, geometry, region, index)
                    return subscription
        finally:
            topic.unlock()
        raise ChannelBusyError(
            "%s: all subscribers=%d places of the topic are in use; close a subscription, or let the"
            " first publisher create the topic with a larger subscribers="
            % (address, geometry.subscribers))
    finally:
        if subscription is None:
            topic.close()


def _own_region(directory, name, options, topic, geometry, index):
    """The region of a new subscription; None if another one that lives has the index."""
    store = Store(
        directory, "%s-sub-%d" % (name, index), layout.SUBSCRIPTION_MAGIC,
        layout.OWN_SUBSCRIPTION_SLOT_OFFSET, options)
    taken = store.open()  # a dead one's is removed
    if taken is not None:
        taken.close()
        return None
    length = layout.OWN_SUBSCRIPTION_LANES_OFFSET + geometry.lanes * layout.READING_LENGTH

    def initialize(region):
        region.halves[layout.OWN_VERSION_OFFSET >> 2] = layout.SUBSCRIPTION_VERSION
        region.halves[layout.OWN_LANES_OFFSET >> 2] = geometry.lanes
        region.words[layout.OWN_TOKEN_OFFSET >> 3] = change_mark() | 1
        region.words[layout.OWN_TOPIC_OFFSET >> 3] = geometry.number
        region.words[layout.OWN_SUBSCRIPTION_SLOT_OFFSET >> 3] = topic.processes.self
        region.fences.full()
        region.words[0] = int.from_bytes(layout.SUBSCRIPTION_MAGIC, "little")

    try:
        return store.create(length, length, initialize)
    except ChannelBusyError:
        return None


class _Lane:
    """One lane: its reader, and what is known of the publisher that has it or had it."""

    def __init__(self, topic, geometry, index, reader, waker):
        begin = geometry.publisher_descriptor(index)
        self._halves = topic.halves
        self._words = topic.words
        self._acquire = topic.fences.full if topic.fences.weak else lambda: None
        self._taken_at = begin + layout.PUBLISHER_TAKEN_OFFSET >> 2
        self._ended_at = begin + layout.PUBLISHER_ENDED_OFFSET >> 2
        self._died_at = begin + layout.PUBLISHER_DIED_OFFSET >> 2
        self._slot_at = begin + layout.PUBLISHER_SLOT_OFFSET >> 3
        self.reader = reader
        self.waker = waker
        self.known = 0  # how many times the lane had been taken when its publisher was noticed
        self.slot = 0
        self.seen = 0
        self.watch = None
        self.active = self.refused = self.reported = False

    def _read(self, at):
        value = self._halves[at]
        self._acquire()
        return value

    def has_new(self):
        """Whether another publisher has the lane than the one that is known."""
        return self._read(self._taken_at) != self.known

    def attach(self):
        """Takes notice of the publisher that has the lane, or had it last."""
        self.detach()
        if self.refused:
            self.reader.skip_all()
        self.refused = self.reported = False
        taken = self._read(self._taken_at)
        self.slot = self._words[self._slot_at]
        self.known = taken

    def has_left(self):
        """Whether the known publisher has left in order."""
        return self._read(self._ended_at) - self.known & 0xFFFFFFFF < 1 << 31

    def is_abandoned(self):
        """Whether the known publisher will publish no more."""
        return self.has_left() or self.watch is not None and not self.watch.is_alive()

    def report_death(self):
        """Whether the known publisher, or one that came and went behind it, died: told now, for the only time."""
        first = self.known != 0 and not self.reported and (not self.has_left() or self._has_died())
        self.reported = self.reported or first
        return first

    def _has_died(self):
        """After has_left: the next publisher writes that the last one died before it takes the lane."""
        died = self._read(self._died_at)
        return died != 0 and died - self.known & 0xFFFFFFFF < 1 << 31

    def has_news(self):
        """Whether something was published since the last call."""
        now = self.reader.published()
        news, self.seen = now != self.seen, now
        return news

    def peek(self):
        """Whether the lane has a next message."""
        try:
            return not self.refused and self.reader.peek()
        except CorruptChannelError:
            self.refused = True
            raise

    def give_room(self):
        """Tells the publisher of the room of what was taken, and wakes it if it waits for it."""
        self.reader.tell()
        self.waker.look()

    def detach(self):
        """Stops watching the publisher."""
        if self.watch is not None:
            self.watch.close()
            self.watch = None


class Subscription(End):
    """Gets every message that is published from now on; each is a copy, which stays."""

    def __init__(self, address, options, topic, geometry, region, index):
        super().__init__(address)
        self.max_message = geometry.max_message
        self.died_senders = 0
        self.ended = False
        self._topic = topic
        self._region = region
        self._regions = (topic, region)
        self._index = index
        self._endless = options.mailbox
        self._waiter = Waiter(region, layout.OWN_SUBSCRIPTION_WORD_OFFSET, options.wait)
        token = region.words[layout.OWN_TOKEN_OFFSET >> 3]
        self._lanes = [self._lane(geometry, lane, token) for lane in range(geometry.lanes)]
        self._by_news = list(self._lanes)
        self._active = []
        self._turn = 0
        self._seen = 0
        self._unsettled = True
        self._next_look = 0.0
        self._announce(token)
        try:
            for lane in self._lanes:
                lane.reader.begin(options.history)
                lane.has_news()  # what comes later is news
                lane.give_room()  # to one that noticed this subscription before it had begun
        except BaseException:
            self._closing = True
            self.close()
            raise

    def _lane(self, geometry, lane, token):
        reader = TopicReader(
            self.address, self._topic, geometry, lane, self._region, self._index, token)
        word = (layout.OWN_SUBSCRIPTION_LANES_OFFSET + lane * layout.READING_LENGTH
                + layout.READING_PUBLISHER_WORD_OFFSET)
        return _Lane(self._topic, geometry, lane, reader, Waker(self._region, word))

    def _announce(self, mark):
        """Makes publishers look at who has come and gone."""
        self._topic.poke(layout.TOPIC_MARKS_OFFSET + 8 * self._index, mark)
        self._topic.poke(layout.TOPIC_CHANGES_OFFSET, change_mark())
        self._topic.fences.full()

    @property
    def missed(self):
        """How many messages were overwritten before they were taken (slow=drop)."""
        return sum(lane.reader.missed for lane in self._lanes)

    @property
    def lag(self):
        """How many messages are published and not taken."""
        return sum(lane.reader.lag() for lane in self._lanes)

    def receive(self, timeout=None):
        """The next message; None at the end. Raises TimeoutError if none comes within so many seconds."""
        self._enter()
        try:
            message = self._next()
            if message is None and not self.ended:
                message = self._await_next(timeout)
            return message
        finally:
            self._exit()

    def poll(self):
        """The next message if there is one now, else None; see ``ended``."""
        self._enter()
        try:
            message = self._next()
            if message is None:
                self._look_sometimes()
            return message
        finally:
            self._exit()

    def latest(self):
        """The last message, whether it was taken or not; what was published before it is passed. None if there is none."""
        self._enter()
        try:
            self._update()
            for lane in sorted(self._by_news, key=_Lane.has_news):  # stable: those with news are last
                self._by_news.remove(lane)
                self._by_news.append(lane)
            newest = None
            for lane in self._by_news:
                message = None if lane.refused else lane.reader.take_last()
                if message is not None:
                    lane.give_room()
                    newest = memoryview(message)
            return newest
        finally:
            self._exit()

    def __iter__(self):
        return self

    def __next__(self):
        message = self.receive()
        if message is None:
            raise StopIteration
        return message

    def _await_next(self, timeout):
        waiter = self._waiter
        waiter.begin(timeout)
        try:
            while waiter.pause(SLICE):
                if self._closing:
                    raise self._closed_error()
                self._check_memory()
                self._look_sometimes()
                message = self._next()
                if message is not None or self.ended:
                    return message
            raise TimeoutError("%s: no message came within timeout=%ss" % (self.address, timeout))
        finally:
            waiter.end()

    def _next(self):
        self._update()
        active = self._active
        for _ in range(len(active)):
            self._turn = turn = self._turn + 1 if self._turn + 1 < len(active) else 0
            lane = active[turn]
            while lane.peek():
                message = lane.reader.copy()
                if message is not None:
                    lane.reader.take()
                    self._waiter.stayed_awake()
                    lane.give_room()
                    return memoryview(message)
        for lane in active:
            lane.reader.check_verdict()
        return None

    def _look_sometimes(self):
        """Whether the publishers live: now and then, for it costs a call for each."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + SLICE
            faults.look(self._regions)
            if any(lane.watch is None or not lane.watch.is_alive() for lane in self._active):
                self._unsettled = True

    def _update(self):
        """Takes notice of the publishers that have joined, left and died."""
        changes = self._topic.words[layout.TOPIC_CHANGES_OFFSET >> 3]
        if changes == self._seen and not self._unsettled:
            return
        self._topic.fences.full()
        self._unsettled = True  # first: what an error cuts short is done by the next call
        self._attach_new()
        for lane in self._active:
            if lane.watch is None and not lane.has_left():
                lane.watch = self._topic.processes.try_watch(lane.slot)
        settled = True
        for lane in list(self._active):
            if lane.is_abandoned() and not lane.has_new():
                settled = self._settle(lane) and settled
        self._seen = changes
        self._unsettled = not settled
        if (not self._active and not self._endless and settled and not self.ended
                and any(lane.known for lane in self._lanes)):  # the first one makes the topic, then joins
            faults.look(self._regions)
            self._check_memory()
            self.ended = True
            self._stop_publishers()

    def _attach_new(self):
        for lane in self._lanes:
            if lane.has_new():
                unreported = lane.report_death()  # of the one that had the lane before
                slot = lane.slot
                lane.attach()
                if not lane.active:
                    lane.active = True
                    self._active.append(lane)
                if unreported:
                    self._tell_death(slot)

    def _settle(self, lane):
        """Forgets a publisher that is gone, if its lane is read to its end."""
        if not lane.refused and lane.peek():
            return False
        lane.detach()
        lane.active = False
        self._active.remove(lane)
        if lane.report_death():
            self._tell_death(lane.slot)
        return True

    def _tell_death(self, slot):
        self.died_senders += 1
        if not self._endless:
            raise PeerDiedError(
                "%s: a publisher, %s, died without closing; everything it had published was received,"
                " but the stream may be incomplete" % (self.address, self._topic.processes.describe(slot)))

    def _stop_publishers(self):
        """Says that nothing is taken any more, and wakes those who wait for that."""
        self._region.halves[layout.OWN_STATE_OFFSET >> 2] = layout.SUBSCRIPTION_CLOSED
        self._region.fences.full()
        for lane in self._lanes:
            lane.waker.wake()

    def _wake_user(self):
        self._waiter.rouse()

    def _leave(self):
        try:
            for lane in self._lanes:
                lane.detach()
            self._stop_publishers()
            self._announce(0)
        finally:
            self._lanes = self._active = self._by_news = ()
            try:
                self._region.unlink()
                self._region.close()
            finally:
                self._topic.close()
