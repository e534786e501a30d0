// Build time: turns ucumDefs.min.json of the npm package @lhncbc/ucum-lhc into the tables of table.h.
#include "gateway/core/base/characters.h"
#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace {

using renkei::json::NodeId;
using renkei::json::Tree;

struct Number {
    std::string digits;
    int tens = 0;
};
struct Unit {
    std::string code;
    bool is_metric = false;
    Number value{"1", 0};
    std::string of{};
    std::string function = "none";
    std::string parameter = "0";
};
struct Prefix {
    std::string code;
    int tens = 0;
    int twos = 0;
};

// If a definition counts in a unit with a number in it, the file keeps only the unit's symbol. These are
// UCUM's full definitions; tests/ucum compares every factor with the one that the file gives.
struct Definition {
    std::string_view code;
    std::string_view digits;
    int tens;
    std::string_view of;
};
constexpr Definition completed[] = {
    {"%[slope]", "1", 0, "rad"}, // of which tan is
    {"Oe", "250", 0, "/[pi].A/m"}, {"[S]", "1", -13, "s"},
    {"[degF]", "5", 0, "K/9"},     {"[mu_0]", "4", -7, "[pi].N/A2"},
};
// Arbitrary units of UCUM 2.2 (2024) that the file does not have yet.
constexpr std::string_view added[] = {"[FNU]", "[NTU]"};

// How the number of a special unit follows from the quantity.
struct FunctionRow {
    std::string_view name; // in the file
    std::string_view function;
    std::string_view parameter;
};
constexpr FunctionRow functions[] = {
    {"Cel", "zero", "273.15L"},
    {"degF", "zero", "459.67L * 5 / 9"},
    {"degRe", "zero", "273.15L"},
    {"ln", "logarithm", "1"},
    {"lg", "logarithm", "1 / ln_10"},
    {"lgTimes2", "logarithm", "2 / ln_10"},
    {"ld", "logarithm", "1 / ln_2"},
    {"pH", "logarithm", "-1 / ln_10"},
    {"hpX", "logarithm", "-1 / ln_10"},
    {"hpC", "logarithm", "-1 / (2 * ln_10)"},
    {"hpM", "logarithm", "-1 / (3 * ln_10)"},
    {"hpQ", "logarithm", "-1 / (4 * ln_10 + ln_5)"},
    {"tanTimes100", "tangent", "100"},
    {"100tan", "tangent", "100"},
    {"sqrt", "square_root", "0"},
};

// A table of the file: rows are arrays, whose columns `config` names.
class Table {
public:
    Table(const Tree& tree, std::string_view name) : tree_(tree), table_(tree.child(Tree::root, name)) {
        std::size_t place = 0;
        for (const NodeId column : tree.items(tree.child(table_, "config"))) {
            const NodeId first = tree[column].is_array() ? tree.element(column, 0) : column;
            places_.emplace(tree.text(first), place++);
        }
    }
    auto rows() const { return tree_.items(tree_.child(table_, "data")); }
    // Empty: null, or no such column.
    std::string_view text(NodeId row, std::string_view column) const {
        const auto place = places_.find(column);
        const NodeId cell =
            place == places_.end() ? renkei::json::no_node : tree_.element(row, place->second);
        return cell == renkei::json::no_node || tree_[cell].is_null() ? std::string_view() : tree_.text(cell);
    }
    bool flag(NodeId row, std::string_view column) const { return text(row, column) == "true"; }

private:
    const Tree& tree_;
    NodeId table_;
    std::map<std::string_view, std::size_t> places_;
};

// "254e-2", "9.10e-28"; 30 digits are kept.
std::optional<Number> number(std::string_view text) {
    constexpr std::size_t max_digits = 30;
    Number out;
    const std::size_t e = std::min(text.find_first_of("eE"), text.size());
    if (e < text.size()) {
        std::string_view exponent = text.substr(e + 1);
        exponent.remove_prefix(exponent.starts_with('+') ? 1 : 0);
        const auto read = std::from_chars(exponent.data(), exponent.data() + exponent.size(), out.tens);
        if (read.ec != std::errc() || read.ptr != exponent.data() + exponent.size()) {
            return std::nullopt;
        }
    }
    bool is_behind_point = false;
    for (const char c : text.substr(0, e)) {
        if (c == '.') {
            is_behind_point = true;
            continue;
        }
        if (!renkei::base::is_digit(c)) {
            return std::nullopt;
        }
        if (out.digits.size() < max_digits) {
            out.digits += c;
            out.tens -= is_behind_point ? 1 : 0;
        } else if (!is_behind_point) {
            ++out.tens;
        }
    }
    out.digits.erase(0, std::min(out.digits.find_first_not_of('0'), out.digits.size()));
    while (out.digits.size() > 1 && out.digits.ends_with('0')) {
        out.digits.pop_back();
        ++out.tens;
    }
    return out.digits.empty() ? std::nullopt : std::optional(out);
}

// The factor as text if the file has it, else its number, which went through floating point, so that 15 of
// its digits are right.
std::optional<Number> factor(const Table& table, NodeId row) {
    const std::string_view written = table.text(row, "baseFactorStr_");
    return number(
        !written.empty()
            ? std::string(written)
            : fmt::format("{:.15g}",
                          std::strtod(std::string(table.text(row, "baseFactor_")).c_str(), nullptr)));
}

bool read_definition(const Table& table, NodeId row, Unit& out) {
    const auto* complete = std::ranges::find(completed, out.code, &Definition::code);
    if (complete != std::end(completed)) {
        out.value = {std::string(complete->digits), complete->tens};
        out.of = complete->of;
    } else {
        const auto value = factor(table, row);
        out.value = value.value_or(Number{});
        out.of = table.text(row, "csUnitString_");
        if (!value || out.of.empty()) {
            return false;
        }
    }
    const std::string_view conversion = table.text(row, "cnv_");
    const auto* function = std::ranges::find(functions, conversion, &FunctionRow::name);
    if (function != std::end(functions)) {
        out.function = function->function;
        out.parameter = function->parameter;
    } else if (conversion == "inv") { // how many there are in one; of is a symbol
        out.of = "/" + out.of;
    } else if (!conversion.empty()) {
        return false;
    }
    return true;
}

// The rows of UCUM itself; those "of LOINC" are products of them.
bool read_units(const Tree& tree, std::vector<Unit>& out) {
    const Table table(tree, "units");
    std::size_t base_units = 0;
    for (const NodeId row : table.rows()) {
        if (table.text(row, "source_") != "UCUM") {
            continue;
        }
        Unit unit{.code = std::string(table.text(row, "csCode_")), .is_metric = table.flag(row, "isMetric_")};
        if (table.flag(row, "isBase_")) {
            unit.is_metric = true;
            unit.of = fmt::format("@{}", base_units++);
        } else if (table.flag(row, "isArbitrary_") && table.text(row, "csUnitString_") == "1") {
            unit.of.clear();
        } else if (!read_definition(table, row, unit)) {
            fmt::print(stderr, "make_ucum: cannot read the definition of {}\n", unit.code);
            return false;
        }
        out.push_back(std::move(unit));
    }
    for (const std::string_view code : added) {
        if (std::ranges::find(out, code, &Unit::code) != out.end()) {
            fmt::print(stderr, "make_ucum: the file has {} now; take it out of `added`\n", code);
            return false;
        }
        out.push_back({.code = std::string(code)});
    }
    std::ranges::sort(out, {}, &Unit::code);
    return base_units == 7;
}

bool read_prefixes(const Tree& tree, std::vector<Prefix>& out) {
    const Table table(tree, "prefixes");
    for (const NodeId row : table.rows()) {
        Prefix prefix{.code = std::string(table.text(row, "code_"))};
        if (const std::string_view exponent = table.text(row, "exp_"); !exponent.empty()) {
            std::from_chars(exponent.data(), exponent.data() + exponent.size(), prefix.tens);
        } else {
            std::uint64_t value = 0;
            const std::string_view text = table.text(row, "value_");
            std::from_chars(text.data(), text.data() + text.size(), value);
            prefix.twos = std::countr_zero(value);
        }
        out.push_back(std::move(prefix));
    }
    std::ranges::sort(out, [](const Prefix& a, const Prefix& b) {
        return a.code.size() != b.code.size() ? a.code.size() > b.code.size() : a.code < b.code;
    });
    return !out.empty();
}

std::string tables(const std::vector<Unit>& units, const std::vector<Prefix>& prefixes) {
    std::string out =
        "namespace renkei::ucum {\nnamespace {\n\n"
        "[[maybe_unused]] constexpr long double ln_10 = 2.302585092994045684017991454684364208L;\n"
        "[[maybe_unused]] constexpr long double ln_5 = 1.609437912434100374600759333226187640L;\n"
        "[[maybe_unused]] constexpr long double ln_2 = 0.693147180559945309417232121458176568L;\n\n"
        "constexpr UnitRow units[] = {\n    {\"\", false, \"1\", 0, \"\"},\n";
    for (const Unit& unit : units) {
        out += fmt::format("    {{\"{}\", {}, \"{}\", {}, \"{}\", Function::{}, {}}},\n", unit.code,
                           unit.is_metric, unit.value.digits, unit.value.tens, unit.of, unit.function,
                           unit.parameter);
    }
    out += "};\n\nconstexpr PrefixRow prefixes[] = {\n";
    for (const Prefix& prefix : prefixes) {
        out += fmt::format("    {{\"{}\", {}, {}}},\n", prefix.code, prefix.tens, prefix.twos);
    }
    return out + "};\n\n} // namespace\n} // namespace renkei::ucum\n";
}

// False: the definitions are not those that this program was written for.
bool write(const Tree& tree, const char* out) {
    std::vector<Unit> units;
    std::vector<Prefix> prefixes;
    if (!read_units(tree, units) || !read_prefixes(tree, prefixes)) {
        return false;
    }
    return renkei::base::write_file(out, tables(units, prefixes), renkei::base::Overwrite::yes).has_value();
}

} // namespace

int main(int argc, char** argv) {
    const auto text = renkei::base::read_file(argc == 3 ? argv[1] : "");
    renkei::json::Parser parser({}, renkei::json::package_options);
    Tree tree;
    if (!text || !parser.parse(*text, tree) || !write(tree, argv[2])) {
        std::fputs("make_ucum UCUM_DEFS_JSON OUT: needs UCUM's definitions and a writable file\n", stderr);
        return 1;
    }
    return 0;
}
