"""check_layers.py finds what it must find, and nothing in code that keeps to the layers."""

import small_tree

import check_layers


class Layers(small_tree.SmallTree):
    def test_code_that_keeps_to_the_layers_is_in_order(self):
        self.write("src/mdc/race/race.cpp", '#include "mdc/model/wire/frame.hpp"\n#include <vector>\n')
        self.write("src/mdc/cli/main.cpp", '#include "mdc/collector/run.hpp"\n#include <CLI/CLI.hpp>\n')
        self.write("src/mdc/exchanges/registry.cpp", '#include "mdc/exchanges/okx/okx.hpp"\n')
        self.assertEqual(check_layers.check(self.root), [])

    def test_an_upward_include_is_found(self):
        self.write("src/mdc/core/a.hpp", '\n#include "mdc/model/tables/row.hpp"\n')
        self.assert_one_problem(check_layers.check(self.root), "core/a.hpp:2", "model")

    def test_siblings_must_not_meet(self):
        self.write("src/mdc/race/race.cpp", '#include "mdc/book/book.hpp"\n')
        self.assert_one_problem(check_layers.check(self.root), "race must not include book")

    def test_venues_must_not_meet(self):
        self.write("src/mdc/exchanges/okx/a.cpp", '#include "mdc/exchanges/bybit/bybit.hpp"\n')
        self.assert_one_problem(check_layers.check(self.root), "sibling bybit")

    def test_the_simulator_does_not_share_our_misreadings(self):
        for module in ("exchanges", "race", "book"):
            self.write(f"src/mdc/sim/{module}.cpp", f'#include "mdc/{module}/x.hpp"\n')
        self.assertEqual(len(check_layers.check(self.root)), 3)

    def test_arrow_stays_in_parquet(self):
        self.write("src/mdc/parquet/a.cpp", "#include <arrow/api.h>\n")
        self.write("src/mdc/sinks/a.cpp", "#include <parquet/properties.h>\n")
        self.assert_one_problem(check_layers.check(self.root), "sinks/a.cpp:1", "parquet")

    def test_nobody_includes_the_second_program(self):
        self.write("src/mdc/cli/a.cpp", '#include "mdc/parquet/convert.hpp"\n')
        self.assert_one_problem(check_layers.check(self.root), "cli must not include parquet")

    def test_beast_stays_in_the_simulator_and_the_http_server(self):
        self.write("src/mdc/sim/server.cpp", "#include <boost/beast/websocket.hpp>\n")
        self.write("src/mdc/metrics/http_server.cpp", "#include <boost/beast/http.hpp>\n")
        self.write("src/mdc/net/client.cpp", "#include <boost/asio.hpp>\n")
        self.assert_one_problem(check_layers.check(self.root), "net/client.cpp", "boost/asio")

    def test_pure_code_has_no_clock_thread_or_file(self):
        self.write("src/mdc/book/book.cpp",
                   "#include <fstream>\n// steady_clock::now in a comment is nothing\n"
                   "auto t = std::chrono::steady_clock::now();\n")
        problems = check_layers.check(self.root)
        self.assertEqual(len(problems), 2, problems)
        self.assertIn("book.cpp:3", problems[1])

    def test_an_unknown_module_is_found(self):
        self.write("src/mdc/util/a.hpp")
        self.assert_one_problem(check_layers.check(self.root), "src/mdc/util")
