// A table that could be understood wrongly is refused, with file and line.
#include "generated/messages/base.h"
#include "generated/messages/sharing.h"

#include "tests/sharing/states.h"
#include "tests/support/temporary_folder.h"
#include <gtest/gtest.h>

namespace renkei::sharing::matrix_test {
namespace {

// The tables of this tree with one text changed.
struct Edit {
    std::string_view file;
    std::string_view from; // empty: the file holds nothing but `to`
    std::string_view to;
};

diag::Result<Matrix> loaded_with(const Edit& edit) {
    const renkei::test::TemporaryFolder folder;
    for (const fs::directory_entry& entry : fs::directory_iterator(test::access_folder())) {
        fs::copy_file(entry.path(), folder / entry.path().filename());
    }
    std::string text = renkei::test::must(base::read_file(folder / edit.file));
    const std::size_t at = text.find(edit.from);
    EXPECT_NE(at, std::string::npos) << edit.from;
    if (edit.from.empty()) {
        text = edit.to;
    } else {
        text.replace(at, edit.from.size(), edit.to);
    }
    renkei::test::put(folder / edit.file, text);
    return Matrix::load(folder.path());
}

struct WrongTable {
    Edit edit;
    diag::Message message;
    std::uint32_t line;
};

const WrongTable wrong_tables[] = {
    {{"matrix.tsv", "2023-06-02\tcert.survey\tperson", "2023-06-03\tcert.survey\tperson"},
     message::access_table_wrong,
     2},
    {{"matrix.tsv", "cert.survey\tmunicipality", "cert.surveys\tmunicipality"},
     message::access_table_wrong,
     3},
    {{"matrix.tsv", "cert.survey\tmunicipality\tauthor", "cert.survey\ttown\tauthor"},
     message::access_table_wrong,
     3},
    {{"matrix.tsv", "municipality\tauthor", "municipality\twriter"}, message::access_table_wrong, 3},
    {{"matrix.tsv", "author\tmakes", "author\tmake"}, message::access_table_wrong, 3},
    {{"matrix.tsv", "any\tno\t\tn/a", "any\tno\tC-NO\tn/a"}, message::access_table_wrong, 2},
    {{"matrix.tsv", "any\tno\t\tn/a\tS", "any\tno\t\tmaybe\tS"}, message::access_table_wrong, 2},
    {{"matrix.tsv", "any\tno\t\tn/a\tS", "any\tno\t\tn/a\tX"}, message::access_table_wrong, 2},
    {{"matrix.tsv", "any\tno\t\tn/a\tS\twg6\t\n", "any\tno\t\tn/a\tS\twg6\n"},
     message::access_table_wrong,
     2},
    {{"matrix.tsv", "cert.survey\tmunicipality\tauthor", "cert.survey\tperson\tany"},
     message::access_row_twice,
     3},
    {{"matrix.tsv", "edition\tkind", "edition\tkinds"}, message::access_table_wrong, 1},
    {{"matrix.tsv", "",
      "edition\tkind\tcolumn\trelation\tright\tconditions\tin_hub\tprovenance\tsource\topened\n"},
     message::access_table_empty,
     1},
    {{"matrix.tsv", "", ""}, message::access_table_wrong, 1},
    {{"matrix.tsv", "conditions_only", "reads_without_consent"}, message::access_table_wrong, 621},
    {{"editions.tsv", "decides", "history"}, message::access_edition_missing, 0},
    {{"editions.tsv", "before_start", "history"}, message::access_edition_missing, 0},
    {{"editions.tsv", "narrows", "decides"}, message::access_edition_twice, 0},
    {{"editions.tsv", "2024-02-05\t2024-02-05", "2023-06-02\t2024-02-05"}, message::access_row_twice, 3},
    {{"editions.tsv", "2024-02-05\t2024-02-05", "2024-02-05\t2024-02-30"}, message::access_table_wrong, 3},
    {{"columns.tsv", "person\tperson", "person\tpersons"}, message::access_table_wrong, 2},
    {{"items.tsv", "insured_card\t*", "insured_cards\t*"}, message::access_table_wrong, 2},
    {{"items.tsv", "insured_card\tcert.card", "insured_card\tcert.survey"}, message::access_table_wrong, 3},
    {{"items.tsv", "copay.start copay.end", "copay.start care_level"}, message::access_row_twice, 4},
    {{"hidden.tsv", "insured_card\t", "insured\t"}, message::access_table_wrong, 2},
    {{"hidden.tsv", "insured_card\tplaces", "insured_card\tplace"}, message::access_table_wrong, 2},
    {{"hidden.tsv", "insured_no patient_kana", "insured_no insured_no"}, message::access_row_twice, 2},
    {{"conditions.tsv", "C-DEAD", "C-DIED"}, message::access_table_wrong, 24},
    {{"conditions.tsv", "C-CASE\t審査会の案件\tcase before the board\n", ""},
     message::access_table_wrong,
     24},
    {{"kinds.tsv", "hub\tby_matrix\t\t\tno\tyes", "cloud\tby_matrix\t\t\tno\tyes"},
     message::access_table_wrong,
     2},
    {{"kinds.tsv", "life\tasked", "life\tsoon"}, message::access_table_wrong, 18},
    {{"matrix.tsv", "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\t\t",
      "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\tC-ID\t"},
     message::access_condition_unasked,
     470},
    {{"matrix.tsv", "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\t\t",
      "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\tC-CLM\t"},
     message::access_condition_unasked,
     470},
    {{"matrix.tsv", "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\t\t",
      "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\tC-EXP\t"},
     message::access_condition_unasked,
     470},
    {{"matrix.tsv", "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\t\t",
      "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\tC-PLAN\t"},
     message::access_condition_unasked,
     470},
    {{"matrix.tsv", "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\t\t",
      "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\tC-PAY\t"},
     message::access_condition_unasked,
     470},
    {{"matrix.tsv", "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\t\t",
      "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\tC-NOHUB\t"},
     message::access_condition_unasked,
     470},
    {{"matrix.tsv", "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\t\t",
      "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\tC-RES\t"},
     message::access_condition_unasked,
     470},
    {{"matrix.tsv", "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\t\t",
      "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\tC-CM\t"},
     message::access_condition_unasked,
     470},
    {{"matrix.tsv", "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\t\t",
      "2026-03-18\tcert.card\tmunicipality\tinsurer\tmakes\tC-DEAD\t"},
     message::access_condition_unasked,
     470},
    {{"matrix.tsv", "2026-03-18\tdirect.admission\tcare_manager\tauthor\tmakes\t\t",
      "2026-03-18\tdirect.admission\tcare_manager\tauthor\tmakes\tC-CON\t"},
     message::access_condition_unasked,
     583},
    {{"kinds.tsv", "43 46\tcare_manager\tcert_survey", "43 46\tcare_boss\tcert_survey"},
     message::access_table_wrong,
     2},
    {{"actors.tsv", "care_manager\tcare_manager", "care_manager\tcare_boss"}, message::access_table_wrong, 6},
    {{"jobs.tsv", "clerk\tclerk", "doctor\tclerk"}, message::access_row_twice, 14},
    {{"jobs.tsv", "clerk\tD", "clerk\tX"}, message::access_table_wrong, 14},
    {{"purposes.tsv", "TREAT\tcare", "TREAT\tcure"}, message::access_table_wrong, 2},
    {{"purposes.tsv", "ETREAT\t", "TREAT\t"}, message::access_row_twice, 8},
    {{"actors.tsv", "proxy\tperson", "family\tperson"}, message::access_table_wrong, 3},
    {{"actors.tsv", "support program", "support programs"}, message::access_table_wrong, 9},
    {{"actors.tsv", "hospital clinic", "hospital doctor"}, message::access_table_wrong, 8},
};

TEST(Matrix, refuses_a_table_that_could_be_understood_wrongly) {
    for (const WrongTable& wrong : wrong_tables) {
        const diag::Result<Matrix> loaded = loaded_with(wrong.edit);
        ASSERT_FALSE(loaded) << wrong.edit.file << ": " << wrong.edit.to;
        EXPECT_EQ(diag::row(loaded.error().message).id, diag::row(wrong.message).id)
            << wrong.edit.file << ": " << wrong.edit.to;
        EXPECT_EQ(loaded.error().where.line, wrong.line) << wrong.edit.file << ": " << wrong.edit.to;
        EXPECT_NE(loaded.error().where.file.find(wrong.edit.file), std::string::npos);
    }
}

TEST(Matrix, says_what_it_expected_and_found) {
    const diag::Result<Matrix> loaded =
        loaded_with({"matrix.tsv", "municipality\tauthor", "municipality\twriter"});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().args.front(), "relation");
    EXPECT_EQ(loaded.error().args.back().find("\"writer\" → self | insurer | author"), 0U)
        << loaded.error().args.back();
}

TEST(Matrix, needs_every_table) {
    const renkei::test::TemporaryFolder folder;
    const diag::Result<Matrix> loaded = Matrix::load(folder.path());
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().message, message::file_unreadable);
}

// A corrected table is a new edition with a day of its own.
TEST(Matrix, decides_by_the_edition_of_the_day) {
    const diag::Result<Matrix> loaded = loaded_with(
        {"editions.tsv", "2024-02-05\t2024-02-05\t\thistory", "2024-02-05\t2027-07-01\t\tdecides"});
    ASSERT_TRUE(loaded);
    const auto edition_on = [&](std::string_view day) {
        return (*loaded)[loaded->table_at(test::day(day))->edition()].id;
    };
    EXPECT_EQ(loaded->table_at(test::day("2026-03-31")), nullptr);
    EXPECT_EQ(edition_on("2026-04-01"), "2026-03-18");
    EXPECT_EQ(edition_on("2027-06-30"), "2026-03-18");
    EXPECT_EQ(edition_on("2027-07-01"), "2024-02-05");
}

TEST(Matrix, an_edition_that_ended_narrows_no_more) {
    const diag::Result<Matrix> loaded =
        loaded_with({"editions.tsv", "2026-08-31\t2026-04-01\t\t", "2026-08-31\t2026-04-01\t2027-06-14\t"});
    ASSERT_TRUE(loaded);
    State state = test::full_state("plan.home1", "care_office");
    state.consents.clear();
    EXPECT_EQ(decide(*loaded, state.request(*loaded)).reason, Reason::allowed);
    state.at = test::at("2027-06-14");
    EXPECT_EQ(decide(*loaded, state.request(*loaded)).reason, Reason::consent_missing);
}

TEST(Matrix, denies_when_the_edition_that_decides_has_ended) {
    const diag::Result<Matrix> loaded =
        loaded_with({"editions.tsv", "2026-03-18\t2026-04-01\t\t", "2026-03-18\t2026-04-01\t2027-06-14\t"});
    ASSERT_TRUE(loaded);
    for (const std::string_view kind : {"cert.card", "direct.admission"}) {
        State state = test::full_state(kind, "medical");
        EXPECT_EQ(decide(*loaded, state.request(*loaded)).reason, Reason::edition_unknown) << kind;
        state.at = test::at("2027-06-14T23:59:59+09:00");
        EXPECT_EQ(decide(*loaded, state.request(*loaded)).reason, Reason::allowed) << kind;
    }
}

TEST(Matrix, says_what_a_peer_of_each_role_may_be) {
    const auto ids_of = [](policy::Role role) {
        std::vector<std::string_view> out;
        for (const ActorId reader : test::ours().readers_of(role)) {
            out.emplace_back(test::ours()[reader].id);
        }
        return out;
    };
    using Ids = std::vector<std::string_view>;
    EXPECT_EQ(ids_of(policy::Role::clinic), Ids({"medical", "board_member"}));
    EXPECT_EQ(ids_of(policy::Role::care_manager), Ids({"care_manager", "community_support", "board_member"}));
    EXPECT_EQ(ids_of(policy::Role::network), Ids());
    EXPECT_EQ(test::ours().service_types(policy::Role::care_manager), Ids({"43", "46", "AF"}));
}

TEST(Matrix, every_form_of_a_kind_is_a_form_of_ours) {
    for (const Kind& kind : test::ours().kinds()) {
        for (const std::string& form : kind.forms) {
            EXPECT_TRUE(fs::exists(fs::path(RENKEI_SOURCE) / "mappings" / form.substr(form.find(':') + 1) /
                                   "form.yaml"))
                << form;
        }
    }
}

} // namespace
} // namespace renkei::sharing::matrix_test
