// Writes random documents for validators of others: tools/compare-validators --random.
#include "gateway/forms/record/rules/rules.h"
#include "generated/messages/rules.h"

#include "tests/laws/law.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace renkei::laws::documents_test {
namespace {

// Forms that only tests know, and documents of others, have no profiles in our package.
bool is_published(const LoadedForm& form) {
    return !form.form().is_foreign() && fs::exists(fs::path(RENKEI_SOURCE) / "mappings" / form.folder);
}

// A period that ends before it begins (R4 per-1) is no document: convert refuses the record by a rule of its
// form. Other rules are broken by nearly every random record, and no FHIR depends on them.
bool ends_before_it_begins(const record::Rules& rules, const record::Record& record) {
    diag::Report report;
    rules.check(record, report, [](const record::ItemLocation&) { return diag::Where(); });
    const form::Form& form = record.form();
    const auto is_order = [&](const diag::Finding& finding) {
        return finding.severity == diag::Severity::error && finding.message == diag::message::rule_broken &&
               std::ranges::any_of(form.rules(), [&](const form::Rule& rule) {
                   return rule.kind == form::RuleKind::order && form.text(rule.id) == finding.args[1];
               });
    };
    return std::ranges::any_of(report.findings(), is_order);
}

void write_documents(const LoadedForm& form, std::size_t wanted, std::ofstream& out) {
    const record::Rules rules(form.form());
    Lens lens(form);
    record::Record record(form.form());
    const std::size_t most = wanted * 100;
    std::uint64_t number = 0;
    for (std::size_t written = 0; written < wanted && number < most; ++number) {
        make_record(any_record(form.form(), number), record);
        if (!ends_before_it_begins(rules, record)) {
            out << lens.fill(record) << '\n';
            EXPECT_EQ(lens.take_trouble(), "") << form.folder << ", record " << number;
            ++written;
        }
    }
    EXPECT_LT(number, most) << form.folder << ": too few records keep the rules of order";
}

TEST(Documents, are_written_for_other_validators) {
    const char* folder = std::getenv("RENKEI_DOCUMENTS");
    if (folder == nullptr) {
        GTEST_SKIP() << "RENKEI_DOCUMENTS names no folder";
    }
    const char* wanted = std::getenv("RENKEI_LAW_RECORDS");
    ASSERT_NE(wanted, nullptr) << "RENKEI_LAW_RECORDS says how many of each form";
    for (const LoadedForm& form : all_forms()) {
        if (is_published(form)) {
            std::ofstream out(fs::path(folder) / (form.folder + ".ndjson"));
            write_documents(form, std::strtoull(wanted, nullptr, 10), out);
            EXPECT_TRUE(out) << form.folder << ": cannot be written";
        }
    }
}

} // namespace
} // namespace renkei::laws::documents_test
