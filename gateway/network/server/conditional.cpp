#include "gateway/network/server/conditional.h"

#include "gateway/core/text/header_values.h"
#include "gateway/core/text/words.h"
#include "gateway/core/time/instant.h"
#include "generated/messages/records.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace renkei::server {
namespace {

using text::EntityTags;

constexpr std::string_view if_match = "If-Match";
constexpr std::string_view if_none_match = "If-None-Match";
constexpr std::string_view if_modified_since = "If-Modified-Since";
constexpr std::string_view tag_forms = R"("…", W/"…", *)";
constexpr std::string_view http_date_form = "Sun, 06 Nov 1994 08:49:37 GMT";

struct ConditionRow {
    std::string_view header;
    int status; // of a row that honours it; 0: none does
    bool is_of_tags;
    bool may_write; // also of a PUT or DELETE; a POST makes something new, of which no version is known
};
constexpr ConditionRow conditions[] = {{if_match, 412, true, true},
                                       {if_none_match, 304, true, false},
                                       {if_modified_since, 304, false, false},
                                       {"If-Unmodified-Since", 0, false, false},
                                       {"If-None-Exist", 0, false, false}}; // R4 http.html#ccreate

bool is_read(const Request& request) { return request.method == "GET" || request.method == "HEAD"; }

bool is_honoured(const ConditionRow& row, const Route& route) {
    const bool fits = route.method == "GET" || (row.may_write && route.method != "POST");
    return fits && std::ranges::find(route.statuses, row.status) != route.statuses.end();
}

std::string honoured_by(const Route& route) {
    std::string out;
    for (const ConditionRow& row : conditions) {
        if (is_honoured(row, route)) {
            out.append(out.empty() ? "" : ", ").append(row.header);
        }
    }
    return out.empty() ? "-" : out;
}

std::optional<EntityTags> tags_in(const Request& request, std::string_view header) {
    return text::read_entity_tags(net::values_of(request.headers, header));
}

bool is_well_formed(const ConditionRow& row, const Request& request) {
    return row.is_of_tags ? tags_in(request, row.header).has_value()
                          : net::values_of(request.headers, row.header).size() == 1 &&
                                time::parse_http_date(request.header(row.header)).has_value();
}

bool is_stated(const Request& request, std::string_view header) {
    return !net::values_of(request.headers, header).empty();
}

// A list that names the tag, or "*", which any version is.
bool is_named(const Request& request, std::string_view header, std::string_view etag) {
    const std::optional<EntityTags> tags = tags_in(request, header);
    return tags && (tags->is_any || tags->has(etag));
}

// The number in "DOCUMENT.NUMBER.SYNTAX"; 0: it is the tag of something else.
std::uint32_t version_in(std::string_view tag, std::string_view document) {
    const std::string beginning = fmt::format("{}.", document);
    std::uint32_t number = 0;
    if (tag.starts_with(beginning)) {
        tag.remove_prefix(beginning.size());
        const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), number);
        number = error == std::errc() && end != tag.data() + tag.size() && *end == '.' ? number : 0;
    }
    return number;
}

} // namespace

diag::Result<void> check_conditions(const Route& route, const Request& request) {
    // of what is refused anyway, that is said
    const bool may_succeed = std::ranges::any_of(route.statuses, [](int status) { return status < 400; });
    for (const ConditionRow& row : conditions) {
        if (!may_succeed || !is_stated(request, row.header)) {
            continue;
        }
        if (!is_honoured(row, route)) {
            return diag::fail(message::condition_not_offered, {}, {row.header, honoured_by(route)});
        }
        if (!is_well_formed(row, request)) {
            return diag::fail(message::parameter_wrong, {},
                              {row.header, request.header(row.header).substr(0, 200),
                               row.is_of_tags ? tag_forms : http_date_form});
        }
    }
    return {};
}

// RFC 9110 §13.2.2. Most handlers have asked If-None-Match before they made the body.
void apply_conditions(const Request& request, Response& response) {
    if (!is_read(request) || (response.status != 200 && response.status != 304)) {
        return;
    }
    if (is_stated(request, if_match) &&
        !is_known_version(request, net::first_value(response.headers, "ETag"))) {
        response = error_response(request, diag::finding(message::record_moved_on, {}));
        return;
    }
    const auto changed = time::parse_http_date(net::first_value(response.headers, "Last-Modified"));
    const auto known = time::parse_http_date(request.header(if_modified_since));
    const std::string_view etag = net::first_value(response.headers, "ETag");
    const bool is_known = is_stated(request, if_none_match)
                              ? !etag.empty() && is_not_modified(request, etag) // "*" too: of what has a tag
                              : changed && known && *changed <= *known;
    if (is_known) {
        response.status = 304;
        response.media_type.clear();
        response.body.clear();
        response.source = {};
    }
}

bool is_not_modified(const Request& request, std::string_view etag) {
    return is_named(request, if_none_match, etag);
}

bool is_known_version(const Request& request, std::string_view etag) {
    return !is_stated(request, if_match) || is_named(request, if_match, etag);
}

std::vector<std::uint32_t> known_versions(const Request& request, std::string_view document) {
    std::vector<std::uint32_t> out;
    if (const std::optional<EntityTags> tags = tags_in(request, if_match)) {
        for (const std::string_view tag : tags->tags) {
            out.push_back(version_in(tag, document));
        }
    }
    return out;
}

} // namespace renkei::server
