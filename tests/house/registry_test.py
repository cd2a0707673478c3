"""check_registry.py finds what exists but is not registered."""

import small_tree

import check_registry

VENUE = ("okx.hpp", "facts.cpp", "plan.cpp", "identify.cpp", "parse.cpp", "README.md")


class Registry(small_tree.SmallTree):
    def write_venue(self, *without):
        for name in VENUE:
            if name not in without:
                self.write(f"src/mdc/exchanges/okx/{name}")

    def register_venue(self):
        self.write("src/mdc/exchanges/registry.cpp",
                   '#include "mdc/exchanges/okx/okx.hpp"\nconst Exchange* all[] = {&okx::exchange()};\n')

    def test_what_is_registered_is_in_order(self):
        self.write_venue()
        self.register_venue()
        self.write("src/mdc/pipeline/stages/batch.hpp")
        self.write("src/mdc/pipeline/registry.cpp",
                   '#include "mdc/pipeline/stages/batch.hpp"\nEntry all[] = {{"batch", make<Batch>}};\n')
        self.assertEqual(check_registry.check(self.root), [])

    def test_a_venue_that_nobody_registered_is_found(self):
        self.write_venue()
        self.write("src/mdc/exchanges/registry.cpp", '// #include "mdc/exchanges/okx/okx.h"\n')
        self.assert_one_problem(check_registry.check(self.root), "okx", "not included")

    def test_an_include_alone_registers_nothing(self):
        self.write("src/mdc/sinks/csv/csv.hpp")
        self.write("src/mdc/sinks/registry.cpp", '#include "mdc/sinks/csv/csv.hpp"\n// csv\n')
        self.assert_one_problem(check_registry.check(self.root), "csv", "not in its list")

    def test_a_stage_that_nobody_registered_is_found(self):
        self.write("src/mdc/pipeline/stages/batch.hpp")
        self.write("src/mdc/pipeline/registry.cpp", '#include "mdc/pipeline/stages/batch_all.hpp"\n')
        self.assert_one_problem(check_registry.check(self.root), "batch")

    def test_a_missing_registry_is_found(self):
        self.write("src/mdc/sinks/csv/csv.hpp")
        self.assert_one_problem(check_registry.check(self.root), "sinks/registry.cpp: missing")

    def test_a_venue_without_its_evidence_is_found(self):
        self.write_venue("README.md")
        self.register_venue()
        self.assert_one_problem(check_registry.check(self.root), "no README.md")
