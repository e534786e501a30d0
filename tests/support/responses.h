// What tests read out of a gateway's responses and audit events.
#pragma once

#include "gateway/core/base/base64.h"
#include "gateway/network/server/routes.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace renkei::server {

inline nlohmann::json json_of(const Response& response) {
    nlohmann::json out = nlohmann::json::parse(response.body, nullptr, false);
    EXPECT_FALSE(out.is_discarded()) << response.status << " " << response.body.substr(0, 500);
    return out;
}

// Empty: it has no such header.
inline std::string header(const Response& response, std::string_view name) {
    const auto found = std::ranges::find(response.headers, name, &Pairs::value_type::first);
    return found == response.headers.end() ? "" : found->second;
}

// What an AuditEvent says of the search; empty: nothing.
inline std::string query_of(const std::string& event) {
    const nlohmann::json read = nlohmann::json::parse(event, nullptr, false);
    EXPECT_FALSE(read.is_discarded()) << event;
    const nlohmann::json entities = read.value("entity", nlohmann::json::array());
    for (const nlohmann::json& entity : entities) {
        if (entity.contains("query")) {
            return base::from_base64(entity["query"].get<std::string>()).value_or("");
        }
    }
    return {};
}

} // namespace renkei::server
