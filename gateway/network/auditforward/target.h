// An audit repository of the configuration to which events are forwarded.
#pragma once

#include <string>
#include <string_view>

namespace renkei::auditforward {

constexpr unsigned default_batch = 100;

struct Target {
    std::string name{}; // in the log, in metrics and in the store, in place of the URL
    std::string url{};
    unsigned batch = default_batch; // events in one request, or on one connection
    bool operator==(const Target&) const = default;
};

constexpr std::string_view name_form = "[a-z0-9-]{1,64}";
bool is_target_name(std::string_view text);

} // namespace renkei::auditforward
