// Documents of two persons under one number: a slip, a shared number, a wrong link. Nothing is joined.
#include "gateway/network/mhd/persons/person_link.h"
#include "gateway/network/mhd/summary/summary.h"

#include "tests/server_fhir/kit.h"
#include "tests/server_fhir/persons.h"
#include "tests/support/damage.h"
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::server::two_persons_test {
namespace {

using documents::admission;
using documents::replaced;

void set_name(Json& to, std::string_view name) { // "FAMILY　GIVEN"
    constexpr std::string_view space = "　";
    const std::size_t at = name.find(space);
    to["text"] = name;
    to["family"] = name.substr(0, at);
    to["given"] = Json::array({name.substr(at + space.size())});
}

// The admission as FHIR under another id and of another person.
std::string document_of(std::string_view id, std::string_view name, std::string_view kana,
                        std::string_view birth_date = "1938-05-12", std::string_view number = hanako) {
    const std::string full = replaced(documents::file("admission/full.bundle.json"), "FIX-FULL", id);
    Json out = Json::parse(replaced(full, hanako, number));
    for (Json& entry : out["entry"]) {
        Json& resource = entry["resource"];
        if (resource["resourceType"] == "Patient") {
            set_name(resource["name"][0], name);
            set_name(resource["name"][1], kana);
            resource["birthDate"] = birth_date;
        }
    }
    return out.dump();
}
std::string document_of_taro(std::string_view id, std::string_view number = hanako) {
    return document_of(id, "介護　太郎", "カイゴ　タロウ", "1942-03-03", number);
}

// The newest two contradict each other; the oldest is not opened.
TEST(TwoPersonsSummary, offers_documents_that_were_not_opened_as_undecided) {
    Site site;
    const std::string oldest = site.submit(document_of("FIX-OLD", "連携　花子", "レンケイ　ハナコ"));
    site.clock.pass(1000);
    const std::string first = site.submit(document_of_taro("FIX-TARO"));
    site.clock.pass(1000);
    const std::string newest = site.submit(document_of("FIX-NEW", "連携　花子", "レンケイ　ハナコ"));
    const mhd::PersonFilter person{.patients = {*mhd::parse_reference("Patient/" + newest + ".1")}};
    const mhd::SummaryContext context{.search_key = site.store().search_key(),
                                      .reader = site.reader("manager"),
                                      .base = "https://gateway.example.jp/fhir",
                                      .canonical = "https://renkei.example.jp/fhir",
                                      .wordings = std::make_shared<const form::Wordings>(),
                                      .outcome = [](const diag::Report&) { return std::string("{}"); },
                                      .now = 0,
                                      .memory = {.document = UINT64_MAX, .page = UINT64_MAX},
                                      .most_documents = 2,
                                      .writes_document = false};
    const auto found = documents::must(site.store().read_value<mhd::SummaryResult>(
        [&](const store::Snapshot& snapshot) { return mhd::summarise(snapshot, person, context); }));
    EXPECT_EQ(found.written, "");
    ASSERT_EQ(found.apart.persons.size(), 2U);
    EXPECT_EQ(mhd::logical_id(found.apart.persons[0].front().document), newest);
    EXPECT_EQ(mhd::logical_id(found.apart.persons[1].front().document), first);
    ASSERT_EQ(found.apart.undecided.size(), 1U);
    EXPECT_EQ(mhd::logical_id(found.apart.undecided[0].document), oldest);
    EXPECT_EQ(found.contents.size(), 2U);
    EXPECT_EQ(found.documents.size(), 2U) << "the audit names what was shown";
}

} // namespace
} // namespace renkei::server::two_persons_test
