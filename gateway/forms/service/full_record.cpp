#include "gateway/forms/service/full_record.h"

#include "gateway/core/json/parser.h"
#include "gateway/fhir/validate/walk/validator.h"
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/record/value/unmapped_content.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/values.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

namespace renkei::service {
namespace {

using form::Form;
using form::Group;
using form::GroupKind;
using form::Item;
using form::ItemType;
using record::Row;

// One of these fits nearly every pattern of a table of items.
constexpr std::array<std::string_view, 16> samples{"カナ",         "ア",
                                                   "123-4567",     "03-1234-5678",
                                                   "0312345678",   "a@example.jp",
                                                   "A1",           "https://example.jp/a",
                                                   "2025-04-01",   "00000000-0000-4000-8000-000000000001",
                                                   "(0120)345678", "１",
                                                   "11",           "d450",
                                                   "S72.0",        "09B"};

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(out) : std::nullopt;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

struct FullRecord {
    const Form& form;
    record::UnmappedContent extras{form};
    record::Record out{form};
    std::size_t texts = 0;

    record::Record make() {
        fill(out.root());
        out.number_rows();
        return std::move(out);
    }

    void fill(Row& row) {
        for (const Item& item : form.items()) {
            if (item.group == row.group && form.groups()[row.group].place != form.items().id_of(item)) {
                out.set(row, item, out.arena().keep(value(item, row.index)));
            }
        }
        keep_alternatives_apart(row);
        for (const form::GroupId id : form.groups().ids(1)) {
            const Group& group = form.groups()[id];
            if (group.parent != row.group || extras.is_unmapped_content(id)) {
                continue;
            }
            for (std::uint32_t left = rows_of(id); left > 0; --left) {
                fill(out.add_row(row, id));
            }
        }
    }

    std::uint32_t rows_of(form::GroupId id) const {
        const Group& group = form.groups()[id];
        const auto of_codes =
            std::ranges::find_if(form.items(), [&](const Item& each) { return each.group == id; });
        const std::uint32_t most =
            group.kind == GroupKind::codes ? form.lists()[of_codes->list].rows : group.max_rows;
        return std::min<std::uint32_t>(most, std::max<std::uint32_t>(2, group.min_rows));
    }

    // FHIR has one value where the form has several items for it; a rule of the row says so, with an error.
    void keep_alternatives_apart(Row& row) {
        for (const form::Rule& rule : form.rules()) {
            const bool is_one = rule.kind == form::RuleKind::empty_if && rule.values == 0 &&
                                rule.conditions == 0 && rule.subject != form::none &&
                                rule.severity == static_cast<std::uint8_t>(diag::Severity::error);
            if (!is_one || form.items()[rule.subject].group != row.group ||
                !row.has(form.items()[rule.subject].slot)) {
                continue;
            }
            for (const form::RuleTarget target : form.targets(rule)) {
                if (!target.is_group() && form.items()[target.item()].group == row.group) {
                    out.unset(row, form.items()[target.item()]);
                }
            }
        }
    }

    // Rows differ in all that may differ, and no day of a row is before another one.
    std::string value(const Item& item, std::uint32_t row) {
        if (form.items().id_of(item) == form.about().version_item) {
            return std::string(form.version());
        }
        if (!item.literal.empty()) {
            return std::string(form.text(item.literal));
        }
        switch (item.type) {
        case ItemType::code:
        case ItemType::codes: {
            const auto rows = form.rows(form.lists()[item.list]);
            return rows.size() == 0 ? std::string()
                                    : std::string(form.text(rows.rows()[row % rows.size()].form));
        }
        case ItemType::flag: return row % 2 == 0 ? "1" : "0";
        case ItemType::date: return fmt::format("2025-04-{:02}", row % 28 + 1);
        case ItemType::month: return fmt::format("2025-{:02}", row % 12 + 1);
        case ItemType::time: return fmt::format("10:{:02}", row % 60);
        case ItemType::datetime: return fmt::format("2025-04-{:02}T10:15:00+09:00", row % 28 + 1);
        case ItemType::integer:
        case ItemType::decimal: return number(item, row) + (item.format.empty() ? "" : ".0");
        case ItemType::text:
        case ItemType::token: return text(item);
        }
        return {};
    }

    std::string number(const Item& item, std::uint32_t row) const {
        const bool has_range = !item.plausible_min.empty();
        const std::string_view least = form.text(has_range ? item.plausible_min : item.min);
        const std::string_view most = form.text(has_range ? item.plausible_max : item.max);
        const std::optional<std::int64_t> from = least.empty() ? 1 : whole(least);
        const std::optional<std::int64_t> to = most.empty() ? from : whole(most);
        if (!from || !to || *from > INT64_MAX - row) { // a fraction, or too large to count from
            return std::string(least.empty() ? most : least);
        }
        return std::to_string(most.empty() ? *from + row : std::min<std::int64_t>(*from + row, *to));
    }

    // Each text stands once in a record, so that none is taken for another one.
    std::string text(const Item& item) {
        const std::size_t most = item.max_length == 0 ? 40 : item.max_length;
        const form::TextPattern pattern(record::pattern_of(form, item));
        const auto fits = [&](std::string_view candidate) {
            return characters(candidate) <= most && record::is_canonical(form, item, candidate) &&
                   (record::pattern_of(form, item).empty() || pattern.matches(candidate));
        };
        const std::string number = std::to_string(++texts);
        for (const std::string& candidate : {fmt::format("例{}", number), number}) {
            if (fits(candidate)) {
                return candidate;
            }
        }
        for (std::size_t size = number.size(); size <= most && size <= 20; ++size) {
            const std::string digits = fmt::format("1{:0>{}}", number, size - 1);
            if (digits.size() == size && fits(digits)) {
                return digits;
            }
        }
        const auto* const sample = std::ranges::find_if(samples, fits);
        return sample == samples.end() ? std::string() : std::string(*sample);
    }
};

void report_lost(const record::Record& sent, const record::Record& back, diag::Report& report) {
    const Values arrived = values_of(back);
    const std::map<std::string, std::string> there(arrived.begin(), arrived.end());
    for (const auto& [path, value] : values_of(sent)) {
        const auto found = there.find(path);
        if (found == there.end() || found->second != value) {
            report.add(diag::message::full_record_lost, {},
                       {sent.form().id(), path, value, found == there.end() ? "-" : found->second});
        }
    }
}

} // namespace

record::Record full_record(const Form& form) { return FullRecord{form}.make(); }

void check_full_record(Workspace& workspace, const mapping::Plan& plan,
                       const validate::ValidationContext& definitions, diag::Report& report) {
    record::Record sent = full_record(plan.form());
    diag::Report ignored; // what is lost shows in the record that comes back
    const std::string bundle = to_bundle(workspace, plan, sent, ignored);
    record::Record back(plan.form());
    if (const auto read = from_bundle(workspace, plan, bundle, back, ignored); !read) {
        report.add(read.error());
        return;
    }
    report_lost(sent, back, report);
    json::Tree tree;
    if (plan.form().is_foreign() || !json::Parser(definitions.r4().names()).parse(bundle, tree)) {
        return;
    }
    diag::Report found;
    validate::Validator(definitions).validate(tree, {.best_practice = validate::BestPractice::ignore}, found);
    for (const diag::Finding& finding : found.findings()) {
        if (finding.severity == diag::Severity::error) {
            diag::Finding named = finding;
            named.where.file = fmt::format("{} (filled in full)", plan.form().id());
            report.add(std::move(named));
        }
    }
}

} // namespace renkei::service
