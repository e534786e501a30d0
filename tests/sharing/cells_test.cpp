// Every cell of the deciding edition × author or other × consent × registration × start: what is decided is
// what a second reading of matrix.tsv says, which knows nothing of the compiled table.
#include "tests/sharing/states.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <vector>

namespace renkei::sharing::cells_test {
namespace {

using test::decided;
using test::full_state;

struct Row {
    std::string edition, kind, column, relation, right, in_hub;
    std::set<std::string> conditions;
};

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) {
        out.push_back(part);
    }
    return out;
}

std::vector<Row> rows_of_file() {
    std::ifstream in(test::access_folder() / "matrix.tsv");
    std::vector<Row> out;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::vector<std::string> cells = split(line, '\t');
        cells.resize(10);
        const std::vector<std::string> conditions = split(cells[5], ' ');
        out.push_back({cells[0],
                       cells[1],
                       cells[2],
                       cells[3],
                       cells[4],
                       cells[6],
                       {conditions.begin(), conditions.end()}});
    }
    return out;
}

enum class Asked { none, yes, withdrawn, expired };

struct Case {
    bool is_own = false;
    Asked consent = Asked::none;
    bool is_registered = false;
    bool has_started = false;
};

constexpr std::array<std::string_view, 4> rights{"makes", "reads_without_consent", "reads_with_consent",
                                                 "no"};

std::size_t strictness(const std::string& right) {
    return static_cast<std::size_t>(std::ranges::find(rights, right) - rights.begin());
}

class Golden {
public:
    bool may_read(const std::string& kind, const std::string& column, const Case& it) const {
        if (kind.starts_with("direct.")) {
            // the state is that of a named receiver
            return column != "person" && std::ranges::any_of(rows_, [&](const Row& row) {
                       return row.edition == "2026-03-18" && row.kind == kind && row.column == column;
                   });
        }
        return it.has_started && std::ranges::any_of(rows_, [&](const Row& row) {
                   return row.edition == "2026-03-18" && row.kind == kind && row.column == column &&
                          permits(narrowed(row), it);
               });
    }
    const std::vector<Row>& rows() const { return rows_; }

private:
    Row narrowed(Row row) const {
        const std::string column = row.column == "rouken_iryoin" ? "care_office" : row.column;
        for (const Row& by : rows_) {
            const bool is_relation =
                by.relation == row.relation || (by.relation == "any" && row.relation != "author");
            if (by.edition == "2026-08-31" && by.kind == row.kind && by.column == column && is_relation &&
                strictness(by.right) < rights.size() && strictness(row.right) < rights.size()) {
                row.right = rights[std::max(strictness(by.right), strictness(row.right))];
                row.conditions.insert(by.conditions.begin(), by.conditions.end());
            }
        }
        return row;
    }
    static bool permits(const Row& row, const Case& it) {
        const std::map<std::string, bool> relations{
            {"author", it.is_own}, {"other", !it.is_own},      {"registered", it.is_registered},
            {"no_request", false}, {"no_care_service", false}, {"deemed_care_office", false}};
        const auto relation = relations.find(row.relation);
        const bool is_related = relation == relations.end() || relation->second;
        const bool needs_consent =
            (row.right == "reads_with_consent" || row.conditions.contains("C-CON")) && row.column != "person";
        return row.in_hub == "yes" && strictness(row.right) < 3 && is_related &&
               (!row.conditions.contains("C-REG") || it.is_registered) &&
               (!needs_consent || it.consent == Asked::yes);
    }

    std::vector<Row> rows_ = rows_of_file();
};

State state_of(const std::string& kind, const std::string& column, const Case& it) {
    const std::map<std::string, std::string> readers{{"rouken_iryoin", "facility"}};
    const auto reader = readers.find(column);
    State out = full_state(kind, reader == readers.end() ? column : reader->second);
    out.job = column == "care_office" ? "nurse" : "care_manager"; // one column at a time
    out.is_own = it.is_own;
    if (!it.is_registered) {
        out.registrations.clear();
    }
    if (!it.has_started) {
        out.insurer.state = InsurerState::scheduled;
    }
    if (it.consent == Asked::none) {
        out.consents.clear();
    }
    if (it.consent == Asked::withdrawn) {
        out.consents.front().withdrawn = Withdrawal{.at = test::at("2027-06-10")};
    }
    if (it.consent == Asked::expired) {
        out.consents.front().until = test::day("2027-06-14");
    }
    return out;
}

std::vector<Case> all_cases() {
    std::vector<Case> out;
    for (const bool is_own : {false, true}) {
        for (const Asked consent : {Asked::none, Asked::yes, Asked::withdrawn, Asked::expired}) {
            for (const bool is_registered : {false, true}) {
                for (const bool has_started : {false, true}) {
                    out.push_back({is_own, consent, is_registered, has_started});
                }
            }
        }
    }
    return out;
}

TEST(Cells, are_decided_as_a_second_reader_of_the_table_says) {
    const Golden golden;
    const std::set<std::string> columns{"person",        "municipality", "care_manager", "care_office",
                                        "rouken_iryoin", "medical",      "board_member"};
    std::set<std::string> kinds;
    std::ranges::for_each(golden.rows(), [&](const Row& row) { kinds.insert(row.kind); });
    kinds.erase("*");
    std::size_t allowed = 0;
    std::size_t tried = 0;
    for (const std::string& kind : kinds) {
        for (const std::string& column : columns) {
            for (const Case& it : all_cases()) {
                const bool expected = golden.may_read(kind, column, it);
                const Decision decision = decided(state_of(kind, column, it));
                EXPECT_EQ(decision.allowed(), expected)
                    << kind << " " << column << " own " << it.is_own << " consent "
                    << static_cast<int>(it.consent) << " registered " << it.is_registered << " started "
                    << it.has_started << ": " << word_of(decision.reason);
                allowed += expected ? 1 : 0;
                ++tried;
            }
        }
    }
    EXPECT_EQ(tried, kinds.size() * columns.size() * 32);
    EXPECT_GT(allowed, tried / 10) << "the table was not read";
}

TEST(Cells, that_cannot_be_read_deny_with_a_reason_of_their_own) {
    std::size_t found = 0;
    for (const Row& row : rows_of_file()) {
        if (row.edition == "2026-03-18" && row.right == "unknown") {
            const Decision decision =
                decided(state_of(row.kind, row.column, {.is_registered = true, .has_started = true}));
            EXPECT_EQ(decision.reason, Reason::cell_unknown) << row.kind << " " << row.column;
            ++found;
        }
    }
    EXPECT_EQ(found, 3U);
}

// The source could not be read; we decided for a right, and an insurer can take it back.
TEST(Cells, that_we_opened_are_nine_and_close_by_a_setting) {
    std::size_t found = 0;
    for (const MatrixRow& row : test::ours().rows()) {
        if (!row.is_opened_by_us) {
            continue;
        }
        const std::string& kind = test::ours()[*row.kind].id;
        const std::string& column = test::ours()[row.column].id;
        State state =
            state_of(kind, column, {.consent = Asked::yes, .is_registered = true, .has_started = true});
        EXPECT_TRUE(decided(state).allowed()) << kind;
        state.insurer.settings.closed_kinds = {kind};
        EXPECT_FALSE(decided(state).allowed()) << kind;
        ++found;
    }
    EXPECT_EQ(found, 9U);
}

// The design page and its tables are the source of ours.
TEST(Cells, are_those_of_the_source) {
    std::ifstream in(std::filesystem::path(RENKEI_SHARED) / "spec/access/matrix.tsv");
    if (!in) {
        GTEST_SKIP() << "needs RENKEI_SHARED";
    }
    std::vector<std::string> theirs;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::vector<std::string> cells = split(line, '\t');
        std::ranges::replace(cells[11], ',', ' ');
        theirs.push_back(cells[0] + "|" + cells[2] + "|" + cells[6] + "|" + cells[8] + "|" + cells[10] + "|" +
                         cells[11] + "|" + cells[12]);
    }
    std::ifstream own(test::access_folder() / "matrix.tsv");
    std::vector<std::string> mine;
    std::getline(own, line);
    while (std::getline(own, line)) {
        const std::vector<std::string> cells = split(line, '\t');
        mine.push_back(cells[0] + "|" + cells[1] + "|" + cells[2] + "|" + cells[3] + "|" + cells[4] + "|" +
                       cells[5] + "|" + cells[6]);
    }
    EXPECT_EQ(mine, theirs);
}

} // namespace
} // namespace renkei::sharing::cells_test
