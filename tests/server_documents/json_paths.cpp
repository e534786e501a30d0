#include "tests/server_documents/json_paths.h"

#include "tests/server_documents/case_bodies.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace renkei::server::request_cases {
namespace {

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// "*": each; "PATH=VALUE"; "?PATH", "!PATH": that has it, or not.
bool fits(const Json& one, const std::string& filter) {
    const std::size_t equals = filter.rfind('=');
    if (filter == "*" || filter[0] == '?' || filter[0] == '!') {
        return filter == "*" || values_at(one, filter.substr(1)).empty() == (filter[0] == '!');
    }
    return std::ranges::any_of(values_at(one, filter.substr(0, equals)),
                               [&](const Json& it) { return text_of(it) == filter.substr(equals + 1); });
}

} // namespace

std::vector<Json> values_at(const Json& from, std::string_view path) {
    std::vector<Json> at{from};
    while (!path.empty()) {
        const bool is_bracket = path.front() == '[';
        path.remove_prefix(is_bracket || path.front() == '.' ? 1 : 0);
        std::size_t end = is_bracket ? 0 : std::min(path.find_first_of(".["), path.size());
        for (int depth = 0; is_bracket && end < path.size() && (depth > 0 || path[end] != ']'); ++end) {
            depth += path[end] == '[' ? 1 : path[end] == ']' ? -1 : 0;
        }
        const std::string step(path.substr(0, end));
        path.remove_prefix(std::min(path.size(), end + (is_bracket ? 1 : 0)));
        if (!is_bracket && step.empty()) {
            continue; // ".": the whole
        }
        std::vector<Json> next;
        for (const Json& each : at) {
            if (!is_bracket) {
                if (each.is_object() && each.contains(step)) {
                    next.push_back(each[step]);
                }
            } else if (step.find_first_not_of("0123456789") != std::string::npos && step != "last") {
                const Json all = each.is_object() ? Json::array({each}) : each; // one filter behind another
                std::ranges::copy_if(all, std::back_inserter(next),
                                     [&](const Json& one) { return fits(one, step); });
            } else if (const std::size_t index = step == "last" ? each.size() - 1 : std::stoul(step);
                       each.is_array() && index < each.size()) {
                next.push_back(each[index]);
            }
        }
        at = std::move(next);
    }
    return at;
}

std::string joined(const std::vector<Json>& values) {
    std::string out;
    for (const Json& each : values) {
        out += (out.empty() ? "" : ",") + text_of(each);
    }
    return out;
}

bool is_between(const std::string& found, const std::string& low, const std::string& high) {
    const auto number = [](const std::string& text) {
        char* end = nullptr;
        const double out = std::strtod(text.c_str(), &end);
        return text.empty() || *end != 0 ? std::optional<double>() : out;
    };
    const std::vector<std::string> all = split(found, ",");
    return !all.empty() && std::ranges::all_of(all, [&](const std::string& each) {
        return number(each) && number(low.empty() ? high : low)
                   ? (low.empty() || *number(low) < *number(each)) &&
                         (high.empty() || *number(each) < *number(high))
                   : (low.empty() || low < each) && (high.empty() || each < high);
    });
}

} // namespace renkei::server::request_cases
