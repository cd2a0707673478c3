#include "mdc/config/toml_reader.hpp"

#include <gtest/gtest.h>

#include "mdc/core/result.hpp"

namespace mdc::config {
namespace {

using Texts = std::vector<std::string>;

/// The message of the failure; "" when there is none.
std::string failure_of(std::string_view text) {
    try {
        parse_toml(text, "t.toml");
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.error.kind, ErrorKind::usage);
        return failure.error.message;
    }
    return "";
}

TEST(TomlReader, AnEmptyFileIsTheDefaults) {
    const auto config = parse_toml("", "t.toml");
    EXPECT_TRUE(config.selections.empty());
    EXPECT_TRUE(config.sinks.empty());
    EXPECT_FALSE(config.metrics);
}

TEST(TomlReader, ReadsSelectorsAndTables) {
    const auto config = parse_toml(R"(
select = ["okx:A,B@bbo", { exchange = "deribit", tickers = ["BTC*"], feeds = ["trades"] }]
)",
                                   "t.toml");
    ASSERT_EQ(config.selections.size(), 2u);
    EXPECT_EQ(config.selections[0].tickers, (Texts{"A", "B"}));
    EXPECT_EQ(config.selections[0].where, "t.toml:2:11");
    EXPECT_EQ(config.selections[1].exchange, "deribit");
    EXPECT_EQ(config.selections[1].feeds, Texts{"trades"});
}

TEST(TomlReader, ReadsSinksWithTheirStages) {
    const auto config = parse_toml(R"(
[[sink]]
target = "jsonl:-"
stages = [{ name = "batch", rows = 10, time = "1s" }, "other"]
[[sink]]
kind = "recording"
target = "a:b"
rotate = "10m,1MB"
queue_bytes = "2MB"
)",
                                   "t.toml");
    ASSERT_EQ(config.sinks.size(), 2u);
    const auto& first = config.sinks[0];
    EXPECT_EQ(first.kind, "jsonl");
    EXPECT_EQ(first.target, "-");
    EXPECT_EQ(first.where, "t.toml:2:1");
    ASSERT_EQ(first.stages.size(), 2u);
    EXPECT_EQ(first.stages[0].options.at("rows"), Texts{"10"});
    EXPECT_EQ(first.stages[0].options.at("time"), Texts{"1s"});
    EXPECT_EQ(first.stages[0].where, "t.toml:4:11");
    EXPECT_EQ(first.stages[1].name, "other");
    EXPECT_EQ(config.sinks[1].target, "a:b");
    EXPECT_EQ(config.sinks[1].rotate.bytes, 1'000'000u);
    EXPECT_EQ(config.sinks[1].queue_bytes, 2'000'000u);
}

TEST(TomlReader, ReadsTheOtherTables) {
    const auto config = parse_toml(R"(
raw = true
run_for = "90s"
[storage]
write_ms = 20
sync_ms = 40
min_free = "1GB"
stop_within = "1s"
keep = "7d,2GB"
[book]
snapshot_depth = 5000
checkpoint = "10m"
[threads]
io = 2
spin = true
io_cpu = [3, 4]
ring_bytes = "64MiB"
[metrics]
listen = ":0"
[log]
level = "error"
file = "x.log"
[network]
ca_file = "ca.pem"
[[network.urls]]
exchange = "okx"
ws_url = "ws://h:1"
rest_url = "http://h:2"
[network.resolve]
"a.example" = ["10.0.0.1", "10.0.0.2"]
"b.example" = "10.0.0.3"
)",
                                   "t.toml");
    EXPECT_TRUE(config.raw);
    EXPECT_EQ(config.run_for, std::chrono::seconds(90));
    EXPECT_EQ(config.storage.write_ms.count(), 20);
    EXPECT_EQ(config.storage.sync_ms.count(), 40);
    EXPECT_EQ(config.storage.min_free, 1'000'000'000u);
    EXPECT_EQ(config.storage.stop_within.count(), 1000);
    EXPECT_EQ(config.storage.keep.age, std::chrono::hours(7 * 24));
    EXPECT_EQ(config.storage.keep.bytes, 2'000'000'000u);
    EXPECT_EQ(config.book.snapshot_depth, 5000);
    EXPECT_EQ(config.book.checkpoint, std::chrono::minutes(10));
    EXPECT_TRUE(config.threads.spin);
    EXPECT_EQ(config.threads.io, 2);
    EXPECT_EQ(config.threads.io_cpu, (std::vector{3, 4}));
    EXPECT_EQ(config.threads.ring_bytes, 64u << 20);
    ASSERT_TRUE(config.metrics);
    EXPECT_EQ(config.log.level, log::Level::error);
    EXPECT_EQ(config.log.file, "x.log");
    EXPECT_EQ(config.network.ca_file, "ca.pem");
    EXPECT_EQ(config.network.ws_url("okx"), "ws://h:1");
    EXPECT_EQ(config.network.rest_url("okx"), "http://h:2");
    ASSERT_EQ(config.network.resolve.size(), 2u);
    EXPECT_EQ(config.network.resolve[0].ips, (Texts{"10.0.0.1", "10.0.0.2"}));
}

TEST(TomlReader, UnknownKeysGetDidYouMeanAndAPlace) {
    EXPECT_EQ(failure_of("\n[storage]\nwrit_ms = 5\n"),
              "t.toml:3:1: There is no key 'writ_ms' here. Did you mean 'write_ms'?");
    EXPECT_EQ(failure_of("selects = []"),
              "t.toml:1:1: There is no key 'selects' here. Did you mean 'select'?");
    EXPECT_EQ(failure_of("[[sink]]\ntarget = \"d/\"\nstage = []"),
              "t.toml:3:1: There is no key 'stage' here. Did you mean 'stages'?");
}

TEST(TomlReader, NamesAllProblemsAtOnce) {
    const auto message = failure_of(R"(
raw = "yes"
run_for = "1 hour"
select = ["BTCUSDT", 5]
[book]
snapshot_depth = 1.5
[log]
level = "inof"
[threads]
io_cpu = [1, "2"]
)");
    for (const auto* part :
         {"t.toml:2:7: 'raw' must be true or false.", "t.toml:3:11: '1 hour' is no duration",
          "t.toml:4:11: 'BTCUSDT' is no selector", "t.toml:4:22: A selection is a text or a table.",
          "t.toml:6:18: 'snapshot_depth' must be a whole number.",
          "t.toml:8:9: 'inof' is no log level",
          "t.toml:10:10: 'io_cpu' must be a whole number or a list of them."}) {
        EXPECT_NE(message.find(part), std::string::npos) << part << "\nin\n" << message;
    }
}

TEST(TomlReader, WrongShapesAreSentencesNotSurprises) {
    const std::pair<const char*, const char*> cases[] = {
        {"sink = 5", "'sink' must be a list."},
        {"[sink]\ntarget = \"d/\"", "Write [[sink]]"},
        {"sink = [5]", "A sink is a table"},
        {"book = 5", "'book' must be a table"},
        {"[[sink]]\ntarget = \"d/\"\nstages = [{ rows = 5 }]", "A stage needs a name."},
        {"[[sink]]\ntarget = \"d/\"\nstages = [5]", "A stage is a table"},
        {"[[sink]]\ntarget = \"d/\"\nstages = [{ name = \"batch\", rows = 1.5 }]",
         "'rows' must be a text, a whole number or a list."},
        {"[[sink]]\ntarget = 5", "'target' must be a text in quotes."},
        {"[[sink]]\ntarget = \"a.csv\"", "write csv:DIR"},
        {"select = [{ exchange = \"okx\", tickers = [] }]", "'tickers' must be a list of texts"},
        {"network = { urls = [5] }", "[[network.urls]]"},
        {"network = { resolve = { a = 1.5 } }", "list of IP addresses"},
        {"network = { resolve = { a = \"b\" } }", "no IP address"},
        {"raw = ", "t.toml:1:"},
        {"raw = true\nraw = false", "t.toml:2:"},
    };
    for (const auto& [text, words] : cases) {
        const auto message = failure_of(text);
        EXPECT_NE(message.find(words), std::string::npos) << text << "\nsays\n" << message;
    }
}

TEST(TomlReader, AFileThatCannotBeReadIsNamed) {
    for (const auto* path : {"no/such/file.toml", "tests"}) {
        try {
            Problems problems;
            read_toml(path, problems);
            FAIL() << path;
        } catch (const Failure& failure) {
            EXPECT_NE(failure.error.message.find(path), std::string::npos);
            EXPECT_EQ(failure.error.kind, ErrorKind::usage);
        }
    }
}

/// What a person is told of a file with nothing on the command line.
std::string told(std::string_view text, const Known& known) {
    Problems problems;
    const auto config = parse_toml(text, "t.toml", problems);
    try {
        require_none(validate(config, known, std::move(problems)));
    } catch (const Failure& failure) {
        return failure.error.message;
    }
    return "";
}

Known some_names() {
    Known known;
    known.exchanges = {"okx", "deribit"};
    known.feeds = {"trades", "bbo"};
    known.sinks = {"recording", "jsonl", "csv", "null"};
    known.wrong_in_stage = [](const StageConfig& stage) {
        return stage.name == "sample" ? "" : "There is no stage '" + stage.name + "'.";
    };
    known.cpus = {0, 1};
    return known;
}

TEST(TomlReader, WhatReadingAndWhatValidatingFindsIsToldAtOnceLineByLine) {
    const auto message = told(R"(
select = ["okxx:A@trade", 5]
raw = 1
[threads]
io_cpu = [1, 9]
[storage]
write_ms = 0
keep = "1h"
[[network.urls]]
exchange = "deribitt"
ws_url = "wss://a"
[[sink]]
kind = "josnl"
target = "-"
stages = ["sampel"]
[[sink]]
target = "a.csv"
stages = ["bacth"]
)",
                              some_names());
    EXPECT_EQ(message,
              "t.toml:2:11: There is no exchange 'okxx'; there are okx and deribit. Did you mean "
              "'okx'?\n"
              "t.toml:2:11: There is no feed 'trade'; there are trades and bbo. Did you mean "
              "'trades'?\n"
              "t.toml:2:27: A selection is a text or a table.\n"
              "t.toml:3:7: 'raw' must be true or false.\n"
              "t.toml:5:10: threads.io_cpu: this process may not use CPU 9, but 0, 1.\n"
              "t.toml:5:10: threads.io_cpu names 2 CPUs for 1 I/O threads: name one for each.\n"
              "t.toml:7:12: storage.write_ms must be from 1ms to 60000ms, not 0ms.\n"
              "t.toml:8:8: storage.keep's age must be from 86400s to 3153600000s, not 3600s.\n"
              "t.toml:9:1: An url is given for 'deribitt', but selected is okxx.\n"
              "t.toml:12:1: There is no sink 'josnl'; there are recording, jsonl, csv and null. "
              "Did you mean 'jsonl'?\n"
              "t.toml:15:11: There is no stage 'sampel'.\n"
              "t.toml:17:10: Target 'a.csv' would be a recording; for csv write csv:DIR.\n"
              "t.toml:18:11: There is no stage 'bacth'.");
}

TEST(TomlReader, WhatIsWrongOnTheCommandLineComesLast) {
    EXPECT_EQ(told("[book]\nsnapshot_depth = 0\n", some_names()),
              "t.toml:2:18: book.snapshot_depth must be from 1 to 10000, not 0.\n"
              "Nothing is selected; name what to record, like binance_spot:BTCUSDT.\n"
              "There is no target; name one with -o, like -o data/.");
}

TEST(TomlReader, WhatCouldNotBeReadIsNotMissedAgain) {
    EXPECT_EQ(told("select = [\"A\"]\n", some_names()),
              "t.toml:1:11: 'A' is no selector; write EXCHANGE:TICKER,…@FEED,…, like "
              "binance_spot:BTCUSDT.");
}

TEST(TomlReader, TheExampleIsValidAndSaysTheDefaults) {
    Problems problems;
    const auto config = read_toml("examples/mdc.toml", problems);
    require_none(validate(config, {}, std::move(problems)));
    const Config defaults;
    EXPECT_EQ(config.selections.size(), 2u);
    ASSERT_EQ(config.sinks.size(), 2u);
    EXPECT_EQ(config.sinks[0].rotate.span, Rotation{}.span);
    EXPECT_EQ(config.sinks[0].rotate.bytes, Rotation{}.bytes);
    EXPECT_EQ(config.sinks[0].queue_bytes, SinkConfig{}.queue_bytes);
    EXPECT_EQ(config.sinks[1].stages.size(), 3u);
    EXPECT_EQ(config.storage.write_ms, defaults.storage.write_ms);
    EXPECT_EQ(config.storage.sync_ms, defaults.storage.sync_ms);
    EXPECT_EQ(config.storage.min_free, defaults.storage.min_free);
    EXPECT_EQ(config.storage.stop_within, defaults.storage.stop_within);
    EXPECT_EQ(config.storage.keep.age, defaults.storage.keep.age);
    EXPECT_EQ(config.storage.keep.bytes, defaults.storage.keep.bytes);
    EXPECT_EQ(config.book.snapshot_depth, defaults.book.snapshot_depth);
    EXPECT_EQ(config.book.checkpoint, defaults.book.checkpoint);
    EXPECT_EQ(config.threads.io, defaults.threads.io);
    EXPECT_EQ(config.threads.spin, defaults.threads.spin);
    EXPECT_EQ(config.threads.io_cpu, defaults.threads.io_cpu);
    EXPECT_EQ(config.threads.ring_bytes, defaults.threads.ring_bytes);
    EXPECT_EQ(config.log.level, defaults.log.level);
    EXPECT_EQ(config.log.file, defaults.log.file);
    EXPECT_EQ(config.network.ca_file, defaults.network.ca_file);
    EXPECT_EQ(config.raw, defaults.raw);
}

}  // namespace
}  // namespace mdc::config
