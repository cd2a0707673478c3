"""Sets of ids as sorted lists of inclusive ranges."""


def merged(ranges):
    """The same ids with touching ranges joined."""
    result = []
    for first, last in sorted(ranges):
        if result and first <= result[-1][1] + 1:
            result[-1][1] = max(result[-1][1], last)
        else:
            result.append([first, last])
    return [tuple(pair) for pair in result]


def without(ranges, others):
    """The ids of `ranges` that are in none of `others`."""
    result = []
    others = merged(others)
    for first, last in merged(ranges):
        for other_first, other_last in others:
            if other_last < first or other_first > last:
                continue
            if other_first > first:
                result.append((first, other_first - 1))
            first = other_last + 1
            if first > last:
                break
        if first <= last:
            result.append((first, last))
    return result


def contains(ranges, value):
    return any(first <= value <= last for first, last in ranges)


def text(ranges):
    shown = ", ".join(f"{first}..{last}" for first, last in ranges[:5])
    return shown + (f" and {len(ranges) - 5} more" if len(ranges) > 5 else "")
