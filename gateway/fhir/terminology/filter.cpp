#include "gateway/fhir/terminology/filter.h"

#include "gateway/core/base/word_list.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <set>
#include <string>

namespace renkei::terminology {
namespace {

using Bits = std::vector<bool>;
using Accepts = std::function<bool(std::string_view)>; // a value of the property

constexpr std::array<std::string_view, 2> names_of_code{"concept", "code"};
// Properties that a code system need not declare.
constexpr std::array<std::string_view, 6> standard_properties{"status", "inactive", "notSelectable",
                                                              "parent", "child",    "deprecated"};

// "a, b,c" apart
std::set<std::string, std::less<>> listed(std::string_view value) {
    std::set<std::string, std::less<>> out;
    while (!value.empty()) {
        const std::size_t comma = value.find(',');
        std::string_view one = value.substr(0, comma);
        while (!one.empty() && one.front() == ' ') {
            one.remove_prefix(1);
        }
        while (!one.empty() && one.back() == ' ') {
            one.remove_suffix(1);
        }
        out.emplace(one);
        value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
    }
    return out;
}

// Operators that look at one value.
struct ValueOperator {
    std::string_view name;
    Accepts (*accepts)(std::string_view value); // an empty function: bad value
};
constexpr std::array value_operators{
    ValueOperator{"=",
                  [](std::string_view value) -> Accepts {
                      return [value](std::string_view it) { return it == value; };
                  }},
    ValueOperator{"in",
                  [](std::string_view value) -> Accepts {
                      return [list = listed(value)](std::string_view it) { return list.contains(it); };
                  }},
    ValueOperator{"regex", // the whole value must match
                  [](std::string_view value) -> Accepts {
                      RE2::Options options(RE2::Quiet);
                      options.set_max_mem(4 << 20);
                      auto regex = std::make_shared<const RE2>(value, options);
                      if (!regex->ok()) {
                          return {};
                      }
                      return [regex](std::string_view it) { return RE2::FullMatch(it, *regex); };
                  }},
};

struct Run {
    const CodeTable& codes;
    const Filter& filter;

    std::optional<Bits> run() const {
        if (filter.op == "exists") {
            return exists();
        }
        if (filter.op == "not-in") {
            return complement(by_value("in"));
        }
        const auto known = std::ranges::find(value_operators, filter.op, &ValueOperator::name);
        return known != value_operators.end() ? by_value(known->name) : by_hierarchy();
    }

    bool is_code() const { return base::is_one_of(filter.property, names_of_code); }
    bool is_display() const { return filter.property == "display"; }
    bool is_known_property() const {
        const auto declares = [this](const CodeTable& table) {
            return table.declared(filter.property) != nullptr;
        };
        return declares(codes) || base::is_one_of(filter.property, standard_properties) ||
               std::ranges::any_of(codes.supplements(), [&](const CodeTable* it) { return declares(*it); });
    }

    template <class Wanted>
    Bits each_row(const Wanted& wanted) const {
        Bits out(codes.rows().size());
        for (std::uint32_t row = 0; row < out.size(); ++row) {
            out[row] = wanted(row);
        }
        return out;
    }
    static std::optional<Bits> complement(std::optional<Bits> bits) {
        if (bits) {
            bits->flip();
        }
        return bits;
    }

    std::optional<Bits> by_value(std::string_view name) const {
        const Accepts accepts =
            std::ranges::find(value_operators, name, &ValueOperator::name)->accepts(filter.value);
        if (!accepts) {
            return std::nullopt;
        }
        if (is_code() || is_display()) {
            return each_row([&](std::uint32_t row) {
                const ConceptRow& it = codes.rows()[row];
                return accepts(is_code() ? it.code : it.display);
            });
        }
        return is_known_property() ? std::optional(by_property(accepts)) : std::nullopt;
    }
    Bits by_property(const Accepts& accepts) const {
        const DeclaredProperty* declared = codes.declared(filter.property);
        const bool is_parent =
            declared != nullptr ? declared->role == PropertyRole::parent : filter.property == "parent";
        const bool is_child =
            declared != nullptr ? declared->role == PropertyRole::child : filter.property == "child";
        return each_row([&](std::uint32_t row) {
            if (is_parent || is_child) { // nesting says the same as the property
                const auto related = is_parent ? codes.parents(row) : codes.children(row);
                return std::ranges::any_of(related,
                                           [&](std::uint32_t it) { return accepts(codes.rows()[it].code); });
            }
            return std::ranges::any_of(codes.properties(row), [&](const Property& it) {
                return it.code == filter.property && accepts(it.value);
            });
        });
    }

    std::optional<Bits> exists() const {
        if (filter.value != "true" && filter.value != "false") {
            return std::nullopt;
        }
        std::optional<Bits> out;
        if (is_code() || is_display()) {
            out =
                each_row([&](std::uint32_t row) { return is_code() || !codes.rows()[row].display.empty(); });
        } else if (is_known_property()) {
            out = by_property([](std::string_view) { return true; });
        }
        return filter.value == "true" ? out : complement(out);
    }

    std::optional<Bits> by_hierarchy() const {
        if (!is_code()) {
            return std::nullopt;
        }
        const std::uint32_t from = codes.find(filter.value);
        const bool is_up = filter.op == "generalizes";
        const bool is_down = filter.op == "is-a" || filter.op == "descendent-of" || filter.op == "is-not-a";
        if (!is_up && !is_down) {
            return std::nullopt;
        }
        Bits out = from == no_row ? Bits(codes.rows().size())
                   : is_up        ? codes.ancestors(from)
                                  : codes.subtree(from);
        if (filter.op == "is-not-a") {
            out.flip();
        } else if (filter.op == "descendent-of" && from != no_row) {
            out[from] = false;
        }
        return out;
    }
};

} // namespace

std::optional<std::vector<bool>> rows_of(const CodeTable& table, const Filter& filter) {
    return Run{table, filter}.run();
}

} // namespace renkei::terminology
