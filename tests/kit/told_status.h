// Answers of handlers are among the statuses that /openapi.json tells of their route.
#pragma once

#include "gateway/server/routes.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace renkei::server {

inline Answer with_told_status(const http::Route& route, Answer answer) {
    const std::span<const Route> all = routes();
    const auto row = std::ranges::find_if(all, [&](const Route& each) { return each.method == route.method && each.pattern == route.pattern; });
    if (row == all.end()) {
        ADD_FAILURE() << route.pattern;
        return answer;
    }
    const std::vector<int> told = any_status(*row);
    EXPECT_NE(std::ranges::find(told, answer.status), told.end()) << route.method << " " << route.pattern << " answers " << answer.status << ", which /openapi.json does not tell";
    return answer;
}

} // namespace renkei::server
