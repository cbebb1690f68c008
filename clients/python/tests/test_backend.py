"""What pip installs, and the sources, are the same bytes whenever they are made."""

import gzip
import os
import sys
import tarfile
import tempfile
import time
import unittest
from unittest import mock

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import backend


def _made(build):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, build(folder)), "rb") as file:
            return file.read()


class BackendTest(unittest.TestCase):
    def test_made_at_another_time_they_are_the_same_bytes(self):
        for build in (backend.build_wheel, backend.build_sdist):
            with self.subTest(build.__name__):
                now = _made(build)
                with mock.patch("time.time", return_value=time.time() + 86_400):
                    self.assertEqual(now, _made(build))

    def test_the_sources_have_what_makes_a_wheel_of_them(self):
        with tempfile.TemporaryDirectory() as folder:
            sources = os.path.join(folder, backend.build_sdist(folder))
            with gzip.open(sources) as packed, tarfile.open(fileobj=packed) as files:
                names = [name.split("/", 1)[1] for name in files.getnames()]
        for name in ("pyproject.toml", "backend.py", "README.md", "PKG-INFO", "javaipc/__init__.py"):
            self.assertIn(name, names)


if __name__ == "__main__":
    unittest.main()
