// Kinds of numbers (shared/number_kinds.yaml), and the range of each number item (`plausible:`).
#include "gateway/core/base/number.h"
#include "gateway/forms/form/tables_parts.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <span>

namespace renkei::form {
namespace {

struct Range {
    std::string least;
    std::string greatest;

    std::string text() const { return least + "–" + greatest; }
};

bool is_below(std::string_view a, std::string_view b) { return base::Number::of(a) < base::Number::of(b); }

// None, and reported: these are not two numbers, the first of them not above the second.
std::optional<Range> range_of(std::span<const yaml::Node> bounds, const yaml::Node& at,
                              diag::Report& report) {
    const auto is_number = [](const yaml::Node& node) { return base::Number::of(node.text).has_value(); };
    if (bounds.size() != 2 || !std::ranges::all_of(bounds, is_number) ||
        is_below(bounds[1].text, bounds[0].text)) {
        report_wrong(at, "two numbers, the least first: 0, 125", report);
        return std::nullopt;
    }
    return Range{bounds[0].text, bounds[1].text};
}

const yaml::Node* kind_named(const FormBuild& build, const yaml::Node& name) {
    const yaml::Node& kinds = build.folder.number_kinds;
    const yaml::Node* const found = kinds.get(name.text);
    if (found == nullptr) {
        const std::vector<std::string_view> known(kinds.keys.begin(), kinds.keys.end());
        build.report.add(message::number_kind_unknown, name.where(), {name.text, nearest(name.text, known)});
    }
    return found;
}

std::optional<Range> range_of_kind(const yaml::Node& kind, diag::Report& report) {
    const yaml::Node* const range = kind.get("range");
    return range == nullptr ? std::nullopt : range_of(range->children, *range, report);
}

void read_range(FormBuild& build, const yaml::Node& said, Item& out) {
    const std::span<const yaml::Node> parts = said.children; // kind, least, greatest; none: the kind alone
    const yaml::Node* const kind = kind_named(build, parts.empty() ? said : parts.front());
    diag::Report reported; // by check_number_kinds
    const auto widest = kind == nullptr ? std::nullopt : range_of_kind(*kind, reported);
    const auto range = widest && !parts.empty() ? range_of(parts.subspan(1), said, build.report) : widest;
    if (!range) {
        return;
    }
    if (is_below(range->least, widest->least) || is_below(widest->greatest, range->greatest)) {
        build.report.add(message::number_range_beyond_kind, said.where(), {range->text(), widest->text()});
    }
    base::BlobWriter& blob = build.tables.blob;
    const bool is_from_min = !out.min.empty() && is_below(range->least, blob.text_of(out.min));
    const bool is_to_max = !out.max.empty() && is_below(blob.text_of(out.max), range->greatest);
    out.plausible_min = is_from_min ? out.min : blob.text(range->least);
    out.plausible_max = is_to_max ? out.max : blob.text(range->greatest);
    if (is_below(blob.text_of(out.plausible_max), blob.text_of(out.plausible_min)) ||
        (!parts.empty() && (is_from_min || is_to_max))) {
        build.report.add(message::number_range_beyond_limits, said.where(), {range->text()});
    }
}

} // namespace

void check_number_kinds(FormBuild& build) {
    for (const yaml::Node& kind : build.folder.number_kinds.children) {
        if (check_keys(kind, keys::number_kind, build.report)) {
            (void)range_of_kind(kind, build.report);
        }
    }
}

void read_plausible(FormBuild& build, const yaml::Node& item, Item& out) {
    const yaml::Node* const said = item.get("plausible");
    const bool is_number = out.type == ItemType::integer || out.type == ItemType::decimal;
    if (said == nullptr && is_number && !build.folder.number_kinds.keys.empty()) {
        build.report.add(message::number_kind_missing, item.where(), {});
    } else if (said != nullptr && !is_number) {
        report_wrong(*said, "type: int | dec", build.report);
    } else if (said != nullptr && said->kind == yaml::NodeKind::map) {
        check_keys(*said, keys::no_number_kind, build.report);
    } else if (said != nullptr) {
        read_range(build, *said, out);
    }
}

} // namespace renkei::form
