// Giving documents out.

#include "gateway/core/text/cp932.h"
#include "gateway/core/text/encoding_guess.h"
#include "gateway/network/access/reader.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/documents/replaced_characters.h"
#include "generated/messages/characters.h"
#include "generated/messages/conversion.h"
#include "generated/messages/documents.h"

#include "tests/documents/inputs.h"
#include "tests/support/cp932.h"

#include <algorithm>

namespace renkei::documents::fetch_test {
namespace {

std::vector<std::string> types(const std::vector<Representation>& offered) {
    std::vector<std::string> out;
    std::ranges::transform(offered, std::back_inserter(out), &Representation::media_type);
    return out;
}

store::Version taken(Site& site, const std::string& bytes, std::string_view peer = "manager") {
    const Receipt receipt = site.submit(bytes, peer);
    EXPECT_TAKEN(receipt);
    return receipt.documents.front().version;
}

TEST(Representations, of_a_csv_form_are_both_charsets_json_fhir_and_a_page_its_own_first) {
    Site site;
    EXPECT_EQ(types(representations(*loaded(), taken(site, admission()))),
              (std::vector<std::string>{"text/csv;charset=windows-31j", "text/csv;charset=UTF-8",
                                        "application/json", "application/fhir+json", "application/fhir+xml",
                                        "text/html;charset=UTF-8"}));
}

TEST(Representations, of_a_json_form_that_came_as_fhir_begin_with_fhir) {
    Site site;
    const std::string bundle = file("nursing_report/full.bundle.json");
    const auto offered = types(representations(*loaded(), taken(site, bundle, "nurse")));
    EXPECT_EQ(offered.front(), "application/fhir+json");
    EXPECT_NE(std::ranges::find(offered, "application/json"), offered.end());
    EXPECT_EQ(std::ranges::count(offered, "application/fhir+json"), 1);
}

TEST(Representations, of_an_attachment_are_its_own_type_only) {
    store::Version version;
    version.media_type = "application/pdf";
    EXPECT_EQ(types(representations(*loaded(), version)), (std::vector<std::string>{"application/pdf"}));
}

struct Accepted {
    std::string_view accept;
    std::string_view chosen; // empty: none
};

TEST(Negotiation, follows_quality_specificity_and_parameters) {
    const std::vector<Representation> offered{{"text/csv;charset=windows-31j", "original"},
                                              {"text/csv;charset=UTF-8", "csv"},
                                              {"application/fhir+json", "fhir"},
                                              {"application/fhir+xml", "fhir-xml"},
                                              {"text/html;charset=UTF-8", "html"}};
    for (const Accepted& each : std::initializer_list<Accepted>{
             {"", "original"},
             {"*/*", "original"},
             {"text/csv", "original"},
             {"TEXT/CSV; charset=\"utf-8\"", "csv"},
             {"text/csv;charset=windows-31j", "original"},
             {"text/csv;charset=euc-jp", ""},
             {"application/fhir+json", "fhir"},
             {"application/fhir+json;fhirVersion=4.0", "fhir"},
             {"application/fhir+json; fhirVersion=5.0", ""},
             {"application/fhir+xml;q=0.9, application/fhir+json;q=0.8", "fhir-xml"},
             {"text/html,application/xhtml+xml,*/*;q=0.8", "html"},
             {"text/*;q=0.5, application/*;q=0.6", "fhir"},
             {"*/*, text/csv;q=0", "fhir"},
             {"application/pdf", ""},
             {"text/csv;q=0", ""},
             {"*/*;q=nonsense", ""},
         }) {
        const auto chosen = negotiate(each.accept, offered);
        EXPECT_EQ(chosen ? chosen->syntax : "", each.chosen) << each.accept;
    }
}

TEST(Rendering, of_the_original_is_what_came_to_the_last_byte_under_the_name_of_its_content) {
    Site site;
    const Rendered rendered = site.render(taken(site, admission()), "original");
    EXPECT_EQ(rendered.bytes, admission());
    EXPECT_EQ(rendered.file_name, admission_name);
}

TEST(Rendering, of_every_form_in_every_representation_holds_the_same_document) {
    for (const std::string form :
         {"admission/minimal.csv", "discharge/minimal.csv", "insured_card/minimal.csv",
          "nursing_info/full.json", "nursing_plan/full.json", "nursing_record2/full.json",
          "nursing_report/full.json", "opinion/full.json"}) {
        Site site;
        const store::Version version = taken(site, file(form), "network");
        for (const Representation& as : representations(*loaded(), version)) {
            const Rendered rendered = site.render(version, as.syntax, as.media_type);
            EXPECT_FALSE(rendered.bytes.empty()) << form << as.media_type;
            if (as.syntax == "html" || rendered.report.at_least(diag::Severity::warning)) {
                continue; // not for programs, or it cannot say all
            }
            const std::size_t semicolon = as.media_type.find(';');
            const Submission again{
                .bytes = rendered.bytes,
                .media_type = as.media_type.substr(0, semicolon),
                .charset = semicolon == std::string::npos ? "" : as.media_type.substr(semicolon + 9)};
            const Receipt receipt = site.submit(again, "network");
            EXPECT_TAKEN(receipt) << form << " " << as.media_type;
            EXPECT_TRUE(receipt.refusal != Refusal::none ||
                        receipt.documents.front().outcome == DocumentOutcome::unchanged)
                << form << " " << as.media_type;
        }
    }
}

TEST(Rendering, of_what_its_syntax_cannot_say_is_an_error) {
    Site site;
    const store::Version version = taken(site, file("admission/back-unencodable.json"), "network");
    const auto rendered = site.try_render(version, {"text/csv;charset=windows-31j", "csv"});
    ASSERT_FALSE(rendered);
    EXPECT_EQ(rendered.error().message, diag::message::loss_not_encodable);
}

// 連携　花子 as 髙橋　花子, a name that JIS X 0208 cannot write.
std::string admission_of_takahashi() {
    return replaced(admission(), test::cp932("連携　花子"), test::cp932("髙橋　花子"));
}

policy::Peer with_characters(policy::Peer peer, text::Characters characters) {
    peer.characters = characters;
    return peer;
}

TEST(Rendering, for_a_receiver_replaces_the_characters_that_it_lacks_and_says_which) {
    Site site;
    const store::Version version = taken(site, admission_of_takahashi());
    const policy::Peer peer = with_characters(site.peer("hospital"), {.repertoire = text::Repertoire::jis});
    for (const Representation& each : representations(*loaded(), version)) {
        const Representation as = for_receiver(*loaded(), version, each, peer);
        const Rendered rendered = must(site.try_render(version, as));
        const bool is_csv = each.media_type.starts_with("text/csv");
        EXPECT_EQ(rendered.report.has(diag::message::loss_replaced), is_csv) << each.media_type;
        EXPECT_EQ(replaced_field_value(rendered.report),
                  is_csv ? R"("patient_name";from="U+9AD9";to="U+9AD8")" : "");
        EXPECT_EQ(rendered.etag.find("-jis") != std::string::npos, is_csv) << rendered.etag;
        EXPECT_EQ(rendered.etag, etag_of(*loaded(), version, as));
    }
    const Rendered csv = must(
        site.try_render(version, for_receiver(*loaded(), version, original_of(*loaded(), version), peer)));
    EXPECT_EQ(csv.bytes, replaced(admission(), test::cp932("連携　花子"), test::cp932("高橋　花子")));
    EXPECT_EQ(csv.file_name, admission_name);
}

// One with quotes that a CSV of ours does not have, so that a file that was written again differs.
TEST(Rendering, for_a_receiver_that_lacks_no_character_of_it_is_the_file_to_the_last_byte) {
    const std::string quoted = replaced(admission(), "9970100013,", "\"9970100013\",");
    ASSERT_NE(quoted, admission());
    std::string in_utf8(text::utf8_bom);
    std::vector<text::DecodeNote> notes;
    text::decode_cp932(quoted, in_utf8, notes);
    for (const Submission& sent :
         {Submission{.bytes = quoted}, Submission{.bytes = in_utf8, .charset = "utf-8"}}) {
        Site site;
        const Receipt receipt = site.submit(sent, "manager");
        EXPECT_TAKEN(receipt);
        const store::Version& version = receipt.documents.front().version;
        const policy::Peer peer =
            with_characters(site.peer("hospital"), {.repertoire = text::Repertoire::jis});
        const Representation as = for_receiver(*loaded(), version, original_of(*loaded(), version), peer);
        const Rendered given = must(site.try_render(version, as));
        EXPECT_EQ(given.bytes, sent.bytes) << version.media_type;
        EXPECT_EQ(given.file_name, admission_name);
        EXPECT_EQ(given.etag, etag_of(*loaded(), version, as));
        EXPECT_EQ(replaced_field_value(given.report), "");
    }
}

TEST(Rendering, for_a_receiver_that_has_all_characters_is_the_file_to_the_last_byte) {
    Site site;
    const store::Version version = taken(site, admission_of_takahashi());
    const Representation original = original_of(*loaded(), version);
    EXPECT_EQ(for_receiver(*loaded(), version, original, site.peer("hospital")).syntax, "original");
    const Rendered as_it_came = must(site.try_render(version, original));
    EXPECT_EQ(as_it_came.bytes, admission_of_takahashi());
    EXPECT_EQ(replaced_field_value(as_it_came.report), "");
    EXPECT_NE(site.render(version, "fhir").bytes.find("髙橋"), std::string::npos)
        << "the stored document keeps it";
}

TEST(Rendering, for_a_receiver_of_what_it_cannot_have_is_an_error) {
    Site site;
    const store::Version version =
        taken(site, replaced(admission(), test::cp932("連携　花子"), test::cp932("草彅　花子")));
    const policy::Peer peer = with_characters(site.peer("hospital"), {.repertoire = text::Repertoire::jis});
    const auto rendered =
        site.try_render(version, for_receiver(*loaded(), version, original_of(*loaded(), version), peer));
    ASSERT_FALSE(rendered);
    EXPECT_EQ(rendered.error().message, diag::message::loss_not_encodable);
}

TEST(ReplacedCharacters, are_listed_up_to_a_size_and_then_counted) {
    diag::Report report;
    for (int i = 0; i < 60; ++i) {
        report
            .add(diag::message::loss_replaced, {.path = i == 0 ? "visits[1]" : ""},
                 {"①", "U+2460", "JIS X 0208", "(1)"})
            .item = "note";
    }
    report.add(diag::message::loss_normalised, {}, {"〜 U+301C", "～"});
    const std::string value = replaced_field_value(report);
    EXPECT_TRUE(
        value.starts_with(R"("note";row="visits[1]";from="U+2460";to="U+0028 U+0031 U+0029", "note";from=)"))
        << value;
    std::size_t listed = 0;
    for (std::size_t at = value.find(";from="); at != std::string::npos; at = value.find(";from=", at + 1)) {
        ++listed;
    }
    EXPECT_GT(listed, 20U);
    EXPECT_LT(value.size(), 2100U) << "proxies have little room for the head of a response";
    EXPECT_TRUE(value.ends_with(", more;count=" + std::to_string(60 - listed))) << value;
    EXPECT_EQ(replacements_of(report).total(), 60U);
}

TEST(Rendering, in_a_syntax_the_form_does_not_have_says_which_it_has) {
    Site site;
    const store::Version version = taken(site, admission());
    const auto rendered = site.try_render(version, {"text/csv", "orca"});
    ASSERT_FALSE(rendered);
    EXPECT_EQ(rendered.error().message, diag::message::not_acceptable);
}

TEST(Rendering, of_a_withdrawal_says_that_the_document_is_gone) {
    Site site;
    const store::Version version = taken(site, admission());
    const Receipt receipt = site.intake().withdraw(version.document, site.caller());
    const store::Version& withdrawal = receipt.documents.front().version;
    for (const std::string_view syntax : {"original", "fhir", "csv", "html"}) {
        const auto rendered = site.try_render(withdrawal, {"text/csv;charset=UTF-8", std::string(syntax)});
        ASSERT_FALSE(rendered) << syntax;
        EXPECT_EQ(rendered.error().message, diag::message::version_gone) << syntax;
    }
}

TEST(EntityTag, differs_by_version_and_representation) {
    Site site;
    const store::Version one = taken(site, admission("1"));
    const store::Version two = taken(site, admission("2"));
    std::vector<std::string> tags;
    for (const store::Version& version : {one, two}) {
        for (const Representation& as : representations(*loaded(), version)) {
            tags.push_back(site.render(version, as.syntax, as.media_type).etag);
        }
    }
    std::ranges::sort(tags);
    EXPECT_EQ(std::ranges::adjacent_find(tags), tags.end());
    EXPECT_TRUE(tags.front().starts_with('"') && tags.front().ends_with('"'));
}

TEST(Rendering, as_a_page_shows_the_version_of_the_document) {
    Site site;
    taken(site, admission("1"));
    const store::Version version = taken(site, admission("2"));
    const Rendered page = site.render(version, "html", "text/html;charset=UTF-8");
    EXPECT_NE(page.bytes.find("版 2</p>"), std::string::npos);
    EXPECT_NE(page.bytes.find("<section class=\"who\""), std::string::npos);
}

TEST(Reading, is_for_the_sender_of_a_document_and_for_parties_named_in_it) {
    Site site;
    const store::Version version = taken(site, admission());
    const auto is_read_by = [&](std::string_view peer) {
        const auto newest =
            must(site.store().read_value<std::optional<store::Version>>([&](const store::Snapshot& snapshot) {
                return readable_newest(snapshot, version.document, {.peer = site.peer(peer)});
            }));
        return newest.has_value();
    };
    EXPECT_TRUE(is_read_by("manager"));
    EXPECT_TRUE(is_read_by("hospital"));
    EXPECT_FALSE(is_read_by("stranger"));
    EXPECT_FALSE(is_read_by("network"));
    EXPECT_FALSE(is_read_by("gone"));
}

TEST(Reading, is_not_for_a_number_that_its_sender_wrote_beside_its_own) {
    Site site;
    const auto senders = [&](const Receipt& receipt) {
        EXPECT_TAKEN(receipt);
        return must(site.store().read_value<policy::Access>([&](const store::Snapshot& snapshot) {
                   return snapshot.access(receipt.documents.front().version.document, 1);
               }))
            .senders;
    };
    const std::vector<policy::Identifier> own = senders(site.submit(report("R-1"), "nurse"));
    ASSERT_EQ(own.size(), 1U) << "the report has a number of another kind, too";
    EXPECT_EQ(own.front().value, "9960000009");
    EXPECT_GT(senders(site.submit(report("R-2"), "network")).size(), 1U)
        << "who passes it on, says what it got";
}

TEST(Fetch, counts_the_memory_of_a_form_as_fhir_by_its_fhir) {
    Site site;
    const store::Version version = site.submit(admission()).documents.at(0).version;
    const auto bytes = [&](const Representation& as) {
        return must(site.store().read_value<std::uint64_t>(
            [&](const store::Snapshot& it) { return loaded_body_size(it, version, as); }));
    };
    const std::string fhir = must(site.store().read_value<std::string>(
        [&](const store::Snapshot& it) { return load_fhir(it, version); }));
    ASSERT_GT(fhir.size(), 10 * admission().size());
    EXPECT_EQ(bytes({.media_type = "text/csv", .syntax = "original"}), admission().size());
    for (const char* const syntax : {"fhir-json", "html", "csv"}) {
        EXPECT_GE(bytes({.media_type = "", .syntax = syntax}), fhir.size() / 2) << syntax;
    }
}

TEST(WorkerPool, leases_as_many_workers_as_there_are) {
    WorkerPool pool(loaded(), 1);
    {
        const auto first = pool.acquire(std::chrono::milliseconds(0));
        ASSERT_TRUE(first);
        EXPECT_FALSE(pool.acquire(std::chrono::milliseconds(0)));
    }
    EXPECT_TRUE(pool.acquire(std::chrono::milliseconds(0)));
}

TEST(WorkerPool, drops_a_worker_that_processed_a_very_large_document) {
    WorkerPool pool(loaded(), 1);
    const auto lend_for = [&](std::size_t bytes) {
        const auto worker = pool.acquire(std::chrono::milliseconds(0));
        const std::string text = "\"" + std::string(bytes, 'a') + "\"";
        EXPECT_TRUE((*worker)->validation().read(text));
        return &**worker;
    };
    const ConversionWorker* const first = lend_for(1000);
    EXPECT_EQ(lend_for(1000), first);
    EXPECT_EQ(lend_for(8U << 20), first);
    EXPECT_FALSE((*pool.acquire(std::chrono::milliseconds(0)))->is_oversized());
}

TEST(WorkerPool, drops_leased_workers_when_forms_are_published) {
    WorkerPool pool(loaded(), 1);
    const auto newer = std::make_shared<const LoadedDefinitions>(*loaded());
    {
        const auto old = pool.acquire(std::chrono::milliseconds(0));
        pool.publish(newer);
        EXPECT_TRUE((*old)->is_of(loaded()));
    }
    const auto fresh = pool.acquire(std::chrono::milliseconds(0));
    ASSERT_TRUE(fresh);
    EXPECT_TRUE((*fresh)->is_of(newer));
}

} // namespace
} // namespace renkei::documents::fetch_test
