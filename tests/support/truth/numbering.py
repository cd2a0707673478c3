"""From what a venue called a message to the truth's id of it, which only grows.

A book channel may begin its numbering anew, far below; `numberings.csv` says at which id. Rows are
read in ids, so that nothing else has to know of it.
"""

COLUMNS = ("first_update_id", "last_update_id", "prev_update_id", "update_id", "from_update_id", "to_update_id")


class Numbering:
    """One stream's: begins are (id, number), bounds the first and the last id that it ever had."""

    def __init__(self, begins=(), bounds=(0, 0)):
        self.begins = sorted(begins)
        # Where numbers begin at 1 it is with a picture for all, which does not say what came before it.
        self.pictures = [first for first, number in self.begins if number == 1]
        firsts = [first for first, _ in self.begins]
        shifts = [0] + [first - number for first, number in self.begins]
        # (first id, end, id less number) of each numbering
        self.parts = list(zip([bounds[0], *firsts], [*firsts, bounds[1] + 1], shifts))

    def id_of(self, number):
        """None: no message was called so."""
        for first, end, shift in self.parts:
            if first <= number + shift < end:
                return number + shift
        return None

    def id_after(self, number):
        """The first id of a hole: it is told as one more than the number before it."""
        before = self.id_of(number - 1)
        return self.id_of(number) if before is None else before + 1

    def id_before(self, number):
        """The last id of a hole: it may be told as one less than the number behind it."""
        found, after = self.id_of(number), self.id_of(number + 1)
        return after - 1 if found is None and after is not None else found


def read_in_ids(rows, numbering):
    """Changes the numbers in rows of one stream, and yields what is wrong with them."""
    for row in rows if numbering.begins else ():
        for column in COLUMNS:
            number = row.get(column)
            if number is None:
                continue
            read = {"from_update_id": numbering.id_after, "to_update_id": numbering.id_before}
            found = read.get(column, numbering.id_of)(number)
            if found is None:
                yield f"seq_id {row['seq_id']}: {column} {number} was never given"
            else:
                row[column] = found
