"""check_format.sh fails on code that clang-format would change."""

import os
import shutil
import subprocess
import unittest

import small_tree


@unittest.skipUnless(shutil.which("clang-format-14"), "no clang-format-14")
class Format(small_tree.SmallTree):
    def run_check(self):
        source = os.path.join(self.root, "src")
        command = [os.path.join(small_tree.SCRIPTS, "check_format.sh"), "--require", source]
        return subprocess.run(command, capture_output=True, check=False).returncode

    def test_formatted_code_is_in_order(self):
        self.write("src/a.cpp", "int a = 1;\n")
        self.assertEqual(self.run_check(), 0)

    def test_unformatted_code_is_found(self):
        self.write("src/a.cpp", "int   a=1;\n")
        self.assertEqual(self.run_check(), 1)
