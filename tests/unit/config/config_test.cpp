#include "mdc/config/config.hpp"

#include <gtest/gtest.h>

#include "mdc/config/parse_text.hpp"

namespace mdc::config {
namespace {

TEST(NetworkConfig, AMarketsOwnUrlComesBeforeTheOneForAll) {
    NetworkConfig network;
    EXPECT_EQ(network.ws_url("okx"), "");
    network.urls.push_back(parse_ws_url("okx=ws://own").value());
    network.urls.push_back(parse_ws_url("ws://all").value());
    EXPECT_EQ(network.ws_url("okx"), "ws://own");
    EXPECT_EQ(network.ws_url("deribit"), "ws://all");
    EXPECT_EQ(network.rest_url("okx"), "");
}

TEST(SinkConfig, IsNamedAsTheCommandLineNamesIt) {
    for (const auto* text : {"data/", "x.parquet", "jsonl:-", "csv:out", "null:"}) {
        EXPECT_EQ(parse_target(text).value().name(), text);
    }
}

}  // namespace
}  // namespace mdc::config
