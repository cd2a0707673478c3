// Figures are read while every thread that counts is at work: they only grow, and end as the
// tables.

#include <cstdlib>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mdc/net/http.hpp"

#include "tests/integration/support/live_run.hpp"

namespace mdc::test {
namespace {

/// A page that the collector serves.
class Pages {
  public:
    explicit Pages(std::uint16_t port) : base_(fmt::format("http://127.0.0.1:{}", port)) {}

    net::HttpReply get(const std::string& path) {
        auto reply = http_.get(base_ + path);
        EXPECT_TRUE(reply) << reply.error().message;
        return reply ? std::move(*reply) : net::HttpReply{};
    }
    /// Labels belong to the name; -1 when the metric is not there.
    static double value(const std::string& page, const std::string& name) {
        const auto at = ("\n" + page).find("\n" + name + " ");
        return at == page.npos ? -1 : std::strtod(page.c_str() + at + name.size(), nullptr);
    }

  private:
    net::HttpClient http_;
    std::string base_;
};

TEST(RecordMetrics, ReadAllAlongTheyOnlyGrowAndEndAsTheTables) {
    LiveSetting setting;
    setting.faults = {"cut:after=1s"};
    setting.record = [](auto& config) { config.metrics = config::Listen{"127.0.0.1", 0}; };
    LiveRun run(setting);
    Pages pages(run.collector().metrics_port());

    double messages = 0;
    while (!run.simulator().is_finished() && !HasFailure()) {
        const auto now = Pages::value(pages.get("/metrics").body, "mdc_messages_total");
        EXPECT_GE(now, messages);
        EXPECT_GE(static_cast<double>(run.collector().status().messages), now);
        messages = now;
        const auto health = pages.get("/health");
        EXPECT_TRUE(health.status == 200 || health.body == "1 of 1 connections not open.\n")
            << health.body;
    }
    run.wait_until_read();
    const auto last = pages.get("/metrics").body;
    EXPECT_EQ(pages.get("/health").status, 200);
    run.stop();

    for (const std::string feed : {"trades", "bbo", "tickers"}) {
        EXPECT_EQ(Pages::value(last, "mdc_rows_total{feed=\"" + feed + "\"}"),
                  static_cast<double>(run.rows(feed).size()))
            << feed;
    }
    const std::string lost = "{exchange=\"binance_spot\",cause=\"disconnect\"}";
    EXPECT_EQ(Pages::value(last, "mdc_disconnects_total" + lost), 1);
    EXPECT_EQ(run.log.expect("again in"), 1u);
}

}  // namespace
}  // namespace mdc::test
