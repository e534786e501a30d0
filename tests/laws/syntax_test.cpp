// A record survives every file syntax of its form, or the writer says what does not.
#include "gateway/forms/extras.h"
#include "gateway/forms/reader.h"
#include "gateway/forms/writer.h"
#include "tests/laws/law.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::laws {
namespace {

struct Written {
    std::string bytes;
    diag::Report report;
};

Written write(const forms::Form& form, const forms::Syntax& syntax, const forms::Record& record) {
    Written out;
    forms::Writer(form, syntax).write(record, out.bytes, out.report);
    return out;
}

// The one document of a file. What the reader finds odd is carried content, or an error.
std::string read(const forms::Form& form, const forms::Syntax& syntax, const Written& file, forms::Record& out) {
    diag::Report report;
    forms::Reader reader(form, syntax, file.bytes);
    if (!reader.next(out, report) || report.at_least(diag::Severity::error)) {
        return "refused:\n" + shown(report) + file.bytes;
    }
    forms::Record more(form);
    return reader.next(more, report) ? "two documents:\n" + file.bytes : "";
}

// Values by item; the order of codes, reasons, blank boxes and unknown keys is the file's, not the record's.
std::multiset<std::string> values(const forms::Record& record, const forms::Row& row, const std::string& prefix) {
    const forms::Form& form = record.form();
    std::multiset<std::string> out;
    for (const forms::Item& item : form.items()) {
        if (item.group == row.group && row.has(item.slot)) {
            const forms::Value& value = row.values[item.slot];
            const std::string reason = value.absent == nullptr ? "" : "!" + std::string(value.absent->reason) + " " + std::string(value.absent->note);
            out.insert(std::string(form.text(item.id)) + prefix + " = " + reason + std::string(value.text()));
        }
    }
    for (std::uint16_t slot = 0; slot < form.groups()[row.group].groups; ++slot) {
        for (const forms::Row* below : row.groups[slot]) {
            const forms::GroupKind kind = form.groups()[below->group].kind;
            const bool ordered = kind == forms::GroupKind::array || kind == forms::GroupKind::numbered || kind == forms::GroupKind::level;
            out.merge(values(record, *below, prefix + (ordered ? "[" + std::to_string(below->index) + "]" : "[]")));
        }
    }
    return out;
}

std::string item_of(const std::string& value) { return value.substr(0, value.find_first_of("[ ")); }

// Items that differ and are not in the report.
std::string silent(const forms::Form& form, const forms::Record& before, const forms::Record& after, const diag::Report& report) {
    std::set<std::string> named;
    std::set<std::uint16_t> named_groups;  // rows that overflow, and rows of what no item holds, are named by one line
    for (const diag::Finding& finding : report.findings()) {
        named.insert(finding.item);
        const auto item = form.item(finding.item);
        const auto group = form.group(finding.item);
        if (item && forms::Extras(form).is_extra(form.items()[*item].group)) {
            named_groups.insert(form.items()[*item].group);
        } else if (group) {
            named_groups.insert(*group);
        }
    }
    const auto is_told_by_group = [&](const std::string& item) {
        const auto index = form.item(item);
        return index && named_groups.contains(form.items()[*index].group);
    };
    const std::multiset<std::string> a = values(before, before.root(), "");
    const std::multiset<std::string> b = values(after, after.root(), "");
    std::vector<std::string> differ;
    std::ranges::set_symmetric_difference(a, b, std::back_inserter(differ));
    std::string out;
    for (const std::string& each : differ) {
        const std::string item = item_of(each);
        if (!named.contains(item) && !is_told_by_group(item)) {
            out += (a.contains(each) ? "gone: " : "new: ") + each + "\n";
        }
    }
    return out;
}

// What CSV carries comes from surplus columns, which only a newer version may have.
void drop_carried(forms::Record& record) {
    const std::uint16_t group = record.form().about().carried_group;
    while (group != forms::none && record.rows(record.root(), group).count > 0) {
        record.remove_last_row(record.root(), group);
    }
}

std::string survives(const forms::Form& form, const forms::Syntax& syntax, forms::Record& record) {
    if (syntax.kind != forms::SyntaxKind::json) {
        drop_carried(record);
    }
    const Written first = write(form, syntax, record);
    forms::Record once(form);
    if (std::string wrong = read(form, syntax, first, once); !wrong.empty()) {
        return wrong;
    }
    if (std::string wrong = silent(form, record, once, first.report); !wrong.empty()) {
        return wrong + first.bytes;
    }
    const Written second = write(form, syntax, once);
    forms::Record twice(form);
    if (std::string wrong = read(form, syntax, second, twice); !wrong.empty()) {
        return wrong;
    }
    if (second.bytes != first.bytes) {
        return difference(first.bytes, second.bytes);
    }
    return equal(once, twice) ? "" : difference(canonical_text(once), canonical_text(twice));
}

TEST(Syntax, what_is_written_is_read_again_and_what_is_not_is_named) {
    holds([](Lens& lens, forms::Record& record, Random&) -> std::string {
        for (const forms::Syntax& syntax : lens.form().syntaxes()) {
            if (std::string wrong = survives(lens.form(), syntax, record); !wrong.empty()) {
                return std::string(lens.form().text(syntax.id)) + ": " + wrong;
            }
        }
        return "";
    });
}

// File, record, bundle, record, file: the same bytes.
TEST(Syntax, a_file_comes_back_through_a_bundle_byte_for_byte) {
    holds(
        [](Lens& lens, forms::Record& record, Random&) -> std::string {
            const forms::Form& form = lens.form();
            for (const forms::Syntax& syntax : form.syntaxes()) {
                const Written file = write(form, syntax, record);
                forms::Record read_first(form);
                if (file.report.at_least(diag::Severity::error) || !read(form, syntax, file, read_first).empty()) {
                    continue;  // the law above says so
                }
                diag::Report loss;
                const std::string bundle = lens.fill(read_first, loss);
                const Matched back = lens.match(bundle);
                const Written again = write(form, syntax, back.record);
                if (again.bytes != file.bytes && loss.empty()) {
                    return std::string(form.text(syntax.id)) + ": " + difference(file.bytes, again.bytes);
                }
            }
            return "";
        },
        {.every = 2});
}

}  // namespace
}  // namespace renkei::laws
