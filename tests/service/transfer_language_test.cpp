// What a transfer can say: values of rows, texts of several items, replacements, tests of either document.
#include "gateway/core/base/file.h"
#include "gateway/forms/service/transfer.h"
#include "gateway/forms/service/values.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"

#include "product.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::service::transfer_language_test {
namespace {

namespace message = diag::message;
namespace fs = std::filesystem;
using diag::Message;
using mapping::Direction;
using Lines = std::vector<std::string>; // "item = value"

constexpr std::string_view both_ends = "to: checkup\nrows:\n  - [number, number]\n";

// tests/refuse/base and the foreign form beside it, joined by this transfer.
diag::Report compiled(const std::string& transfer, std::optional<mapping::Catalogue>& out) {
    static const auto r4 = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    const Folder folder;
    fs::copy(RENKEI_SOURCE "/tests/refuse/base", folder.path(), fs::copy_options::recursive);
    fs::copy(RENKEI_SOURCE "/tests/service/transfer/summary", folder.path() / "summary");
    fs::copy(RENKEI_SOURCE "/tests/service/transfer/summary_codes.yaml",
             folder.path() / "codes/summary.yaml");
    EXPECT_TRUE(base::write_file(folder.path() / "summary/transfer.yaml", transfer, base::Overwrite::yes));
    diag::Report report;
    auto opened = mapping::Catalogue::open(mapping::compile_catalogue(folder.path(), *r4, report));
    if (opened) {
        out.emplace(*std::move(opened));
    }
    return report;
}

struct Carried {
    Lines values;
    Lines losses; // "message item"
};

// "diagnoses.text" of the row that has this place
struct Given {
    std::string item;
    std::uint32_t row;
    std::string value;
};

Carried carried(const std::string& rows, Direction way, const std::vector<Given>& given,
                const TransferValues& values = {}) {
    std::optional<mapping::Catalogue> catalogue;
    const diag::Report report = compiled(std::string(both_ends) + rows, catalogue);
    for (const diag::Finding& finding : report.findings()) {
        ADD_FAILURE() << diag::to_text(finding, diag::Language::english);
    }
    Carried out;
    if (!catalogue || catalogue->transfers().empty()) {
        return out;
    }
    const mapping::Transfer& transfer = catalogue->transfers().front();
    const model::Form& form = transfer.from(way);
    model::Record source(form);
    for (const Given& each : given) {
        const model::Item& item = form.items()[form.item(each.item).value()];
        while (item.group != model::document_group &&
               source.rows(source.root(), item.group).count <= each.row) {
            source.add_row(source.root(), item.group);
        }
        source.set(item.group == model::document_group
                       ? source.root()
                       : *source.rows(source.root(), item.group).rows[each.row],
                   item, source.arena().keep(each.value));
    }
    source.number_rows();
    model::Record target(transfer.to(way));
    diag::Report loss;
    const model::Places nowhere = [](const model::ItemLocation&) { return diag::Where{}; };
    carry(transfer, way, {source, nowhere}, model::Rules(transfer.to(way)), values, target, loss);
    for (const auto& [path, value] : values_of(target)) {
        if (path != "title" && path != "version") { // which form it is
            out.values.push_back(fmt::format("{} = {}", path, value));
        }
    }
    for (const diag::Finding& finding : loss.findings()) {
        out.losses.push_back(fmt::format("{} {}", diag::row(finding.message).id, finding.item));
    }
    return out;
}

TEST(MadeValue, is_given_to_each_row_that_something_was_carried_to) {
    const Carried out = carried(R"(  - [diagnoses.text, visit.care]
constants:
  out:
    - [diagnoses.day, "2026-01-20"]
    - [course, {template: "<diagnoses.text> <row>", rows: diagnoses, join: "、"}]
    - [medicines.name, {template: "<row>"}]
)",
                                Direction::out, {{"visit.care", 0, "肺炎"}, {"visit.care", 1, "胃炎"}});
    EXPECT_EQ(out.values,
              (Lines{"course = 肺炎 1、胃炎 2", "diagnoses[0].text = 肺炎", "diagnoses[0].day = 2026-01-20",
                     "diagnoses[1].text = 胃炎", "diagnoses[1].day = 2026-01-20"}))
        << "and there is no row of medicines";
}

TEST(MadeValue, says_the_first_text_whose_items_are_filled) {
    const std::string rows = R"(  - [made, created]
constants:
  out:
    - [course, {template: ["<patient.name>さま", "<made:4>年 <number>"]}]
)";
    EXPECT_EQ(
        carried(rows, Direction::out, {{"number", 0, "S-7"}, {"created", 0, "2026-02-05T10:00:00+09:00"}})
            .values,
        (Lines{"number = S-7", "made = 2026-02-05T10:00:00+09:00", "course = 2026年 S-7"}));
    EXPECT_EQ(carried(rows, Direction::out, {{"number", 0, "S-7"}}).values, Lines{"number = S-7"})
        << "none is filled";
}

TEST(MadeValue, follows_from_a_pattern_and_never_replaces_what_is_there) {
    const std::string rows = R"(  - [course, note]
constants:
  out:
    - [patient.gender, {of: number, is: [["M.*", male]], otherwise: female}]
    - [course, 記載なし]
)";
    EXPECT_EQ(carried(rows, Direction::out, {{"number", 0, "M1"}, {"note", 0, "安定"}}).values,
              (Lines{"number = M1", "patient.gender = male", "course = 安定"}));
    EXPECT_EQ(carried(rows, Direction::out, {{"number", 0, "F1"}}).values,
              (Lines{"number = F1", "patient.gender = female", "course = 記載なし"}));
    EXPECT_EQ(carried(rows, Direction::out, {}).values, Lines{"course = 記載なし"});
}

constexpr std::string_view text_row = R"(  - - diagnoses.text
    - visit.care
    - only: in
      text: ["<diagnoses.text> <patient.name> <diagnoses.day>", "<diagnoses.text> <patient.name>", "<diagnoses.text>"]
)";

TEST(TransferText, joins_items_of_the_row_and_of_the_document) {
    const Carried out = carried(std::string(text_row), Direction::in,
                                {{"diagnoses.text", 0, "肺炎"},
                                 {"diagnoses.day", 0, "2026-01-20"},
                                 {"diagnoses.text", 1, "胃炎"},
                                 {"patient.name", 0, "連携 花子"}});
    EXPECT_EQ(out.values,
              (Lines{"visit[0].care = 肺炎 連携 花子 2026-01-20", "visit[1].care = 胃炎 連携 花子"}));
    EXPECT_EQ(out.losses, Lines());
}

TEST(TransferText, leaves_out_and_reports_what_does_not_fit) {
    const std::string name(45, 'a'); // with the disease and the day more than 50 characters
    const Carried out = carried(
        std::string(text_row), Direction::in,
        {{"diagnoses.text", 0, "肺炎"}, {"diagnoses.day", 0, "2026-01-20"}, {"patient.name", 0, name}});
    EXPECT_EQ(out.values, Lines{"visit[0].care = 肺炎 " + name});
    EXPECT_EQ(out.losses, Lines{"not-in-form diagnoses.day"});
}

TEST(TransferText, says_no_words_twice) {
    const Carried out = carried(std::string(text_row), Direction::in,
                                {{"diagnoses.text", 0, "花子"}, {"patient.name", 0, "花子"}});
    EXPECT_EQ(out.values, Lines{"visit[0].care = 花子"});
    EXPECT_EQ(out.losses, Lines()) << "it is said";
}

TEST(Transfer, replaces_what_the_other_form_forbids_and_says_so) {
    const std::string rows = "  - [patient.name, name, {replace: {\"　\": \" \"}}]\n";
    const Carried out = carried(rows, Direction::out, {{"name", 0, "連携　花子"}});
    EXPECT_EQ(out.values, Lines{"patient.name = 連携 花子"});
    EXPECT_EQ(out.losses, Lines{"normalised name"});
    EXPECT_EQ(carried(rows, Direction::out, {{"name", 0, "連携 花子"}}).losses, Lines());
    EXPECT_EQ(carried(rows, Direction::in, {{"patient.name", 0, "連携　花子"}}).values,
              Lines{"name = 連携　花子"})
        << "outward only";
}

TEST(Transfer, asks_our_document_outward_and_the_foreign_one_inward) {
    const std::string rows =
        R"(  - [course, note, {when: [{ours: appetite, is: ["1"]}, {item: patient.gender}]}]
)";
    EXPECT_EQ(carried(rows, Direction::out, {{"note", 0, "安定"}, {"appetite", 0, "1"}}).values,
              Lines{"course = 安定"});
    const Carried refused = carried(rows, Direction::out, {{"note", 0, "安定"}, {"appetite", 0, "9"}});
    EXPECT_EQ(refused.values, Lines());
    EXPECT_EQ(refused.losses, (Lines{"not-in-form appetite", "not-in-form note"}));
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "安定"}, {"patient.gender", 0, "male"}}).values,
              Lines{"note = 安定"});
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "安定"}}).values, Lines());
}

TEST(Transfer, takes_values_of_rows_from_the_user) {
    const std::string rows = "  - [diagnoses.text, visit.care]\n  - [diagnoses.day, visit.day]\n";
    const std::vector<Given> given = {
        {"visit.care", 0, "肺炎"}, {"visit.care", 1, "胃炎"}, {"visit.day", 1, "2026-01-21"}};
    TransferValues defaults;
    defaults.defaults.all.emplace_back("diagnoses.day", "2026-01-20");
    EXPECT_EQ(carried(rows, Direction::out, given, defaults).values,
              (Lines{"diagnoses[0].text = 肺炎", "diagnoses[0].day = 2026-01-20", "diagnoses[1].text = 胃炎",
                     "diagnoses[1].day = 2026-01-21"}));
    TransferValues set;
    set.set.emplace_back("diagnoses.day", "2026-01-20");
    const Carried out = carried(rows, Direction::out, given, set);
    EXPECT_EQ(out.values[3], "diagnoses[1].day = 2026-01-20") << "it counts before the input";
    EXPECT_EQ(out.losses, Lines{"conflict visit.day"});
}

struct Refusal {
    std::string_view rows;
    Message message;
};

TEST(TransferFile, refuses_what_no_document_can_say) {
    const Refusal refusals[] = {
        {"  - [course, note, {text: [\"<course>\"]}]\n", message::value_wrong}, // both ways
        {"  - [course, note, {only: in, text: [\"<cuorse>\"]}]\n", message::item_unknown},
        {"  - [course, note, {only: in, text: [\"<course\"]}]\n", message::value_wrong},
        {"  - [course, note, {only: in, text: [\"words\"]}]\n", message::value_wrong},
        {"  - [course, note, {only: in, text: [\"<course> <row>\"]}]\n", message::value_wrong},
        {"  - [course, note, {only: in, text: [\"<diagnoses.text>\"]}]\n", message::value_wrong},
        {"  - [course, note, {only: in, text: [\"<course:0>\"]}]\n", message::value_wrong},
        {"  - [weight, weight, {only: in, text: [\"<weight>\"]}]\n", message::value_wrong},
        {"  - [course, note, {only: in, replace: {\"a\": \"b\"}}]\n", message::value_wrong},
        {"  - [weight, weight, {replace: {\"a\": \"b\"}}]\n", message::value_wrong},
        {"  - [course, note, {when: {ours: apetite}}]\n", message::item_unknown},
        {"  - [course, note, {when: {ours: visit.care}}]\n", message::value_wrong},
        {"  - [course, note, {when: {ours: appetite, is: [\"7\"]}}]\n", message::transfer_value},
        {"constants: {out: [[course, {template: \"<row>\"}]]}\n", message::value_wrong},
        {"constants: {out: [[course, {template: \"<medicines.name>\"}]]}\n", message::value_wrong},
        {"constants: {out: [[course, {template: \"<row>\", rows: medicin, join: \" \"}]]}\n",
         message::group_unknown},
        {"constants: {out: [[course, {template: \"<row>\", rows: medicines}]]}\n", message::key_missing},
        {"constants: {out: [[weight, {template: \"<number>\"}]]}\n", message::value_wrong},
        {"constants: {out: [[course, {of: number}]]}\n", message::key_missing},
        {"constants: {out: [[course, {of: number, is: [[\"(\", x]]}]]}\n", message::value_wrong},
        {"constants: {out: [[patient.gender, {of: number, is: [[\"M\", man]]}]]}\n", message::transfer_value},
        {"constants: {out: [[course, {words: x}]]}\n", message::key_unknown},
        {"constants: {out: [[course]]}\n", message::value_wrong},
    };
    for (const Refusal& each : refusals) {
        std::optional<mapping::Catalogue> none;
        EXPECT_TRUE(compiled(std::string(both_ends) + std::string(each.rows), none).has(each.message))
            << each.rows;
    }
}

TEST(DefaultValues, warn_of_names_that_no_form_knows) {
    std::optional<mapping::Catalogue> catalogue;
    compiled(std::string(both_ends), catalogue);
    const Folder folder;
    folder.write("values.yaml",
                 "patient.adress: a\nweight: '40'\nsummary:\n  patient.address: b\n  weigth: '1'\n"
                 "sumary:\n  weight: '1'\n");
    const diag::Result<DefaultValues> values = read_default_values(folder.path() / "values.yaml");
    ASSERT_TRUE(values);
    diag::Report report;
    check_default_values(*values, *catalogue, report);
    Lines found;
    for (const diag::Finding& finding : report.findings()) {
        EXPECT_EQ(finding.severity, diag::Severity::warning);
        found.push_back(fmt::format("{}: {} ({})", finding.where.line, finding.args[0], finding.args[1]));
    }
    EXPECT_EQ(found,
              (Lines{"1: patient.adress (patient.address)", "5: weigth (weight)", "6: sumary (summary)"}));
}

} // namespace
} // namespace renkei::service::transfer_language_test
