"""Addresses, scheme:name?option=value, and what their options mean."""

import re

from .errors import InvalidAddressError
from .topiclayout import MAX_SUBSCRIBERS, POLICIES, WAIT

_GRAMMAR = (
    "an address is scheme:name?option=value&option=value, such as shm:orders?capacity=4MiB"
)
_SCHEME = re.compile(r"[a-z][a-z0-9]{0,15}")
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_OPTION = re.compile(r"[A-Za-z]{1,32}")
_VALUE = re.compile(r"[^&=\x00-\x1f\x7f-\x9f]+")
_TYPE = re.compile(r"[!-%'-<>-~]{1,100}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SIZE = re.compile(r"([0-9]{1,19})(KiB|MiB|GiB)?")
_DURATION = re.compile(r"([0-9]{1,9})(ms|s|m|h|d)")

CHANNEL_OPTIONS = (
    "capacity", "maxMessage", "senders", "end", "mode", "trust", "wait", "connect", "type",
    "dir")
SERVER_OPTIONS = (
    "capacity", "maxMessage", "clients", "mode", "trust", "wait", "connect", "type", "dir")
TOPIC_OPTIONS = (
    "capacity", "maxMessage", "senders", "end", "mode", "trust", "wait", "connect", "type", "dir",
    "slow", "patience", "subscribers", "history")
SCHEMES = ("shm", "mmap", "unix")

MAX_SENDERS = 256
_ALL = 1 << 62


def is_type(text):
    """Whether a text can name a type of messages."""
    return _TYPE.fullmatch(text) is not None


def is_plain(name):
    """Whether a text is a plain name."""
    return _PLAIN.fullmatch(name) is not None and name not in (".", "..")


class Address:
    """Where a channel is. The same grammar as in Java."""

    def __init__(self, scheme, name, options):
        self.scheme = scheme
        self.name = name
        self.options = options

    @classmethod
    def parse(cls, text):
        """The address that a text spells."""
        scheme, colon, rest = text.partition(":")
        if not colon:
            raise _invalid(text, "there must be a colon after the scheme")
        name, question, query = rest.partition("?")
        if not _SCHEME.fullmatch(scheme):
            raise _invalid(text, "the scheme must be 1 to 16 characters of a-z 0-9, beginning with a letter")
        if name.startswith("@") or "/" in name:
            name = _decode(text, name)
        address = cls(scheme, name, _options(text, query) if question else {})
        if address.form is None:
            raise _invalid(
                text,
                "the name must be 1 to 64 characters of A-Z a-z 0-9 . _ - (not . or"
                " ..), a path with a slash, or @name")
        if scheme not in SCHEMES:
            raise _invalid(text, "this library has the schemes %s" % ", ".join(SCHEMES))
        if address.form == "abstract" and scheme != "unix":
            raise _invalid(text, "%s: takes no abstract name" % scheme)
        if address.form == "path" and scheme == "shm":
            raise _invalid(text, "shm: takes a plain name, mmap: takes a path")
        if address.form == "plain" and name.startswith((".proc-", ".new-")):
            raise InvalidAddressError(
                "name=%s: names that begin with .proc- or .new- are reserved; choose another"
                % name)
        return address

    @property
    def form(self):
        """plain, path or abstract."""
        if is_plain(self.name):
            return "plain"
        if self.name.startswith("@") and len(self.name) > 1:
            return "abstract"
        return "path" if "/" in self.name and "\0" not in self.name else None

    def derive(self, name, **options):
        """Another address with the options of this one that all lanes of a connection share."""
        shared = {key: value for key, value in self.options.items()
                  if key in ("mode", "trust", "wait", "connect", "type", "dir")}
        shared.update({key: value for key, value in options.items() if value is not None})
        return Address(self.scheme, name, shared)

    def __str__(self):
        name = self.name
        if self.form != "plain":
            name = "".join(_spelled(letter) for letter in name)
        query = "&".join("%s=%s" % pair for pair in self.options.items())
        return "%s:%s%s" % (self.scheme, name, "?" + query if query else "")


def _spelled(letter):
    return letter if letter > " " and letter not in "?%\x7f" else "%%%02X" % ord(letter)


def _decode(text, name):
    if _CONTROL.search(name):
        raise _invalid(text, "the name has control characters, which are written as %00 to %1F")

    def byte(match):
        if len(match.group()) != 3:
            raise _invalid(text, "% is not followed by two hexadecimal digits")
        return bytes([int(match.group()[1:], 16)])

    return re.sub(b"%[0-9A-Fa-f]{0,2}", byte, name.encode("utf-8", "surrogateescape")).decode(
        "utf-8", "surrogateescape")


def _options(text, query):
    options = {}
    for part in query.split("&"):
        name, equals, value = part.partition("=")
        if not equals or not _OPTION.fullmatch(name) or not _VALUE.fullmatch(value):
            raise _invalid(text, "'%s' is not option=value" % _printable(part))
        if name in options:
            raise _invalid(text, "option '%s' is given twice" % name)
        options[name] = value
    return options


def _invalid(text, what):
    return InvalidAddressError("address '%s': %s; %s" % (_printable(text), what, _GRAMMAR))


def _printable(text):
    return _CONTROL.sub("?", text)


class Options:
    """The options of an address, read and checked."""

    def __init__(self, address, known=CHANNEL_OPTIONS):
        for name in address.options:
            if name not in known:
                raise InvalidAddressError(
                    "address '%s': %s: unknown option '%s' here; the options are %s"
                    % (address, address.scheme, name, ", ".join(known)))
        self._address = address
        self.capacity = self._size("capacity", 1)
        self.max_message = self._size("maxMessage", 0)
        self.senders = self._number("senders", MAX_SENDERS)
        self.clients = self._number("clients", 1 << 20)
        self.mailbox = self._end_of_stream()
        self.wait = self._one_of("wait", "adaptive", "spin", "yield", "park")
        self.connect = self._duration("connect", 10.0)
        self.mode = self._mode()
        self.trusted_uids, self.trusted_gids = self._trust()
        self.type = self._type()
        self.directory = self._directory()

    def _end_of_stream(self):
        return self._one_of("end", "last", "never") == "never"

    def _fail(self, option, right):
        return InvalidAddressError("address '%s': %s=%s is not %s" % (
            self._address, option, self._address.options[option], right))

    def _size(self, option, least):
        text = self._address.options.get(option)
        if text is None:
            return None
        match = _SIZE.fullmatch(text)
        size = int(match.group(1)) << {None: 0, "KiB": 10, "MiB": 20, "GiB": 30}[
            match.group(2)] if match else -1
        if size < 0 or size > 1 << 62:
            raise self._fail(
                option, "a size such as 65536, 64KiB, 4MiB or 1GiB, at most 2^62 bytes")
        if size < least:
            raise self._fail(option, "a size of at least %d" % least)
        return size

    def _number(self, option, most):
        text = self._address.options.get(option)
        if text is None:
            return None
        if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= most:
            raise self._fail(option, "a number from 1 to %d" % most)
        return int(text)

    def _one_of(self, option, *words):
        text = self._address.options.get(option, words[0])
        if text not in words:
            raise self._fail(option, "one of " + ", ".join(words))
        return text

    def _duration(self, option, otherwise):
        text = self._address.options.get(option)
        if text is None:
            return otherwise
        match = _DURATION.fullmatch(text)
        if not match:
            raise self._fail(option, "a duration such as 500ms, 10s or 2m")
        return int(match.group(1)) * {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}[match.group(2)]

    def _mode(self):
        text = self._address.options.get("mode", "0600")
        if not re.fullmatch("0?[0-7]{3}", text):
            raise self._fail("mode", "an octal permission such as 0600 or 660")
        return int(text, 8)

    def _trust(self):
        text = self._address.options.get("trust")
        uids, gids = set(), set()
        for part in text.split(",") if text else ():
            match = re.fullmatch("(uid|gid):([0-9]{1,10})", part)
            if not match:
                raise self._fail("trust", "a list of numeric ids such as uid:1000,gid:100")
            (uids if match.group(1) == "uid" else gids).add(int(match.group(2)))
        return uids, gids

    def _type(self):
        text = self._address.options.get("type")
        if text is not None and not is_type(text):
            raise self._fail(
                "type", "1 to 100 printable ASCII characters without a space, '&' and '='")
        return text

    def _directory(self):
        text = self._address.options.get("dir")
        if text is not None and not text.startswith("/"):
            raise self._fail("dir", "an absolute path")
        return text


class TopicOptions(Options):
    """Those of a topic. What a subscription states of its limits must be so."""

    def __init__(self, address):
        if address.scheme == "unix":
            raise InvalidAddressError(
                "address '%s': unix: has no topics; shm: and mmap: have" % address)
        super().__init__(address, TOPIC_OPTIONS)
        self.subscribers = self._number("subscribers", MAX_SUBSCRIBERS)
        self.slow = POLICIES[self._one_of("slow", *POLICIES)] if "slow" in address.options else None
        patience = self._duration("patience", None)
        self.patience = None if patience is None else round(patience * 1_000_000_000)
        if self.patience is not None and self.slow not in (None, WAIT):
            raise self._fail("patience", "used: it applies only to slow=wait; leave one of them out")
        self.history = self._history()

    def _end_of_stream(self):
        return self._one_of("end", "never", "last") == "never"

    def _history(self):
        """Most messages of each publisher that a new subscription gets first, and most bytes."""
        text = self._address.options.get("history", "0")
        if not _SIZE.fullmatch(text):
            raise self._fail(
                "history", "a number of messages such as 1 or 100, or a size with its unit such as"
                           " 64KiB")
        size = self._size("history", 0) or 0
        return (size, _ALL if size else 0) if text[-1].isdigit() else (_ALL if size else 0, size)
