"""check_sizes.py measures what it says, and its exception list may only shrink."""

import small_tree

import check_sizes
import functions


def function_of(lines, head="void f(int a)"):
    """A function of this many lines, the head and the closing brace included."""
    return head + " {\n" + "    g();\n" * (lines - 2) + "}\n"


class Sizes(small_tree.SmallTree):
    def test_small_code_is_in_order(self):
        self.write("src/mdc/core/a.cpp", function_of(70))
        self.write("src/mdc/core/a.hpp", "\n" * 300)
        self.assertEqual(check_sizes.check(self.root), [])

    def test_a_long_function_is_found(self):
        self.write("src/mdc/core/a.cpp", function_of(71))
        self.assert_one_problem(check_sizes.check(self.root), "a.cpp:f", "71")

    def test_long_files_are_found(self):
        self.write("src/mdc/core/a.hpp", "\n" * 301)
        self.write("src/mdc/core/b.cpp", "\n" * 601)
        self.write("src/mdc/sinks/sink.hpp", "\n" * 81)
        self.write("tests/unit/core/a_test.cpp", "\n" * 801)
        self.assertEqual(len(check_sizes.check(self.root)), 4)

    def test_a_crowded_folder_is_found(self):
        for number in range(13):
            self.write(f"src/mdc/core/f{number}.hpp")
            self.write(f"src/mdc/core/f{number}.cpp")
        self.assert_one_problem(check_sizes.check(self.root), "src/mdc/core: 13")

    def test_a_large_venue_is_found(self):
        for number in range(4):
            self.write(f"src/mdc/exchanges/okx/f{number}.cpp", "\n" * 501)
        self.assert_one_problem(check_sizes.check(self.root), "venue okx: 2004")

    def test_the_whole_is_limited(self):
        for number in range(58):
            self.write(f"src/mdc/core/f{number}/a.cpp", "int i;\n" * 590)
            self.write(f"src/mdc/core/c{number}/a.cpp", "// words\n" * 590)
            self.write(f"src/mdc/sim/f{number}/a.cpp", "int i;\n" * 590)
        self.assert_one_problem(check_sizes.check(self.root), "src: 34220")


class Exceptions(small_tree.SmallTree):
    def setUp(self):
        super().setUp()
        self.write("src/mdc/core/a.hpp", "\n" * 310)

    def test_an_exception_of_the_exact_size_is_accepted(self):
        self.write("scripts/size_exceptions.txt", "310 src/mdc/core/a.hpp  # why\n")
        self.assertEqual(check_sizes.check(self.root, most_exceptions=1), [])

    def test_it_must_be_lowered_when_its_thing_shrinks(self):
        self.write("scripts/size_exceptions.txt", "320 src/mdc/core/a.hpp\n")
        self.assert_one_problem(check_sizes.check(self.root, most_exceptions=1), "310 now: lower")

    def test_it_must_go_when_its_thing_is_gone(self):
        self.write("scripts/size_exceptions.txt", "310 src/mdc/core/a.hpp\n400 src/mdc/core/b.hpp\n")
        self.assert_one_problem(check_sizes.check(self.root, most_exceptions=2), "b.hpp keeps to its ceiling")

    def test_it_must_go_when_its_thing_keeps_to_the_ceiling(self):
        self.write("src/mdc/core/a.hpp", "\n" * 300)
        self.write("scripts/size_exceptions.txt", "300 src/mdc/core/a.hpp\n")
        self.assert_one_problem(check_sizes.check(self.root, most_exceptions=1), "remove")

    def test_the_list_cannot_grow(self):
        self.write("scripts/size_exceptions.txt", "310 src/mdc/core/a.hpp\n")
        self.assert_one_problem(check_sizes.check(self.root, most_exceptions=0), "at most 0")


class Functions(small_tree.SmallTree):
    def lengths(self, source):
        return {name: length for name, _, length in functions.functions(source)}

    def test_heads_of_every_kind_are_read(self):
        source = (
            "namespace a {\nclass B : public C {\n public:\n"
            + function_of(3, "B(int x) : x_(x), y_{x}")
            + function_of(4, "template <class T>\nauto h(T t) const noexcept -> int")
            + "  private:\n    int x_ = f();\n    int y_{3};\n};\n"
            + function_of(5, "std::array<int, 3> B::k()") + "}\n"
        )
        self.assertEqual(self.lengths(source), {"B": 3, "h": 5, "B::k": 5})

    def test_braces_in_text_and_comments_do_not_count(self):
        source = 'void f() {\n    g("}", \'}\', R"(})");  // }\n    /* } */\n}\nint n = 1\'000;\n' + function_of(3)
        self.assertEqual([length for _, _, length in functions.functions(source)], [4, 3])

    def test_tables_and_types_are_no_functions(self):
        source = "constexpr Row kRows[] = {\n{f(1)},\n{f(2)},\n};\nstruct alignas(64) S {\nint a;\n};\nenum class E { a };\n"
        self.assertEqual(self.lengths(source), {})

    def test_macros_are_no_functions(self):
        self.assertEqual(self.lengths("#define A(x) \\\n    if (x) { \\\n    }\n" + function_of(3)), {"f": 3})
