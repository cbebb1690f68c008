"""Makes the wheel that pip installs (PEP 517): the package's files in a zip, with what is said of them."""

import base64
import gzip
import hashlib
import io
import os
import tarfile
import zipfile

_HERE = os.path.dirname(os.path.abspath(__file__))
_VERSION = "0.2.0"
_NAME = "javaipc-" + _VERSION
_EPOCH = (1980, 1, 1, 0, 0, 0)
_METADATA = """Metadata-Version: 2.1
Name: javaipc
Version: %s
Summary: Channels and connections of javaipc, between Python and Java, over shared memory and sockets
License: Apache-2.0
Requires-Python: >=3.9
Description-Content-Type: text/markdown

""" % _VERSION
_WHEEL = "Wheel-Version: 1.0\nGenerator: javaipc\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def _read(name):
    with open(os.path.join(_HERE, name), "rb") as file:
        return file.read()


def _sources():
    return sorted(
        "javaipc/" + name for name in os.listdir(os.path.join(_HERE, "javaipc"))
        if name.endswith(".py"))


def _digest(data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return "sha256=%s,%d" % (digest, len(data))


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """The wheel; the same bytes whenever it is made."""
    files = {name: _read(name) for name in _sources()}
    files[_NAME + ".dist-info/METADATA"] = _METADATA.encode() + _read("README.md")
    files[_NAME + ".dist-info/WHEEL"] = _WHEEL.encode()
    record = _NAME + ".dist-info/RECORD"
    lines = ["%s,%s" % (name, _digest(data)) for name, data in files.items()]
    files[record] = ("\n".join(lines) + "\n" + record + ",,\n").encode()
    wheel = _NAME + "-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, wheel), "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return wheel


def build_sdist(sdist_directory, config_settings=None):
    """The sources, from which the same wheel can be made; the same bytes whenever it is made."""
    files = {name: _read(name) for name in _sources()}
    for name in ("pyproject.toml", "backend.py", "README.md"):
        files[name] = _read(name)
    files["PKG-INFO"] = _METADATA.encode() + files["README.md"]
    name = _NAME + ".tar.gz"
    with open(os.path.join(sdist_directory, name), "wb") as file, gzip.GzipFile(
            "", "wb", fileobj=file, mtime=0) as packed, tarfile.open(
            fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as made:
        for path, data in files.items():
            entry = tarfile.TarInfo("%s/%s" % (_NAME, path))
            entry.size = len(data)
            made.addfile(entry, io.BytesIO(data))
    return name
