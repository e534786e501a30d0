// Damaged documents of hospitals: what is refused says where and why, what can be used is kept, nothing is
// guessed.
#include "tests/documents/letters.h"

#include <algorithm>

namespace renkei::documents::damaged_letters_test {
namespace {

struct Damage {
    std::string_view what;
    std::string_view from;
    std::string_view to;
    Refusal refusal;
    std::string_view finding; // its id …
    std::string_view place;   // … and a part of its place
};

bool is_at(const diag::Finding& finding, const Damage& damage) {
    return diag::row(finding.message).id == damage.finding &&
           (damage.place.empty() || finding.where.path.find(damage.place) != std::string::npos);
}

constexpr std::string_view whole = "{\n  \"resourceType\": \"Bundle\"";
constexpr Damage damages[] = {
    {"another document before it", whole, "{}\n{\n  \"resourceType\": \"Bundle\"", Refusal::unreadable,
     "S043", ""},
    {"a key twice", whole, "{\"resourceType\": \"Bundle\",\n  \"resourceType\": \"Bundle\"",
     Refusal::unreadable, "J014", "resourceType"},
    {"not UTF-8", "\"title\": \"退院時サマリー\"", "\"title\": \"\x91\xde\"", Refusal::unreadable, "J005",
     ""},
    {"another kind of document", "\"code\": \"18842-5\"", "\"code\": \"99999-9\"", Refusal::none,
     "document-without-form", ""},
    {"a Bundle of another type", "\"type\": \"document\"", "\"type\": \"collection\"", Refusal::none,
     "constant-differs", "Bundle.type"},
    {"a code that there is not", "\"gender\": \"", "\"gender\": \"x", Refusal::invalid, "code-unknown",
     "gender"},
    {"a day that there is not", "\"birthDate\": \"19", "\"birthDate\": \"1938-02-30\", \"x\": \"19",
     Refusal::invalid, "not-canonical", "birthDate"},
    {"an element that R4 does not have", "\"gender\":", "\"bloodType\": \"A\", \"gender\":", Refusal::invalid,
     "V012", "bloodType"},
    {"a reference to nothing", "000002\"\n        },\n        \"encounter\"",
     "000fff\"\n        },\n        \"encounter\"", Refusal::invalid, "VB30", "subject"},
    {"an institution that is not the caller's", "4910100016", "4910100024", Refusal::forbidden,
     "not-the-sender", ""},
    {"a profile of another edition", "StructureDefinition/JP_Bundle_eDischargeSummary\"",
     "StructureDefinition/JP_Bundle_eDischargeSummary|1.11.0\"", Refusal::none, "edition-contradicts",
     "section"},
    {"a document that was entered in error", "\"status\": \"final\",\n        \"type\"",
     "\"status\": \"entered-in-error\",\n        \"type\"", Refusal::none, "document-withheld", "status"},
    {"a modifier that is not known", "\"gender\":",
     "\"modifierExtension\": [{\"url\": \"urn:x:y\", \"valueBoolean\": true}], \"gender\":", Refusal::none,
     "V073", "modifierExtension"},
};

TEST(DamagedLetter, is_refused_or_kept_with_a_finding_that_names_the_place) {
    for (const Damage& each : damages) {
        Site site({}, peers_with_ward());
        const std::string damaged = replaced(summary("1.0", "経過"), each.from, each.to);
        const Receipt receipt = site.submit(damaged, "ward");
        EXPECT_EQ(receipt.refusal, each.refusal) << each.what << "\n" << recorded(receipt.report);
        EXPECT_TRUE(std::ranges::any_of(receipt.report.findings(),
                                        [&](const diag::Finding& it) { return is_at(it, each); }))
            << each.what << "\n"
            << recorded(receipt.report);
        EXPECT_EQ(site.documents(), each.refusal == Refusal::none ? 1U : 0U) << each.what;
    }
}

TEST(DamagedLetter, that_ends_too_early_is_refused_wherever_it_ends) {
    const std::string letter = summary("1.0", "経過");
    Site site({}, peers_with_ward());
    for (std::size_t part = 1; part < 16; ++part) {
        const Receipt receipt = site.submit(letter.substr(0, letter.size() * part / 16), "ward");
        EXPECT_EQ(receipt.refusal, Refusal::unreadable) << part;
        ASSERT_FALSE(receipt.report.empty());
        EXPECT_GT(receipt.report.findings().front().where.line, 0U) << part;
    }
    EXPECT_EQ(site.documents(), 0U);
}

} // namespace
} // namespace renkei::documents::damaged_letters_test
