// Responses of handlers have one of the statuses that /openapi.json lists for their route.
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
    const std::vector<int> documented = any_status(*row);
    EXPECT_NE(std::ranges::find(documented, response.status), documented.end())
        << route.method << " " << route.pattern << " answers " << response.status
        << ", which /openapi.json does not list";
    return response;
}

} // namespace renkei::server
