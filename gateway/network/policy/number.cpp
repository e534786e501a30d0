#include "gateway/network/policy/number.h"

#include "gateway/core/base/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace renkei::policy {
namespace {

constexpr std::array<NumberKind, 5> kinds{{
    {"office", "https://renkei.example.jp/fhir/IdSystem/kaigo-office-no", 10, 0, "介護保険事業所番号"},
    {"institution", "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no", 10, 0,
     "保険医療機関番号"},
    {"station", "https://renkei.example.jp/fhir/IdSystem/nursing-station-no", 7, 0,
     "訪問看護ステーションコード"},
    {"insurer", "https://renkei.example.jp/fhir/IdSystem/kaigo-insurer-no", 6, 0, "介護保険者番号"},
    {"municipality", "https://renkei.example.jp/fhir/IdSystem/municipality-code", 6, 5,
     "全国地方公共団体コード"},
}};

} // namespace

std::span<const NumberKind> number_kinds() { return kinds; }

const NumberKind* number_kind(std::string_view name) {
    const auto found = std::ranges::find(kinds, name, &NumberKind::name);
    return found == kinds.end() ? nullptr : &*found;
}

std::string number_forms() {
    std::vector<std::string> out;
    for (const NumberKind& kind : kinds) {
        out.push_back(fmt::format("{}:{}", kind.name, std::string(kind.digits, '0')));
    }
    return fmt::format("{}", fmt::join(out, " | "));
}

std::optional<Number> parse_number(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    Number out{.kind = std::string(text.substr(0, colon)), .value = std::string(text.substr(colon + 1))};
    return is_whole(out) ? std::optional(std::move(out)) : std::nullopt;
}

std::string to_text(const Number& number) { return number.kind + ":" + number.value; }

bool is_whole(const Number& number) {
    const NumberKind* kind = number_kind(number.kind);
    return kind != nullptr && number.value.size() == kind->digits &&
           std::ranges::all_of(number.value, base::is_digit);
}

Identifier identifier_of(const Number& number) {
    const NumberKind* kind = number_kind(number.kind);
    assert(kind != nullptr);
    return {.system = std::string(kind->system), .value = number.value};
}

std::string to_text(const Identifier& identifier) {
    const auto kind = std::ranges::find(kinds, identifier.system, &NumberKind::system);
    if (kind != kinds.end()) {
        return std::string(kind->name) + ":" + identifier.value;
    }
    return identifier.system.empty() ? identifier.value : identifier.system + "|" + identifier.value;
}

std::string listed(std::span<const Identifier> identifiers) {
    constexpr std::size_t enough = 5;
    std::vector<std::string> out;
    for (const Identifier& each : identifiers) {
        std::string text = to_text(each);
        if (std::ranges::find(out, text) != out.end()) {
            continue;
        }
        if (out.size() == enough) {
            out.emplace_back("…");
            break;
        }
        out.push_back(std::move(text));
    }
    return fmt::format("{}", fmt::join(out, ", "));
}

std::string numbers_of(std::span<const Identifier> identifiers) {
    std::vector<std::string> out;
    for (const Identifier& each : identifiers) {
        if (std::optional<Number> number = parse_number(to_text(each))) {
            out.push_back(to_text(*number));
        }
    }
    return fmt::format("{}", fmt::join(out, ", "));
}

std::vector<Identifier> identifiers_of(std::span<const Number> numbers) {
    std::vector<Identifier> out;
    for (const Number& number : numbers) {
        out.push_back(identifier_of(number));
        if (const unsigned digits = number_kind(number.kind)->short_digits; digits > 0) {
            out.push_back({.system = out.back().system, .value = number.value.substr(0, digits)});
        }
    }
    return out;
}

} // namespace renkei::policy
