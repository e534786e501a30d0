// Answers of handlers are among the statuses that /openapi.json tells of their route.
#pragma once

#include "gateway/network/server/routes.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::server {

inline Response with_documented_status(const http::Route& route, Response response) {
    const std::span<const Route> all = routes();
    const auto row = std::ranges::find_if(
        all, [&](const Route& each) { return each.method == route.method && each.pattern == route.pattern; });
    if (row == all.end()) {
        ADD_FAILURE() << route.pattern;
        return response;
    }
    const std::vector<int> told = any_status(*row);
    EXPECT_NE(std::ranges::find(told, response.status), told.end())
        << route.method << " " << route.pattern << " answers " << response.status
        << ", which /openapi.json does not tell";
    return response;
}

} // namespace renkei::server
