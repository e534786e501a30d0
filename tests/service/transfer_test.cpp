#include "gateway/core/json/parser.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/prefill.h"
#include "gateway/forms/service/values.h"
#include "gateway/forms/transfer/carry.h"
#include "generated/messages/conversion.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"
#include "generated/messages/rules.h"
#include "generated/messages/service.h"

#include "product.h"
#include <gtest/gtest.h>

namespace renkei::service::transfer_test {
namespace {

const definitions::R4Definitions& r4() {
    static const auto opened = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    EXPECT_TRUE(opened);
    return *opened;
}

// tests/refuse/base and the foreign form beside it.
void write_forms(const Folder& folder) {
    fs::copy(RENKEI_SOURCE "/tests/refuse/base", folder.path(), fs::copy_options::recursive);
    fs::copy(RENKEI_SOURCE "/tests/service/transfer/summary", folder.path() / "summary");
    fs::copy(RENKEI_SOURCE "/tests/service/transfer/summary_codes.yaml",
             folder.path() / "codes/summary.yaml");
}

diag::Report compiled(const fs::path& mappings, std::optional<catalogue::Catalogue>& out) {
    diag::Report report;
    auto opened = catalogue::Catalogue::open(catalogue::compile_catalogue(mappings, r4(), report));
    if (opened) {
        out.emplace(*std::move(opened));
    }
    return report;
}

const catalogue::Catalogue& forms() {
    static const catalogue::Catalogue catalogue = [] {
        const Folder folder;
        write_forms(folder);
        std::optional<catalogue::Catalogue> out;
        const diag::Report report = compiled(folder.path(), out);
        for (const diag::Finding& finding : report.findings()) {
            ADD_FAILURE() << diag::to_text(finding, diag::Language::english);
        }
        return *std::move(out);
    }();
    return catalogue;
}

constexpr std::string_view summary =
    R"({"title":"退院の要約","number":"S-7","made":"2026-02-05T10:00:00+09:00",
"institution_no":"1370100013","patient":{"name":"連携 花子","gender":"female","address":"架空市1-2-3"},
"admitted":"2026-01-20T13:30:00+09:00","weight":48.5,"course":"入院後、安定。\n退院となった。",
"diagnoses":[{"text":"肺炎","day":"2026-01-20"},{"text":"高血圧症","day":"2026-01-21"},{"text":"糖尿病","day":"2020-04-01"}],
"medicines":[{"name":"薬甲"},{"name":"薬乙"}]}
)";

std::string with(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

transfer::TransferValues set(std::string item, std::string value) {
    transfer::TransferValues out;
    out.set.emplace_back(std::move(item), std::move(value));
    return out;
}

Outcome converted(std::string bytes, std::string_view to, const transfer::TransferValues& values = {}) {
    Workspace workspace(forms());
    ConvertOptions options{.to = parse_target_spec(to)};
    options.values = values;
    options.read.encoding = text::Encoding::utf8;
    return convert(workspace, {.name = "input.json", .bytes = std::move(bytes)}, options);
}

std::string bytes_of(const Outcome& outcome) {
    for (const diag::Finding& finding : outcome.report.findings()) {
        if (outcome.documents.empty()) {
            ADD_FAILURE() << diag::to_text(finding, diag::Language::english);
        }
    }
    return outcome.documents.empty() ? std::string() : outcome.documents[0].bytes;
}

// The cells of a CSV file, without its quotes and line ends.
std::string cells_of(const Outcome& outcome) {
    std::string out = bytes_of(outcome);
    std::erase_if(out, [](char c) { return c == '"' || c == '\r' || c == '\n'; });
    return out;
}

// "message item value" of everything that is lost.
std::vector<std::string> losses(const Outcome& outcome) {
    std::vector<std::string> out;
    for (const diag::Finding& finding : outcome.report.findings()) {
        if (is_loss(finding)) {
            out.push_back(std::string(diag::row(finding.message).id) + " " + finding.item + " " +
                          finding.value);
        }
    }
    return out;
}

std::string bundle_of_summary() { return bytes_of(converted(std::string(summary), "fhir")); }

TEST(ForeignForm, comes_back_from_its_bundle_as_it_was) {
    const Outcome back = converted(bundle_of_summary(), "json");
    EXPECT_EQ(losses(back), std::vector<std::string>());
    EXPECT_EQ(bytes_of(converted(bytes_of(back), "fhir")), bundle_of_summary());
}

TEST(ForeignForm, writes_the_bundle_that_its_mapping_says_and_nothing_of_ours) {
    const std::string bundle = bundle_of_summary();
    EXPECT_EQ(bundle.find("renkei"), std::string::npos) << bundle;
    EXPECT_NE(bundle.find(R"("identifier":{"system":"http://example.org/others/number","value":"S-7"})"),
              std::string::npos);
    EXPECT_NE(bundle.find(R"("profile":["http://example.org/others/Bundle"])"), std::string::npos);
    EXPECT_NE(bundle.find(R"(入院後、安定。<br/>退院となった。</div>)"), std::string::npos);
}

TEST(ForeignForm, reads_the_narrative_of_others_as_plain_text) {
    const std::string bundle = with(bundle_of_summary(), R"(\">入院後、安定。<br/>退院となった。</div>)",
                                    R"(\"><p>入院後、\n <b>安定</b>。</p><p>A &lt; B</p></div>)");
    const Outcome back = converted(bundle, "json");
    EXPECT_NE(bytes_of(back).find(R"("course":"入院後、  安定。\nA < B")"), std::string::npos)
        << bytes_of(back);
    EXPECT_TRUE(back.report.has(message::loss_normalised));
}

TEST(ForeignForm, reads_a_cdata_section_as_it_stands) {
    const std::string bundle = with(bundle_of_summary(), R"(\">入院後、安定。<br/>退院となった。</div>)",
                                    R"(\"><![CDATA[A & B &lt; C]]></div>)");
    EXPECT_NE(bytes_of(converted(bundle, "json")).find(R"("course":"A & B &lt; C")"), std::string::npos);
}

TEST(ForeignForm, takes_no_other_element_for_a_narrative) {
    const std::string bundle =
        with(bundle_of_summary(), R"(<div xmlns=\"http://www.w3.org/1999/xhtml\">入院後)",
             R"(<pre xmlns=\"http://www.w3.org/1999/xhtml\">入院後)");
    const Outcome back = converted(with(bundle, "退院となった。</div>", "退院となった。</pre>"), "json");
    EXPECT_EQ(bytes_of(back).find("course"), std::string::npos);
    EXPECT_FALSE(losses(back).empty());
}

TEST(ForeignForm, names_another_edition_that_a_document_claims) {
    const std::string same = with(bundle_of_summary(), "others/Bundle\"", "others/Bundle|2\"");
    EXPECT_EQ(losses(converted(same, "json")), std::vector<std::string>());
    EXPECT_FALSE(converted(same, "json").report.has(message::loss_other_edition));
    const std::string other = with(bundle_of_summary(), "others/Bundle\"", "others/Bundle|3.0\"");
    EXPECT_EQ(losses(converted(other, "json")), std::vector<std::string>());
    EXPECT_TRUE(converted(other, "json").report.has(message::loss_other_edition));
}

TEST(Transfer, carries_a_foreign_document_into_the_form) {
    const Outcome outcome = converted(bundle_of_summary(), "checkup");
    EXPECT_EQ(cells_of(outcome), "1,1370100013,S-7,20260205100000,連携 "
                                 "花子,2,20260120,,48.5,9,1,薬甲、薬乙,20260120,肺炎,20260121,高血圧症");
}

TEST(Transfer, reports_every_value_that_no_row_carried) {
    EXPECT_EQ(losses(converted(bundle_of_summary(), "checkup")),
              (std::vector<std::string>{
                  "precision-cut admitted 2026-01-20T13:30:00+09:00", "no-row-left diagnoses.text 糖尿病",
                  "no-row-left diagnoses.day 2020-04-01", "not-in-form patient.address 架空市1-2-3",
                  "not-in-form course 入院後、安定。\n退院となった。"}));
}

TEST(Transfer, cuts_nothing_that_is_too_long) {
    const std::string name(41, 'a');
    const Outcome outcome =
        converted(with(std::string(summary), "連携 花子", name), "checkup", set("name", "連携 花子"));
    EXPECT_EQ(losses(outcome)[0], "conflict patient.name " + name);
    const Outcome refused = converted(with(std::string(summary), "連携 花子", name), "checkup");
    EXPECT_EQ(refused.status, OutcomeStatus::refused);
    EXPECT_TRUE(refused.report.has(message::value_too_long));
    EXPECT_TRUE(refused.report.has(message::loss_does_not_fit));
    EXPECT_TRUE(refused.report.has(message::transfer_incomplete));
}

TEST(Transfer, takes_no_values_where_the_document_stays_of_its_kind) {
    const Outcome outcome = converted(bundle_of_summary(), "json", set("name", "x"));
    EXPECT_EQ(outcome.status, OutcomeStatus::refused);
    EXPECT_TRUE(outcome.report.has(message::values_not_used));
}

TEST(Transfer, guesses_no_code) {
    EXPECT_EQ(losses(converted(with(std::string(summary), "female", "unknown"), "checkup"))[0],
              "does-not-fit patient.gender unknown");
}

TEST(Transfer, leaves_unsaid_what_no_row_says) {
    const std::string without = with(std::string(summary), R"([{"name":"薬甲"},{"name":"薬乙"}])", "[]");
    EXPECT_NE(cells_of(converted(without, "checkup")).find(",48.5,9,,,"), std::string::npos);
}

std::string checkup() {
    return "1,1370100013,S-7,20260205100000,連携 "
           "花子,2,20260120,,48.5,1,1,薬甲,20260120,肺炎,20260121,高血圧症";
}

TEST(Transfer, is_refused_with_the_whole_list_of_what_is_missing) {
    const Outcome outcome = converted(checkup(), "others");
    EXPECT_EQ(outcome.status, OutcomeStatus::refused);
    const auto found =
        std::ranges::find(outcome.report.findings(), message::transfer_incomplete, &diag::Finding::message);
    ASSERT_NE(found, outcome.report.findings().end());
    EXPECT_EQ(found->args[1], "住所 (patient.address)");
}

TEST(Transfer, takes_from_the_user_what_the_form_does_not_ask) {
    transfer::DefaultValues defaults;
    defaults.of_form["summary"].emplace_back("patient.address", "架空市1-2-3");
    const Outcome outcome = converted(checkup(), "others", {.set = {}, .defaults = defaults});
    const std::string bundle = bytes_of(outcome);
    EXPECT_NE(bundle.find("http://example.org/others/Bundle"), std::string::npos);
    EXPECT_NE(bundle.find("架空市1-2-3"), std::string::npos);
    EXPECT_EQ(losses(outcome),
              (std::vector<std::string>{"qualified-by weight 48.5", "not-in-form appetite 1"}))
        << "the tick box is said by the medicines, and the weight is of another day";
    EXPECT_NE(bytes_of(converted(checkup(), "summary/json", set("patient.address", "架空市9")))
                  .find(R"("medicines":[{"name":"薬甲"}])"),
              std::string::npos);
}

TEST(Transfer, comes_back_as_it_went_where_rows_go_both_ways) {
    const transfer::TransferValues address = set("patient.address", "架空市1-2-3");
    const std::string bundle = bytes_of(converted(checkup(), "others", address));
    const std::string back = cells_of(converted(bundle, "checkup", set("day", "2026-01-20")));
    EXPECT_EQ(back, with(checkup(), ",48.5,1,1,", ",48.5,9,1,")) << "but for the constant";
}

TEST(Transfer, carries_nothing_of_a_row_that_is_to_be_withheld) {
    const std::string marked =
        with(std::string(summary), R"({"text":"肺炎",)", R"({"text":"肺炎","mark":"SECRET",)");
    const Outcome outcome = converted(bytes_of(converted(marked, "fhir")), "checkup");
    const std::string cells = cells_of(outcome);
    EXPECT_EQ(cells.find("肺炎"), std::string::npos) << cells;
    EXPECT_NE(cells.find("高血圧症"), std::string::npos) << cells;
    const std::vector<std::string> lost = losses(outcome);
    for (const std::string_view each : {"withheld diagnoses.text 肺炎", "withheld diagnoses.day 2026-01-20",
                                        "withheld diagnoses.mark SECRET"}) {
        EXPECT_NE(std::ranges::find(lost, each), lost.end()) << each;
    }
}

// Older versions are read, and no transfer leads to or from them.
TEST(Transfer, to_a_version_that_it_does_not_make_names_those_that_it_makes) {
    const Outcome outcome = converted(std::string(summary), "checkup/csv@0.9");
    ASSERT_EQ(outcome.report.findings().size(), 1U);
    EXPECT_EQ(outcome.report.findings()[0].message, message::version_unknown);
    EXPECT_EQ(outcome.report.findings()[0].args, (std::vector<std::string>{"0.9", "checkup 1"}));
    EXPECT_EQ(bytes_of(converted(std::string(summary), "checkup/csv@1")),
              bytes_of(converted(std::string(summary), "checkup")));
}

TEST(ForeignForm, takes_no_former_name_while_there_is_another) {
    const std::string bundle = bundle_of_summary();
    const std::string name = R"("name":[{"text":"連携 花子"})";
    const std::string former = R"({"use":"old","text":"旧姓 花子"})";
    const Outcome both =
        converted(with(bundle, name, R"("name":[)" + former + R"(,{"text":"連携 花子"})"), "json");
    EXPECT_NE(bytes_of(both).find(R"("name":"連携 花子")"), std::string::npos) << bytes_of(both);
    EXPECT_EQ(losses(both), (std::vector<std::string>{"withheld-by patient.name 旧姓 花子"}));
    const Outcome alone = converted(with(bundle, name, R"("name":[)" + former), "json");
    EXPECT_NE(bytes_of(alone).find(R"("name":"旧姓 花子")"), std::string::npos) << bytes_of(alone);
}

TEST(Transfer, is_named_by_form_family_or_syntax_and_nothing_else) {
    EXPECT_TRUE(converted(std::string(summary), "others").report.has(message::transfer_unknown));
    EXPECT_TRUE(converted(std::string(summary), "checkup/xml").report.has(message::syntax_unknown));
    EXPECT_TRUE(converted(std::string(summary), "csv").report.has(message::syntax_unknown));
    EXPECT_EQ(bytes_of(converted(std::string(summary), "summary")),
              bytes_of(converted(bundle_of_summary(), "json")));
}

TEST(Prefill, begins_a_form_from_a_foreign_document) {
    Workspace workspace(forms());
    const PrefillOptions options{
        .to = "checkup", .created = "2026-02-06T09:00:00+09:00", .document_id = "D-1"};
    const Outcome outcome = prefill(workspace, {.name = "input.json", .bytes = bundle_of_summary()}, options);
    EXPECT_TRUE(cells_of(outcome).starts_with("1,1370100013,D-1,20260206090000,")) << cells_of(outcome);
}

struct Refusal {
    std::string_view from;
    std::string_view to;
    Message message;
};

TEST(TransferFile, refuses_what_can_never_be_carried) {
    const Refusal refusals[] = {
        {"to: checkup", "to: chekup", message::transfer_forms},
        {"to: checkup", "to: summary", message::transfer_forms},
        {"[weight, weight]", "[wieght, weight]", message::item_unknown},
        {"[weight, weight]", "[weight]", message::value_wrong},
        {"[weight, weight]", "[weight, tube]", message::transfer_types},
        {"[weight, weight]", "[weight, weight, {mop: {}}]", message::key_unknown},
        {", {only: in}]", "]", message::transfer_types},
        {"only: in", "only: inwards", message::value_wrong},
        {R"("female": "2")", R"("female": "1")", message::transfer_map},
        {R"("female": "2")", R"("female": "3")", message::transfer_value},
        {"any: medicines", "any: medicine", message::group_unknown},
        {"is: [SECRET, HELD]", "not: [SECRET]", message::value_wrong},
        {"is: [SECRET, HELD]", "is: [OPEN]", message::transfer_value},
        {"withhold: [{item: diagnoses.mark, is: [SECRET, HELD]}]", "withhold: diagnoses",
         message::value_wrong},
        {"item: tube", "item: visit.care", message::item_not_of_form},
        {R"([appetite, "9"])", R"([appetite, "7"])", message::transfer_value},
    };
    for (const Refusal& each : refusals) {
        const Folder folder;
        write_forms(folder);
        const fs::path file = folder.path() / "summary/transfer.yaml";
        const std::string text = *base::read_file(file);
        ASSERT_TRUE(base::write_file(file, with(text, each.from, each.to), base::Overwrite::yes));
        std::optional<catalogue::Catalogue> none;
        EXPECT_TRUE(compiled(folder.path(), none).has(each.message)) << each.to;
    }
}

} // namespace
} // namespace renkei::service::transfer_test
