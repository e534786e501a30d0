// The order of revisions: of numbers, and of the texts by which hospitals name versions of a document.
#include "gateway/network/documents/revision.h"
#include "generated/messages/documents.h"

#include "tests/documents/letters.h"

#include <algorithm>
#include <array>

namespace renkei::documents::revision_test {
namespace {

struct Order {
    std::string_view a;
    std::string_view b;
    std::partial_ordering order;
};
constexpr std::partial_ordering lower = std::partial_ordering::less;
constexpr std::partial_ordering same = std::partial_ordering::equivalent;
constexpr std::partial_ordering none = std::partial_ordering::unordered;

TEST(Revision, is_ordered_by_its_numbers_where_the_text_between_them_is_the_same) {
    constexpr Order rows[] = {
        {"1", "2", lower},
        {"9", "10", lower},
        {"007", "7", same},
        {"1", "1.0", same},
        {"1.0", "1.0.1", lower},
        {"1.0.1", "1.0.2", lower},
        {"1.0.9", "1.1", lower},
        {"1.2", "1.10", lower},
        {"v1", "v2", lower},
        {"V1", "v1", same},
        {"第１版", "第2版", lower},
        {"版", "版2", lower},
        {"2026-01-09", "2026-01-10", lower},
        {"20260301120000", "20260301120001", lower},
        {"99999999999999999999", "100000000000000000000", lower},
        {"", "0", same},
        {"", "1", lower},
        {"v 2", "v2", same},
    };
    for (const Order& each : rows) {
        EXPECT_TRUE(compare_revisions(each.a, each.b) == each.order) << each.a << " " << each.b;
        EXPECT_TRUE(compare_revisions(each.b, each.a) == (0 <=> each.order)) << each.b << " " << each.a;
    }
}

TEST(Revision, is_not_ordered_where_the_text_differs) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> rows{{{"1", "v2"},
                                                                                 {"1.0.1", "v2"},
                                                                                 {"初版", "第2版"},
                                                                                 {"1.0", "1.0a"},
                                                                                 {"1.0", "1.0-2"},
                                                                                 {"draft", "final"},
                                                                                 {"", "v1"}}};
    for (const auto& [a, b] : rows) {
        EXPECT_TRUE(compare_revisions(a, b) == none) << a << " " << b;
        EXPECT_TRUE(compare_revisions(b, a) == none) << b << " " << a;
    }
}

TEST(Revision, is_kept_up_to_64_bytes_of_whole_characters) {
    EXPECT_EQ(kept_revision(""), "0");
    EXPECT_EQ(kept_revision("1.0.1"), "1.0.1");
    std::string text;
    for (int i = 0; i < 30; ++i) {
        text += "版";
    }
    EXPECT_EQ(kept_revision(text), text.substr(0, 63));
}

TEST(Revision, of_a_hospitals_document_may_have_any_shape_that_can_be_ordered) {
    for (const auto& [first, second] : {std::pair("1.0", "1.0.1"), std::pair("v1", "v2")}) {
        Site site({}, peers_with_ward());
        const Receipt taken = site.submit(summary(first, "入院中経過"), "ward");
        EXPECT_TAKEN(taken);
        const Receipt corrected = site.submit(summary(second, "入院中経過（訂正）"), "ward");
        EXPECT_TAKEN(corrected);
        EXPECT_EQ(corrected.documents.front().outcome, DocumentOutcome::updated);
        EXPECT_EQ(site.versions(taken.documents.front().version.document).back().revision, second);
        const Receipt older = site.submit(summary(first, "入院中経過（古い）"), "ward");
        EXPECT_EQ(older.refusal, Refusal::conflict);
        EXPECT_TRUE(older.report.has(message::conflict_older)) << recorded(older.report);
    }
}

TEST(Revision, that_cannot_be_ordered_is_a_conflict_that_names_both) {
    Site site({}, peers_with_ward());
    EXPECT_TAKEN(site.submit(summary("初版", "入院中経過"), "ward"));
    const Receipt receipt = site.submit(summary("v2", "入院中経過（訂正）"), "ward");
    EXPECT_EQ(receipt.refusal, Refusal::conflict);
    const auto& findings = receipt.report.findings();
    const auto found = std::ranges::find(findings, message::conflict_unordered, &diag::Finding::message);
    ASSERT_NE(found, findings.end()) << recorded(receipt.report);
    EXPECT_EQ(found->args, (std::vector<std::string>{"v2", "初版"}));
    EXPECT_TAKEN(site.submit(summary("初版", "入院中経過"), "ward")) << "the same again";
}

} // namespace
} // namespace renkei::documents::revision_test
