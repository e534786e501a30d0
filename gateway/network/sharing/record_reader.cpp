#include "gateway/network/sharing/record_reader.h"

#include "gateway/core/json/place.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/core/time/japan_day.h"
#include "generated/messages/sharing.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace renkei::sharing {
namespace {

constexpr std::size_t longest_quote = 40; // of what was found, in bytes

diag::Error error_of(std::string_view record, std::string_view place, std::string_view found,
                     std::string_view expected, diag::Where where) {
    return diag::finding(diag::message::sharing_record_wrong, std::move(where),
                         {record, place, fmt::format("\"{}\" → {}", found, expected)});
}

bool is_insurer(std::string_view text) {
    return text.size() == 6 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

json::Parser& record_parser() {
    thread_local json::Parser parser;
    return parser;
}

RecordReader::RecordReader(std::string_view record, const json::Tree& tree, json::NodeId object)
    : record_(record),
      tree_(tree),
      object_(object) {
    if (!tree[object].is_object()) {
        refuse(object, "{…}");
        return;
    }
    known_.assign(tree[object].count, false);
}

void RecordReader::keep(diag::Error error) {
    if (!error_) {
        error_ = std::move(error);
    }
}

void RecordReader::refuse(json::NodeId node, std::string_view expected) {
    if (error_) { // finding the place of another one reads the input up to there
        return;
    }
    diag::Where where = json::where(tree_, node);
    const std::string place = where.path.starts_with('/') ? where.path.substr(1) : where.path;
    const std::string_view found = text::truncated_utf8(tree_.text(node), longest_quote);
    keep(error_of(record_, place, found, expected, std::move(where)));
}

void RecordReader::refuse(std::string_view key, std::string_view expected) {
    if (const json::NodeId node = member(key); node != json::no_node) {
        refuse(node, expected);
        return;
    }
    need(key, expected);
}

void RecordReader::need(std::string_view key, std::string_view expected) {
    if (member(key) == json::no_node && !error_) {
        keep(error_of(record_, key, "", expected, json::where(tree_, object_)));
    }
}

void RecordReader::is_one_of(std::string_view key, std::string_view word,
                             std::span<const std::string_view> allowed) {
    if (std::ranges::find(allowed, word) == allowed.end() && !error_) {
        keep(error_of(record_, key, word, text::alternatives(allowed), json::where(tree_, member(key))));
    }
}

json::NodeId RecordReader::member(std::string_view key) {
    if (known_.empty()) {
        return json::no_node;
    }
    std::size_t place = 0;
    for (const json::NodeId node : tree_.children(object_)) {
        if (tree_.key(node) == key) {
            known_[place] = true;
            return node;
        }
        ++place;
    }
    return json::no_node;
}

std::optional<std::string_view> RecordReader::text_at(json::NodeId node, std::string_view expected) {
    if (node == json::no_node) {
        return std::nullopt;
    }
    if (!tree_[node].is_string()) {
        refuse(node, expected);
        return std::nullopt;
    }
    return tree_.text(node);
}

std::string RecordReader::text(std::string_view key) {
    return std::string(text_at(member(key), "\"…\"").value_or(std::string_view()));
}

bool RecordReader::boolean(std::string_view key, bool fallback) {
    const json::NodeId node = member(key);
    if (node == json::no_node) {
        return fallback;
    }
    if (!tree_[node].is_boolean()) {
        refuse(node, "true | false");
    }
    return tree_[node].kind == json::ValueKind::true_value;
}

unsigned RecordReader::count(std::string_view key, unsigned fallback) {
    const json::NodeId node = member(key);
    if (node == json::no_node) {
        return fallback;
    }
    const std::string_view text = tree_.raw(node);
    unsigned out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size() || out > 999) {
        refuse(node, "0 … 999");
    }
    return out;
}

std::optional<std::string> RecordReader::checked(std::string_view key, std::string_view expected,
                                                 bool (*is_right)(std::string_view)) {
    const json::NodeId node = member(key);
    const std::optional<std::string_view> text = text_at(node, expected);
    if (text && !is_right(*text)) {
        refuse(node, expected);
        return std::nullopt;
    }
    return text ? std::optional(std::string(*text)) : std::nullopt;
}

std::optional<time::Date> RecordReader::day(std::string_view key) {
    const auto text = checked(key, "YYYY-MM-DD", time::is_full_date);
    return text ? time::parse_date(*text) : std::nullopt;
}

std::optional<time::Date> RecordReader::month(std::string_view key) {
    const auto text =
        checked(key, "YYYY-MM", [](std::string_view it) { return it.size() == 7 && time::is_date(it); });
    return text ? time::parse_date(*text) : std::nullopt;
}

std::optional<base::Millis> RecordReader::instant(std::string_view key) {
    const auto text = checked(key, "YYYY-MM-DDThh:mm:ss+09:00 | YYYY-MM-DD",
                              [](std::string_view it) { return time::parse_instant_or_day(it).has_value(); });
    return text ? time::parse_instant_or_day(*text) : std::nullopt;
}

std::optional<std::string> RecordReader::insurer(std::string_view key) {
    return checked(key, "000000", is_insurer);
}

std::optional<policy::Number> RecordReader::number_at(json::NodeId node) {
    if (node == json::no_node) {
        return std::nullopt;
    }
    std::optional<policy::Number> out =
        tree_[node].is_string() ? policy::parse_number(tree_.text(node)) : std::nullopt;
    if (!out) {
        refuse(node, policy::number_forms());
    }
    return out;
}

std::optional<policy::Number> RecordReader::number(std::string_view key) { return number_at(member(key)); }

json::Tree::Children RecordReader::list(std::string_view key) {
    const json::NodeId node = member(key);
    if (node == json::no_node) {
        return tree_.items(node);
    }
    if (!tree_[node].is_array()) {
        refuse(node, "[…]");
        return tree_.items(json::no_node);
    }
    return tree_.children(node);
}

std::vector<std::string> RecordReader::texts(std::string_view key) {
    std::vector<std::string> out;
    for (const json::NodeId node : list(key)) {
        out.emplace_back(text_at(node, "\"…\"").value_or(std::string_view()));
    }
    return out;
}

std::vector<policy::Number> RecordReader::numbers(std::string_view key) {
    std::vector<policy::Number> out;
    for (const json::NodeId node : list(key)) {
        if (std::optional<policy::Number> number = number_at(node)) {
            out.push_back(*std::move(number));
        }
    }
    return out;
}

std::vector<std::size_t> RecordReader::places(std::string_view key,
                                              std::span<const std::string_view> allowed) {
    std::vector<std::size_t> out;
    for (const json::NodeId node : list(key)) {
        if (const std::optional<std::size_t> at = place_in(allowed, node)) {
            out.push_back(*at);
        }
    }
    return out;
}

std::optional<std::size_t> RecordReader::place_in(std::span<const std::string_view> allowed,
                                                  json::NodeId node) {
    if (node == json::no_node) {
        return std::nullopt;
    }
    const auto found = tree_[node].is_string() ? std::ranges::find(allowed, tree_.text(node)) : allowed.end();
    if (found == allowed.end()) {
        refuse(node, text::alternatives(allowed));
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - allowed.begin());
}

diag::Result<void> RecordReader::finish() {
    std::size_t place = 0;
    for (const json::NodeId node : tree_.children(object_)) {
        if (!error_ && !known_[place]) {
            refuse(node,
                   fmt::format("no member \"{}\"", text::truncated_utf8(tree_.key(node), longest_quote)));
        }
        ++place;
    }
    return error_ ? diag::Result<void>(tl::make_unexpected(*error_)) : diag::Result<void>();
}

} // namespace renkei::sharing
