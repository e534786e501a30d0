// Which values of a hospital's documents reach which box of a form that is made or begun from them:
// carried_values.tsv says it of each, over two whole documents in which that value alone is changed.
#include "gateway/core/base/file.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/explain.h"
#include "gateway/forms/service/prefill.h"
#include "generated/messages/service.h"

#include "product.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace renkei::service::carried_values_test {
namespace {

using Cells = std::vector<std::string>;

Cells cells_of(std::string_view line) {
    Cells out;
    for (std::size_t at = 0; at <= line.size();) {
        const std::size_t end = std::min(line.find('\t', at), line.size());
        out.emplace_back(line.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

std::vector<Cells> table() {
    std::vector<Cells> out;
    const std::string file = *base::read_file(RENKEI_SOURCE "/tests/service/carried_values.tsv");
    for (std::string_view rest = file; !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (!line.starts_with('#')) {
            out.push_back(cells_of(line));
        }
    }
    return out;
}

struct Made {
    std::vector<std::pair<std::string, std::string>> values; // item, what it says
    diag::Report report;
};

// Is it made by a transfer, because one author may write both, or begun as a draft?
bool is_transfer(const std::string& form) { return form == "discharge" || form == "referral"; }

Made made(const Input& input, const std::string& form) {
    Workspace workspace(product());
    Outcome outcome;
    if (is_transfer(form)) {
        ConvertOptions options{.to = parse_target_spec(form + "/json"), .rules = BrokenRules::report};
        options.values.set = form == "discharge"
                                 ? transfer::GivenValues{{"receiver_name", "見本居宅介護支援事業所"}}
                                 : transfer::GivenValues{{"header.sender.organizationType", "03"},
                                                         {"referral.recipientType", "4"}};
        outcome = convert(workspace, input, options);
    } else {
        outcome = prefill(workspace, input,
                          {.mappings = std::filesystem::path(RENKEI_SOURCE) / "mappings",
                           .to = form,
                           .syntax = "json",
                           .created = "2026-04-05T11:00:00+09:00",
                           .document_id = "D-1"});
    }
    Made out{.values = {}, .report = outcome.report};
    EXPECT_EQ(outcome.documents.size(), 1U) << form;
    if (outcome.documents.size() == 1) {
        const ExplainOutcome explained =
            explain(workspace, {.name = "new.json", .bytes = outcome.documents[0].bytes}, {});
        for (const ExplainedItem& line : explained.documents.at(0).lines) {
            out.values.emplace_back(line.item, line.value);
        }
    }
    return out;
}

// "item item" of the boxes that say it; "reported" where only the report does; "-" where nothing does. The
// words may be two, by a bar: as the form says it, and the code that the report shows.
std::string where(const Made& made, const std::string& all) {
    const std::string words = all.substr(0, all.find('|'));
    const std::string code = all.substr(all.find('|') + 1);
    std::string out;
    for (const auto& [item, value] : made.values) {
        if (value.find(words) != std::string::npos && out.find(item) == std::string::npos) {
            out += (out.empty() ? "" : " ") + item;
        }
    }
    const auto reports = [&](const diag::Finding& finding) {
        return finding.message != diag::message::prefill_confirm &&
               (finding.value.find(code) != std::string::npos ||
                std::ranges::any_of(finding.args, [&](const std::string& each) {
                    return each.find(code) != std::string::npos; // beside another item
                }));
    };
    return !out.empty() ? out : std::ranges::any_of(made.report.findings(), reports) ? "reported" : "-";
}

Input changed(const std::string& file, const std::string& from, const std::string& to) {
    Input input = file_of_cases(file);
    std::string text = input.bytes;
    std::size_t found = 0;
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
        ++found;
    }
    EXPECT_GT(found, 0U) << file << " has no " << from;
    input.bytes = std::move(text);
    return input;
}

// Columns: document, value, what is changed, into what, what the forms say then, and a column for each form.
TEST(CarriedValues, arrive_where_the_table_says) {
    const std::vector<Cells> rows = table();
    ASSERT_GT(rows.size(), 30U);
    const Cells& head = rows.front();
    for (const Cells& row : rows) {
        ASSERT_EQ(row.size(), head.size()) << row.front() << " " << row[1];
        Cells answer = row;
        for (std::size_t i = 5; i < row.size() && &row != &rows.front(); ++i) {
            if (row[i] != "·") {
                answer[i] = where(made(changed(row[0], row[2], row[3]), head[i]), row[4]);
            }
        }
        EXPECT_EQ(fmt::format("{}", fmt::join(answer, "\t")), fmt::format("{}", fmt::join(row, "\t")));
    }
}

// A letter's own boxes are words: what is of a later day says so.
const std::map<std::string, std::string> says_the_day{
    {"99.9", "体重：99.9 kg（2026-03-20、文書より後の日付）"},
    {"人工肛門", "手術：人工肛門造設術（2026-03-20、文書より後の日付）"}};

// What is denied, in error, of a later day or no infection stays out of every box, and out of the drafts.
TEST(CarriedValues, what_is_not_so_reaches_no_box) {
    for (const std::string file : {"discharge-summary-care.json", "referral-letter-care.json"}) {
        for (const std::string form :
             {"nursing_order", "nursing_summary", "nursing_plan", "admission",
              file.find("summary") != std::string::npos ? "discharge" : "referral"}) {
            const Made begun = made(file_of_cases(file), form);
            for (const std::string words : {"肺結核", "骨粗鬆症", "胃潰瘍", "99.9", "人工肛門"}) {
                const auto later = says_the_day.find(words);
                if (form == "referral" && later != says_the_day.end()) {
                    EXPECT_EQ(where(begun, later->second).substr(0, 9), "referral.") << later->second;
                    continue;
                }
                EXPECT_EQ(where(begun, words), "reported") << file << " " << form << " " << words;
            }
            for (const auto& [item, value] : begun.values) {
                const bool is_of_infections = item.find("infection") != std::string::npos;
                EXPECT_FALSE(is_of_infections && (value.find("HBs抗体") != std::string::npos ||
                                                  value.find("陰性") != std::string::npos))
                    << form << " " << item << " " << value;
            }
        }
    }
}

} // namespace
} // namespace renkei::service::carried_values_test
