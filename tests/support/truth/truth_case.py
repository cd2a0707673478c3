"""What tests of the comparison have in common."""

import contextlib
import io
import tempfile
import unittest

import compare_truth


class TruthCase(unittest.TestCase):
    """Has a `recording`, and says what the comparison finds in it."""

    recording = None

    def compare(self, *arguments):
        """Exit code and report for the recording as it is now."""
        with tempfile.TemporaryDirectory() as directory:
            truth, tables = self.recording.write(directory)
            output = io.StringIO()
            with contextlib.redirect_stdout(output):
                code = compare_truth.main([truth, tables, *arguments])
        return code, output.getvalue()

    def rows(self, table, **wanted):
        return [row for row in self.recording.tables[table]
                if all(row.get(column) == value for column, value in wanted.items())]

    def remove(self, table, *rows):
        self.recording.tables[table] = [row for row in self.recording.tables[table] if row not in rows]

    def assert_equal(self, *arguments):
        code, output = self.compare(*arguments)
        self.assertEqual(code, 0, output)

    def assert_differs(self, text, *arguments):
        code, output = self.compare(*arguments)
        self.assertEqual(code, 1, output)
        self.assertIn(text, output)
