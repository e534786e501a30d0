// Every valid sample of the ministry's tables comes back as it was.
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/reader.h"
#include "gateway/forms/record/recognise/recognise.h"
#include "gateway/forms/record/writer.h"

#include "tests/record/known_forms.h"
#include "tests/support/cp932.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace renkei::syntax_samples_test {
namespace {

using test::known_forms;

std::string printed(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& each : report.findings()) {
        out += diag::to_text(each, diag::Language::english) + "\n";
    }
    return out;
}

struct Read {
    record::Recognised recognised;
    std::vector<record::Record> records;
    diag::Report report;
};

Read read_all(std::string_view bytes, const std::string& name = {}) {
    Read out;
    out.recognised = record::recognise(bytes, known_forms(), {}, {.file = name}, out.report);
    if (out.recognised.content != record::FileContent::form) {
        return out;
    }
    record::Reader reader(*out.recognised.form, *out.recognised.syntax, bytes, {.file = name});
    record::Record record(*out.recognised.form);
    while (reader.next(record, out.report)) {
        out.records.push_back(std::move(record));
        record = record::Record(*out.recognised.form);
    }
    return out;
}

// Reasons in the order of the item table: the samples list them as the form was filled in.
void sort_reasons(nlohmann::json& document) {
    if (document.contains("absent")) {
        std::sort(document["absent"].begin(), document["absent"].end());
    }
}

// "" is a box left blank, as null is; {} and [] say nothing. Both are reported when they are read.
void simplify(nlohmann::json& value) {
    if (value.is_string() && value.get<std::string>().empty()) {
        value = nullptr;
    }
    if (!value.is_structured()) {
        return;
    }
    for (auto& each : value) {
        simplify(each);
    }
    for (auto each = value.begin(); each != value.end();) {
        each = each->is_structured() && each->empty() ? value.erase(each) : std::next(each);
    }
}

// Line breaks inside texts are written as CRLF.
std::string with_crlf(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) {
            out += '\r';
        }
        out += text[i];
    }
    return out;
}

std::vector<std::filesystem::path> samples(const std::string& folder,
                                           const std::vector<std::string>& beginnings) {
    std::vector<std::filesystem::path> out;
    if (!test::has_spec()) {
        return out;
    }
    for (const auto& entry : std::filesystem::directory_iterator(RENKEI_SHARED "/spec/" + folder)) {
        for (const std::string& beginning : beginnings) {
            if (entry.path().filename().string().starts_with(beginning)) {
                out.push_back(entry.path());
            }
        }
    }
    return out;
}

TEST(SyntaxSamples, of_json_come_back_equal) {
    const auto files = samples("json/samples", {"nursing_plan-", "nursing_report-", "nursing_record2-",
                                                "nursing_info-", "opinion-"});
    if (files.empty()) {
        GTEST_SKIP() << "the ministry's tables are not here";
    }
    for (const auto& file : files) {
        const std::string bytes = test::spec_sample("json/samples/" + file.filename().string());
        Read read = read_all(bytes);
        ASSERT_EQ(read.recognised.content, record::FileContent::form) << file << printed(read.report);
        EXPECT_FALSE(read.report.at_least(diag::Severity::warning)) << file << "\n" << printed(read.report);
        ASSERT_EQ(read.records.size(), 1U) << file;
        std::string out;
        diag::Report losses;
        record::Writer(*read.recognised.form, *read.recognised.syntax).write(read.records[0], out, losses);
        EXPECT_TRUE(losses.empty()) << file << "\n" << printed(losses);
        nlohmann::json before = nlohmann::json::parse(bytes);
        nlohmann::json after = nlohmann::json::parse(out);
        simplify(before);
        sort_reasons(before);
        sort_reasons(after);
        EXPECT_EQ(after, before) << file << "\n" << nlohmann::json::diff(before, after).dump(1);
        Read again = read_all(out);
        ASSERT_EQ(again.records.size(), 1U);
        EXPECT_TRUE(record::equal(read.records[0], again.records[0])) << file;
    }
}

TEST(SyntaxSamples, of_csv_come_back_byte_for_byte) {
    const auto files =
        samples("csv/samples", {"NYUIN_", "TAIIN_", "UPPLAN_", "UPJSK_", "UPSIKYU_", "UPHOSOKU_", "DLTPLAN_",
                                "DLTJSK_", "UPKIHON_", "DLTKIHON_", "UPYOBO_", "DLTYOBO_"});
    if (files.empty()) {
        GTEST_SKIP() << "the ministry's tables are not here";
    }
    for (const auto& file : files) {
        const std::string bytes = test::cp932(test::spec_sample("csv/samples/" + file.filename().string()));
        Read read = read_all(bytes, file.filename().string());
        ASSERT_EQ(read.recognised.content, record::FileContent::form) << file << printed(read.report);
        EXPECT_FALSE(read.report.at_least(diag::Severity::warning)) << file << "\n" << printed(read.report);
        ASSERT_FALSE(read.records.empty());
        std::string out;
        diag::Report losses;
        record::Writer writer(*read.recognised.form, *read.recognised.syntax);
        for (const record::Record& record : read.records) {
            writer.write(record, out, losses);
        }
        EXPECT_TRUE(losses.empty()) << file << "\n" << printed(losses);
        EXPECT_EQ(record::file_name(read.records[0], *read.recognised.syntax), file.filename().string());
        Read again = read_all(out, file.filename().string());
        ASSERT_EQ(again.records.size(), read.records.size()) << printed(again.report);
        for (std::size_t i = 0; i < read.records.size(); ++i) {
            EXPECT_EQ(record::canonical_text(again.records[i]), record::canonical_text(read.records[i]))
                << file;
        }
        EXPECT_EQ(out, with_crlf(bytes)) << file;
    }
}

} // namespace
} // namespace renkei::syntax_samples_test
