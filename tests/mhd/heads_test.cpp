// What the head of a document's page shows (facts and alerts of its form) stands on the person's page, on the
// person's own page and in Patient/$summary: of full fixtures, and of documents that others wrote. What does
// not, stands in heads_elsewhere.tsv with a reason.
#include "gateway/core/base/file.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/form/code_text.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"
#include "gateway/forms/service/source.h"
#include "gateway/forms/service/workspace.h"
#include "gateway/network/mhd/search/search_value.h"
#include "gateway/network/mhd/summary/own_sections.h"

#include "gathered.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::mhd::heads_test {
namespace {

using test::must;

struct Head {
    std::string name; // of the fact: "アレルギー"
    std::string value;
};

// Of a box that is ticked: which box it is.
void add_values(const record::Record& record, const record::Row& row, const mapping::Plan& plan,
                form::ItemId id, std::vector<std::string>& out) {
    const form::Form& form = plan.form();
    const form::Item& item = form.items()[id];
    if (item.group == row.group) {
        const std::string_view value = record.value(row, item).text();
        if (item.type == form::ItemType::flag) {
            if (value == "1") {
                out.emplace_back(plan.text(plan.page_item(id).label));
            }
        } else if (!value.empty()) {
            out.emplace_back(item.list == form::none ? value : form::text_of_code(form, item.list, value));
        }
        return;
    }
    for (const form::GroupId group : form.groups().ids(1)) {
        if (form.groups()[group].parent == row.group) {
            for (const record::Row* below : record.rows(row, group)) {
                add_values(record, *below, plan, id, out);
            }
        }
    }
}

std::vector<Head> heads_of(const mapping::Plan& plan, const record::Record& record) {
    std::vector<Head> out;
    std::vector<std::string> values;
    for (const mapping::PageFact& fact : plan.page_facts()) {
        values.clear();
        add_values(record, record.root(), plan, fact.item, values);
        for (const std::string& each : values) {
            out.push_back({std::string(plan.text(fact.name)), each});
        }
    }
    for (const mapping::PageAlert& alert : plan.page_alerts()) {
        values.clear();
        add_values(record, record.root(), plan, alert.item, values);
        for (const std::string& each : values) {
            const std::string_view wanted = plan.text(alert.value);
            const form::Item& item = plan.form().items()[alert.item];
            if (item.type == form::ItemType::flag ||
                (wanted.empty() ? !plan.wordings().names_nothing(each)
                                : each == (item.list == form::none
                                               ? wanted
                                               : form::text_of_code(plan.form(), item.list, wanted)))) {
                out.push_back(
                    {alert.kind == mapping::AlertKind::death ? "死亡" : std::string(plan.text(alert.name)),
                     each});
            }
        }
    }
    return out;
}

// "table	fact	value": with a reason behind it.
std::set<std::string> elsewhere() {
    const std::string table = *base::read_file(RENKEI_SOURCE "/tests/mhd/heads_elsewhere.tsv");
    std::set<std::string> out;
    for (std::string_view rest = table; !rest.empty();) {
        std::string_view line = text::next_part(rest, '\n');
        if (!line.empty() && !line.starts_with('#')) {
            const std::size_t reason = line.rfind('\t');
            EXPECT_LT(reason + 1, line.size()) << line << ": no reason";
            out.emplace(line.substr(0, reason));
        }
    }
    return out;
}

struct Tables {
    std::string_view name;
    std::string table;
    std::vector<SummarySection> sections = sections_with_person(table);
};

const std::vector<Tables>& tables() {
    static const std::vector<Tables> out{
        {.name = "person-page", .table = std::string(person_page_table())},
        {.name = "summary", .table = std::string(summary_table())},
        {.name = "own-page",
         .table = read_own_sections(own_page_table(), Audience::person, diag::Language::japanese).table}};
    return out;
}

// How many heads the document has. `used`: rows of the table that say why one is elsewhere.
std::size_t compare(const fs::path& file, std::set<std::string>& used) {
    const std::string bytes = *base::read_file(file);
    service::Workspace workspace(all_forms());
    diag::Report report;
    service::ReadSettings settings;
    const service::Input input{file.string(), bytes};
    const auto source = service::open_source(workspace, input, settings, report);
    if (source == nullptr) {
        return 0;
    }
    std::size_t count = 0;
    static const std::set<std::string> excused = elsewhere();
    const record::Record& record = workspace.record();
    if (source->next(workspace.record(), report) != service::ReadStatus::document ||
        !source->plan().form().deletes().empty()) {
        return 0;
    }
    const mapping::Plan& plan = source->plan();
    const std::string bundle(source->bundle());
    for (const Tables& each : tables()) {
        const SummaryContent content = gathered(bundle, each.sections, std::string(plan.form().id()));
        std::string all;
        for (const SummaryEntry& entry : content.entries) {
            all += comparable(words_of(entry)) + "\n";
        }
        for (const Head& head : heads_of(plan, record)) {
            ++count;
            const std::string by_value = fmt::format("{}\t{}\t{}", each.name, head.name, head.value);
            const std::string by_name = fmt::format("{}\t{}\t*", each.name, head.name);
            const std::string excuse = excused.contains(by_value) ? by_value : by_name;
            if (all.find(comparable(head.value)) == std::string::npos) {
                EXPECT_TRUE(excused.contains(excuse)) << file << ": " << by_value << " stands at its head";
                used.insert(excuse);
            }
        }
    }
    return count;
}

std::vector<fs::path> documents_in(const fs::path& folder) {
    std::vector<fs::path> out;
    if (fs::exists(folder)) {
        for (const auto& file : fs::recursive_directory_iterator(folder)) {
            if (file.path().extension() == ".json") {
                out.push_back(file.path());
            }
        }
    }
    std::ranges::sort(out);
    return out;
}

TEST(Heads, of_documents_stand_on_both_pages_of_the_person_and_in_the_summary) {
    std::set<std::string> used;
    std::size_t own = 0;
    std::size_t foreign = 0;
    for (const fs::path& file : documents_in(RENKEI_SOURCE "/fixtures")) {
        own += file.filename() == "full.bundle.json" ? compare(file, used) : 0;
    }
    for (const fs::path& file : documents_in(RENKEI_BINARY "/tests/files")) {
        const std::string name = file.filename();
        const bool is_foreign = name.starts_with("clins-") || name.starts_with("discharge-summary") ||
                                name.starts_with("referral-letter");
        foreign += is_foreign ? compare(file, used) : 0;
    }
    const fs::path others = fs::path(RENKEI_SHARED) / "jp";
    for (const std::string folder : {"clins-1.10-examples", "jp-clins-1.11-documents"}) {
        for (const fs::path& file : documents_in(others / folder)) {
            foreign += compare(file, used);
        }
    }
    EXPECT_GT(own, 60U);
    EXPECT_GT(foreign, 20U);
    for (const std::string& each : elsewhere()) {
        EXPECT_TRUE(used.contains(each) || !fs::exists(others)) << each << ": not needed any more";
    }
}

} // namespace
} // namespace renkei::mhd::heads_test
