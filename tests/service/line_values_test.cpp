// What findings in the answers of the line worker quote.
#include "gateway/core/diag/finding.h"
#include "gateway/forms/service/line_worker.h"

#include "product.h"
#include "tests/service/lines.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::service::line_values_test {
namespace {

using nlohmann::json;
using test::inputs_of_kit;

std::string answer_to(const Outcome& outcome, const AnswerSettings& settings) {
    std::string out;
    append_answer(out, 1, outcome, settings);
    return out;
}

// All of it but the numbers of its place and what the form says of the item.
std::string words_of(const diag::Finding& finding) {
    return diag::sentence(finding.message, finding.args, diag::Language::english) + " " + finding.where.path +
           " " + finding.where.file + " " + finding.value;
}

// A code of a list may be the value of another item.
bool is_in_text_of_ours(const diag::Finding& finding, const std::string& value) {
    for (std::size_t i = 0; i < finding.args.size(); ++i) {
        if (diag::is_ours(finding.message, i, finding.args[i]) &&
            finding.args[i].find(value) != std::string::npos) {
            return true;
        }
    }
    return diag::row(finding.message).english.find(value) != std::string_view::npos;
}

// Wherever a finding has it: of all values in the kit, plain and with planted names of members.
TEST(LineWorker, quotes_no_value_unless_asked_to) {
    Workspace workspace(product());
    const AnswerSettings silent_settings{.is_name = path_names(workspace)};
    constexpr std::string_view planted = "YAMADA_TARO_19420303";
    std::size_t values = 0;
    std::size_t planted_values = 0;
    for (Input each : inputs_of_kit()) {
        const std::size_t begin = each.bytes.find('{');
        const bool is_object =
            each.bytes.starts_with('{') && each.bytes.find('"', begin) != std::string::npos;
        if (is_object) {
            each.bytes.insert(begin + 1, fmt::format("\"{}\":\"{}\",", planted, planted));
        }
        Outcome outcome = convert(workspace, each, {});
        outcome.documents.clear();
        const std::string silent = answer_to(outcome, silent_settings);
        const std::string talking = answer_to(outcome, {.values = QuotedValues::quoted});
        EXPECT_EQ(silent.find(planted), std::string::npos) << each.name;
        planted_values += talking.find(planted) == std::string::npos ? 0U : 1U;
        for (const diag::Finding& finding : outcome.report.findings()) {
            const std::string& value = finding.value;
            const std::string shown = words_of(diag::without_values(finding, silent_settings.is_name));
            const bool is_plain = value.find_first_of("\"\\\n\r\t") == std::string::npos;
            if (value.size() >= 4 && is_plain && !is_in_text_of_ours(finding, value)) {
                ++values;
                EXPECT_EQ(shown.find(value), std::string::npos) << value;
                EXPECT_NE(talking.find(value), std::string::npos) << value;
            }
        }
    }
    EXPECT_GT(values, 100U);
    EXPECT_GT(planted_values, 10U);
}

// A name in FHIR and forms stays in a path, with the index behind it.
TEST(LineWorker, leaves_names_of_elements_and_items) {
    Workspace workspace(product());
    const diag::IsName is_name = path_names(workspace);
    for (const std::string_view name :
         {"Bundle", "Patient", "entry", "resource", "valueQuantity", "dementia_level"}) {
        EXPECT_TRUE(is_name(name)) << name;
    }
    for (const std::string_view name : {"", "YAMADA_TARO", "19420303", "0"}) {
        EXPECT_FALSE(is_name(name)) << name;
    }
}

} // namespace
} // namespace renkei::service::line_values_test
