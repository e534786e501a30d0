// The samples of the ministry forms that lie beside the tree, if they do: the valid ones come back byte for
// byte, the invalid ones are refused.
#include "gateway/core/text/cp932.h"
#include "gateway/forms/newform/item_table.h"
#include "gateway/forms/service/check.h"
#include "gateway/forms/service/convert.h"

#include "product.h"
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace renkei::service::samples_test {
namespace {

const fs::path spec = fs::path(RENKEI_SHARED) / "spec";

bool has_samples() { return fs::exists(spec); }

// The prefixes of file names and the form ids that this tree has.
bool is_known(const std::string& word) {
    return std::ranges::any_of(product().plans(), [&](const mapping::Plan& plan) {
        const form::Form& form = plan.form();
        const bool is_mark = std::ranges::any_of(form.items(), [&](const form::Item& item) {
            return !item.literal.empty() && form.text(item.literal) == word;
        });
        return is_mark || form.id() == word;
    });
}

std::vector<fs::path> files_below(const fs::path& folder, std::string_view ending) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ending) {
            out.push_back(entry.path());
        }
    }
    std::ranges::sort(out);
    return out;
}

std::vector<newform::TableRow> expectations(const fs::path& path, const std::vector<std::string>& titles) {
    const auto rows = newform::read_table(read_input(path)->bytes, path.string(), titles);
    EXPECT_TRUE(rows) << path;
    return rows.value_or(std::vector<newform::TableRow>());
}

// One sample has bare LF inside texts, which a reader accepts and a writer writes as CRLF.
std::string with_crlf(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) {
        if (c == '\n' && !out.ends_with('\r')) {
            out += '\r';
        }
        out += c;
    }
    return out;
}

// The samples are UTF-8; a real file is CP932. A sample that CP932 cannot hold stays UTF-8.
Input as_sent(const fs::path& path) {
    Input out = *read_input(path);
    std::string bytes;
    std::vector<text::EncodeNote> notes;
    text::encode_cp932(out.bytes, bytes, notes);
    out.name = path.filename().string();
    if (notes.empty()) {
        out.bytes = bytes;
    }
    return out;
}

std::string report_of(const Outcome& outcome) {
    std::string out = outcome.input + "\n";
    for (const diag::Finding& finding : outcome.report.findings()) {
        out += diag::to_text(finding, diag::Language::english) + "\n";
    }
    return out;
}

// Through FHIR and back into the syntax.
std::string there_and_back(Workspace& workspace, const Input& input, const std::string& syntax) {
    const Outcome there = convert(workspace, input, {});
    EXPECT_EQ(there.status, OutcomeStatus::done) << report_of(there);
    std::string bundles;
    for (const OutputDocument& document : there.documents) {
        bundles += document.bytes;
    }
    const Outcome back =
        convert(workspace, {.name = "b.json", .bytes = bundles}, {.to = {.syntax = syntax, .version = {}}});
    EXPECT_EQ(back.status, OutcomeStatus::done) << report_of(back);
    EXPECT_FALSE(std::ranges::any_of(back.report.findings(), is_loss)) << report_of(back);
    std::string out;
    for (const OutputDocument& document : back.documents) {
        out += document.bytes;
    }
    return out;
}

TEST(Samples, valid_csv_files_come_back_byte_for_byte) {
    if (!has_samples()) {
        GTEST_SKIP();
    }
    Workspace workspace(product());
    std::size_t tried = 0;
    for (const fs::path& path : files_below(spec / "csv/samples", ".CSV")) {
        const std::string name = path.filename().string();
        if (is_known(name.substr(0, name.find('_')))) {
            const Input input = as_sent(path);
            EXPECT_TRUE(there_and_back(workspace, input, "csv") == with_crlf(input.bytes)) << name;
            ++tried;
        }
    }
    EXPECT_GE(tried, 6U);
}

// JSON forms are written in the order of the item table without spaces; the content is what must come back.
// An empty text and null are the same box, {} says nothing, and the order of reasons means nothing.
nlohmann::json content(nlohmann::json value) {
    if (value.is_object() && value.contains("absent")) {
        std::sort(value["absent"].begin(), value["absent"].end());
    }
    if (value.is_object() || value.is_array()) {
        for (nlohmann::json& each : value) {
            each = content(each);
        }
        if (value.is_object()) {
            for (auto at = value.begin(); at != value.end();) {
                at = at->is_object() && at->empty() ? value.erase(at) : std::next(at);
            }
        }
    }
    return value == "" ? nlohmann::json() : value;
}

TEST(Samples, valid_json_files_come_back_with_the_same_content) {
    if (!has_samples()) {
        GTEST_SKIP();
    }
    Workspace workspace(product());
    std::size_t tried = 0;
    for (const fs::path& path : files_below(spec / "json/samples", ".json")) {
        const std::string name = path.filename().string();
        if (is_known(name.substr(0, name.find('-')))) {
            const Input input = *read_input(path);
            const std::string back = there_and_back(workspace, input, "json");
            EXPECT_EQ(nlohmann::json::diff(content(nlohmann::json::parse(input.bytes)),
                                           content(nlohmann::json::parse(back)))
                          .dump(),
                      "[]")
                << name;
            ++tried;
        }
    }
    EXPECT_GE(tried, 13U);
}

// Taken with a finding: the short CSV form, of which the table says so, unknown JSON keys, and records that
// stand behind one that is missing.
bool is_tolerated_for(const std::string& why) {
    return why.find("tolerant reader") != std::string::npos || why == "strict" ||
           why == "a sequence number is missing";
}

void expect_refused(Workspace& workspace, const Input& input, const std::string& why) {
    const Outcome outcome = convert(workspace, input, {});
    const bool is_tolerated = is_tolerated_for(why);
    EXPECT_EQ(outcome.status, is_tolerated ? OutcomeStatus::done : OutcomeStatus::refused)
        << why << "\n"
        << report_of(outcome);
    EXPECT_EQ(outcome.documents.empty(), !is_tolerated) << input.name;
    EXPECT_FALSE(outcome.report.empty()) << input.name;
}

TEST(Samples, invalid_csv_files_are_refused) {
    if (!has_samples()) {
        GTEST_SKIP();
    }
    Workspace workspace(product());
    std::size_t tried = 0;
    for (const newform::TableRow& row :
         expectations(spec / "csv/samples/invalid/expected.tsv", {"file", "error", "reason"})) {
        const std::string name = row.at("file");
        if (!is_known(name.substr(0, name.find('_'))) || row.at("error") == "set") {
            continue; // a set is judged with the files that come with it: tests/documents
        }
        Input input = as_sent(spec / "csv/samples/invalid" / name);
        expect_refused(workspace, input, row.at("reason"));
        ++tried;
    }
    EXPECT_GE(tried, 14U);
}

TEST(Samples, invalid_json_files_are_refused) {
    if (!has_samples()) {
        GTEST_SKIP();
    }
    Workspace workspace(product());
    std::size_t tried = 0;
    for (const newform::TableRow& row :
         expectations(spec / "json/samples/invalid/EXPECT.tsv", {"file", "base", "refused_by"})) {
        const std::string base = row.at("base").substr(0, row.at("base").find('-'));
        if (is_known(base)) {
            expect_refused(workspace, *read_input(spec / "json/samples/invalid" / row.at("file")),
                           row.at("refused_by"));
            ++tried;
        }
    }
    EXPECT_GE(tried, 20U);
}

} // namespace
} // namespace renkei::service::samples_test
