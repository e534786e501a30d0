#include "gateway/network/mhd/persons/page_token.h"

#include "gateway/core/base/base64.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/seal/sealed.h"

#include <charconv>
#include <string_view>

namespace renkei::mhd {
namespace {

constexpr std::size_t max_bytes = 64U << 10;

seal::Hash key_of_pages(const seal::Hash& search_key) {
    return seal::keyed_hash(search_key, {"page of a search"});
}

// Of a number four, in this order.
constexpr std::string_view number_system = "system";
constexpr std::string_view number_value = "value";
constexpr std::string_view within_system = "within-system";
constexpr std::string_view within_value = "within";
constexpr std::string_view name_parameter = "name";
constexpr std::string_view birth_date_parameter = "birthdate";
constexpr std::string_view gender_parameter = "gender";
constexpr std::string_view count_parameter = "count";

} // namespace

diag::Result<std::string> seal_page(const seal::Hash& search_key, std::string_view peer,
                                    const PageToken& token) {
    std::string text;
    json::Writer writer(text);
    writer.start_object().member("after", token.after).key("parameters").start_array();
    for (const auto& [name, value] : token.parameters) {
        writer.start_object().member("name", name).member("value", value).end_object();
    }
    writer.end_array().end_object();
    TRY(const std::string sealed, seal::seal(key_of_pages(search_key), text, peer));
    return std::string(base::without_padding(base::to_base64(sealed, base::Base64::url)));
}

std::optional<PageToken> open_page(const seal::Hash& search_key, std::string_view peer,
                                   std::string_view text) {
    const std::optional<std::string> sealed = base::from_base64_digits(text, base::Base64::url);
    if (!sealed) {
        return std::nullopt;
    }
    const diag::Result<std::string> opened = seal::open(key_of_pages(search_key), *sealed, peer, max_bytes);
    json::Tree tree;
    if (!opened || !json::Parser().parse(*opened, tree)) {
        return std::nullopt;
    }
    PageToken out{.after = std::string(text_at(tree, json::Tree::root, "after"))};
    for (const json::NodeId each : nodes_at(tree, json::Tree::root, "parameters")) {
        out.parameters.emplace_back(text_at(tree, each, "name"), text_at(tree, each, "value"));
    }
    return out;
}

QueryPairs match_parameters(const MatchQuery& query) {
    QueryPairs out;
    for (const documents::PersonNumber& each : query.numbers) {
        out.emplace_back(number_system, each.number.system);
        out.emplace_back(number_value, each.number.value);
        out.emplace_back(within_system, each.within.system);
        out.emplace_back(within_value, each.within.value);
    }
    for (const std::string& each : query.person.names) {
        out.emplace_back(name_parameter, each);
    }
    out.emplace_back(birth_date_parameter, query.person.birth_date);
    out.emplace_back(gender_parameter, query.person.gender);
    out.emplace_back(count_parameter, std::to_string(query.count));
    return out;
}

MatchQuery match_query(const QueryPairs& parameters) {
    MatchQuery out;
    for (const auto& [name, value] : parameters) {
        if (name == number_system) {
            out.numbers.push_back({.number = {value, {}}, .within = {}});
        } else if (name == number_value) {
            out.numbers.back().number.value = value;
        } else if (name == within_system) {
            out.numbers.back().within.system = value;
        } else if (name == within_value) {
            out.numbers.back().within.value = value;
        } else if (name == name_parameter) {
            out.person.names.push_back(value);
        } else if (name == birth_date_parameter) {
            out.person.birth_date = value;
        } else if (name == gender_parameter) {
            out.person.gender = value;
        } else if (name == count_parameter) {
            std::from_chars(value.data(), value.data() + value.size(), out.count);
        }
    }
    return out;
}

} // namespace renkei::mhd
