#include "gateway/network/mhd/summary/summary_question.h"

#include "gateway/network/mhd/metadata/confidentiality.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/summary/facts.h"
#include "gateway/network/mhd/summary/summary_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace renkei::mhd {
namespace {

constexpr std::string_view concepts = "/CodeSystem/concept";
constexpr std::string_view items = "/CodeSystem/item";
constexpr std::string_view public_codes = "http://loinc.org";

std::string code_in(const Tree& tree, NodeId resource, std::string_view system) {
    for (const NodeId coding : nodes_at(tree, resource, "code.coding")) {
        if (text_at(tree, coding, "system") == system) {
            return fmt::format("{}|{}", system, text_at(tree, coding, "code"));
        }
    }
    return {};
}

// What a public code leaves open: the lowest value of a month is no reading of a day.
std::string method_key(const Tree& tree, NodeId resource) {
    const std::string_view code = text_at(tree, resource, "method.coding.code");
    return code.empty() ? std::string() : fmt::format(" {}", code);
}

// What a row of an item is about stands in its text, where that is not the item's name.
std::string name_in_text(const Tree& tree, NodeId asked, std::string_view canonical) {
    const std::string_view text = text_at(tree, asked, "code.text");
    const bool is_own = text_at(tree, asked, "code.coding.system") == fmt::format("{}{}", canonical, items);
    return is_own && !text.empty() && text != text_at(tree, asked, "code.coding.display")
               ? fmt::format(" {}", text)
               : std::string();
}

// A concept, else a public code, else the item's own code.
std::string key_of_code(const Tree& tree, NodeId asked, std::string_view canonical) {
    if (std::string code = code_in(tree, asked, fmt::format("{}{}", canonical, concepts)); !code.empty()) {
        return code;
    }
    if (const std::string code = code_in(tree, asked, public_codes); !code.empty()) {
        return code + method_key(tree, asked);
    }
    const std::string code = code_in(tree, asked, text_at(tree, asked, "code.coding.system"));
    return code.empty() ? words_at(tree, asked, "code") : code + name_in_text(tree, asked, canonical);
}

// 仙骨部 and 踵部 are two questions.
std::string site_key(const Tree& tree, NodeId resource) {
    if (tree.child(resource, "focus") == json::no_node) {
        return {};
    }
    const std::string site = words_at(tree, resource, "bodySite");
    return site.empty() ? site : " " + site;
}

// What is no observation is asked by its name: そば. Types that tell the same kind of fact ask the same.
std::string key_of(const Tree& tree, NodeId resource, std::string_view canonical,
                   const form::Wordings& wordings, const Follow& follow) {
    const std::string_view type = text_at(tree, resource, "resourceType");
    return type == "Observation"
               ? key_of_code(tree, resource, canonical) + site_key(tree, resource)
               : question_key(type, summary_line(tree, resource, {}, wordings, follow).what);
}

std::optional<SummaryNumber> number_of(const Tree& tree, NodeId answer) {
    const NodeId quantity = tree.child(answer, "valueQuantity");
    const NodeId value = quantity == json::no_node ? quantity : tree.child(quantity, "value");
    if (value == json::no_node || tree.child(quantity, "comparator") != json::no_node) {
        return std::nullopt; // "less than 5" is no 5
    }
    const std::string_view text = tree.raw(value);
    SummaryNumber out{.text = std::string(text), .unit = std::string(text_at(tree, quantity, "unit|code"))};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(std::move(out))
                                                                    : std::nullopt;
}

SummaryPart part_of(const Tree& tree, NodeId component, std::string_view canonical) {
    SummaryPart out{.key = key_of_code(tree, component, canonical),
                    .what = words_at(tree, component, "code"),
                    .value = words_at(tree, component, observed_values),
                    .number = number_of(tree, component)};
    if (const NodeId box = tree.child(component, "valueBoolean"); box != json::no_node) {
        out.is_ticked = tree.raw(box) == "true";
    }
    return out;
}

// 医療処置の内容：なし
bool is_box_of_none(const SummaryPart& part, const form::Wordings& wordings) {
    constexpr std::string_view separator = "：";
    const std::size_t at = part.what.rfind(separator);
    return wordings.names_nothing(
        std::string_view(part.what).substr(at == std::string::npos ? 0 : at + separator.size()));
}

} // namespace

std::string question_key(std::string_view type, std::string_view what) {
    return fmt::format("{} {}", kind_of(type), what);
}

SummaryQuestion summary_question(const Tree& tree, NodeId resource, std::string_view canonical,
                                 const form::Wordings& wordings, const Follow& follow) {
    SummaryQuestion out{.key = key_of(tree, resource, canonical, wordings, follow),
                        .number = number_of(tree, resource)};
    out.is_restricted = is_restricted(tree, resource);
    SummaryAnswer answer =
        answer_of(tree, resource, wordings, noting_restricted(tree, follow, out.is_restricted));
    out.value = std::move(answer.text);
    out.names_nothing = answer.names_nothing;
    out.is_unknown = answer.is_unknown;
    for (const NodeId component : nodes_at(tree, resource, "component")) {
        out.parts.push_back(part_of(tree, component, canonical));
    }
    if (text_at(tree, resource, "resourceType") == "Observation") { // details may name what the answer denies
        out.names_nothing = (out.value.empty() || out.names_nothing) &&
                            std::ranges::all_of(out.parts, [&](const SummaryPart& part) {
                                return part.is_ticked
                                           ? !*part.is_ticked || is_box_of_none(part, wordings)
                                           : part.value.empty() || wordings.names_nothing(part.value);
                            });
    }
    out.is_group =
        out.value.empty() && out.parts.empty() && tree.child(resource, "hasMember") != json::no_node;
    return out;
}

} // namespace renkei::mhd
