"""check_linkage.py reads real dynamic sections and finds what must not be there."""

import os
import shutil

import small_tree

import check_linkage


class Linkage(small_tree.SmallTree):
    def setUp(self):
        super().setUp()
        # Any dynamic program of this system: it needs libc and none of the libraries in question.
        for name in ("mdc", "mdc-parquet"):
            shutil.copy(shutil.which("ls"), os.path.join(self.root, name))
        self.forbidden = check_linkage.FORBIDDEN
        self.addCleanup(setattr, check_linkage, "FORBIDDEN", self.forbidden)

    def test_programs_without_forbidden_libraries_are_in_order(self):
        self.assertEqual(check_linkage.check(self.root), [])

    def test_a_forbidden_library_is_found(self):
        check_linkage.FORBIDDEN = {**self.forbidden, "mdc": ("libc.so",)}
        self.assert_one_problem(check_linkage.check(self.root), "mdc needs libc.so")

    def test_a_missing_program_is_found(self):
        os.remove(os.path.join(self.root, "mdc-parquet"))
        self.assert_one_problem(check_linkage.check(self.root), "mdc-parquet: not built")
