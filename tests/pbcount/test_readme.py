"""Do the examples of the library's README run and print what they say?"""

import doctest
from pathlib import Path

import pbcount


def test_the_examples_of_the_readme_run() -> None:
    readme = Path(pbcount.__file__).with_name("README.md")
    failed, tried = doctest.testfile(str(readme), module_relative=False)
    assert tried > 15
    assert failed == 0
