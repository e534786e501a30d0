#include "tests/laws/compare.h"

#include "gateway/forms/record/value/unmapped_content.h"
#include "generated/messages/conversion.h"

#include <algorithm>
#include <set>

namespace renkei::laws {
namespace {

// Values by item; the order of codes, reasons, blank boxes and unknown keys is the file's, not the record's.
std::multiset<std::string> values(const record::Record& record, const record::Row& row,
                                  const std::string& prefix) {
    const form::Form& form = record.form();
    std::multiset<std::string> out;
    for (const form::Item& item : form.items()) {
        if (item.group == row.group && row.has(item.slot)) {
            const record::ItemValue& value = row.values[item.slot];
            const std::string reason = value.absent == nullptr ? ""
                                                               : "!" + std::string(value.absent->reason) +
                                                                     " " + std::string(value.absent->note);
            out.insert(std::string(form.text(item.id)) + prefix + " = " + reason + std::string(value.text()));
        }
    }
    for (std::uint16_t slot = 0; slot < form.groups()[row.group].groups; ++slot) {
        for (const record::Row* below : row.groups[slot]) {
            const form::GroupKind kind = form.groups()[below->group].kind;
            const bool ordered = kind == form::GroupKind::array || kind == form::GroupKind::numbered ||
                                 kind == form::GroupKind::level;
            out.merge(
                values(record, *below, prefix + (ordered ? "[" + std::to_string(below->index) + "]" : "[]")));
        }
    }
    return out;
}

std::string item_of(const std::string& value) { return value.substr(0, value.find_first_of("[ ")); }

} // namespace

std::string silent_differences(const record::Record& before, const record::Record& after,
                               const diag::Report& report) {
    const form::Form& form = before.form();
    std::set<std::string> named;
    // rows that overflow, and rows of what no item holds, are named by one line
    std::set<form::GroupId> named_groups;
    for (const diag::Finding& finding : report.findings()) {
        named.insert(finding.item);
        if (finding.message == diag::message::loss_assumed_slice && finding.args.size() > 1) {
            // the item it will be read as, by its printed name
            for (const form::Item& item : form.items()) {
                if (form.text(item.name) == finding.args[1]) {
                    named.insert(std::string(form.text(item.id)));
                }
            }
        }
        const auto item = form.item(finding.item);
        const auto group = form.group(finding.item);
        if (item && record::UnmappedContent(form).is_unmapped_content(form.items()[*item].group)) {
            named_groups.insert(form.items()[*item].group);
        } else if (group) {
            named_groups.insert(*group);
        }
    }
    const auto is_in_group = [&](const std::string& item) {
        const auto index = form.item(item);
        return index && named_groups.contains(form.items()[*index].group);
    };
    const std::multiset<std::string> a = values(before, before.root(), "");
    const std::multiset<std::string> b = values(after, after.root(), "");
    std::vector<std::string> differ;
    std::ranges::set_symmetric_difference(a, b, std::back_inserter(differ));
    std::string out;
    for (const std::string& each : differ) {
        std::string item = item_of(each);
        const std::string blank = form.about().blank_group == form::none
                                      ? ""
                                      : std::string(form.text(form.groups()[form.about().blank_group].id)) +
                                            ".item[] = " + std::string(form.id()) + ".";
        if (!blank.empty() && each.starts_with(blank)) {
            // a reason that became a blank box is said about the item whose box it is
            item = each.substr(blank.size());
        }
        if (!named.contains(item) && !is_in_group(item) && !is_in_group(item_of(each))) {
            out += (a.contains(each) ? "gone: " : "new: ") + each + "\n";
        }
    }
    return out;
}

} // namespace renkei::laws
