// A document is changed in one place, as another system might have written it, and becomes a person's
// summary: its words say the change, or what the change qualifies does not stand in them; or R4 says that it
// means nothing. The same of what a person's page shows.
#include "gateway/network/mhd/summary/summary_document.h"
#include "gateway/network/mhd/summary/summary_gathering.h"

#include "tests/laws/way_law.h"
#include "tests/mhd/kit.h"
#include "tests/support/must.h"
#include <gtest/gtest.h>

namespace renkei::ways::summary_way_test {
namespace {

using laws::End;
using laws::LoadedForm;
using test::must;

constexpr std::string_view canonical = "https://renkei.example.jp/fhir";

// From a document to the words of a summary that has the sections of a table.
class SummaryJourney final : public laws::Journey {
public:
    explicit SummaryJourney(std::string_view table)
        : Journey(laws::workspace(), ""),
          sections_(must(mhd::read_summary_sections(table, canonical))) {
        sections_.insert(sections_.begin(), mhd::SummarySection{.title = "本人の基本情報"});
    }

    End run(const std::string& bundle) const override {
        End out{.holds_all = true}; // the entries are the resources of the document
        store::Version version{.document = mhd::document_id, .number = 1, .date = "2026-02-17"};
        auto view = mhd::DocumentView::open(version, bundle);
        out.is_refused = !view || (*view)->subject() == resources::no_entry ||
                         mhd::is_entered_in_error((*view)->tree(), (*view)->composition());
        if (out.is_refused) {
            return out;
        }
        mhd::OpenDocument document(*std::move(view), "https://host/fhir");
        mhd::SummaryGathering gathering(sections_, canonical, laws::all_plans().wordings());
        gathering.add(document);
        const std::string written =
            mhd::summary_document(gathering.take(), sections_, "https://host/fhir", "a", 0);
        const mhd::Json summary = mhd::Json::parse(written);
        const mhd::Json& composition = summary["entry"][0]["resource"];
        add_words(composition, out);
        return out;
    }

private:
    // The narratives of the Composition and of its sections.
    static void add_words(const mhd::Json& of, End& out) {
        if (of.contains("text")) {
            for (const auto& [word, count] : laws::words_of_page(of["text"]["div"].get<std::string>())) {
                out.words[word] += count;
            }
        }
        if (of.contains("section")) {
            for (const mhd::Json& section : of["section"]) {
                add_words(section, out);
            }
        }
    }

    std::vector<mhd::SummarySection> sections_;
};

laws::Left& left() {
    static laws::Left all("../ways/left.tsv");
    return all;
}

void ask(laws::WayLaw& law, const LoadedForm& form, std::size_t every) {
    const laws::Json bundle = form.form().is_foreign() ? laws::without_doubt(laws::full_document(form, 0))
                                                       : laws::full_document(form, 0);
    const SummaryJourney summary(mhd::summary_table());
    law.ask({form.folder + " in $summary", "summary", summary, bundle, form.form()}, every);
    const SummaryJourney page(mhd::person_page_table());
    law.ask({form.folder + " on the person's page", "summary", page, bundle, form.form()}, every);
}

TEST(SummaryWay, of_a_changed_foreign_document_says_the_change) {
    laws::WayLaw law("summary", left());
    for (const LoadedForm& form : laws::all_forms()) {
        if (form.form().is_foreign()) {
            ask(law, form, laws::number_of("RENKEI_EVERY_CHANGE", 37));
        }
    }
    EXPECT_TRUE(law.wrong().empty()) << law.wrong();
}

TEST(SummaryWay, of_a_changed_document_of_our_forms_says_the_change) {
    laws::WayLaw law("summary of own", left());
    for (const LoadedForm& form : laws::all_forms()) {
        if (!form.form().is_foreign()) {
            ask(law, form, laws::number_of("RENKEI_EVERY_CHANGE", 97));
        }
    }
    EXPECT_TRUE(law.wrong().empty()) << law.wrong();
}

TEST(SummaryWay, what_is_left_is_needed) {
    constexpr std::size_t most = 20;
    EXPECT_LE(left().lines(), most);
    if (laws::number_of("RENKEI_EVERY_CHANGE", 0) == 1) { // all changes were tried before
        EXPECT_EQ(left().unneeded({"summary"}), "");
    }
}

} // namespace
} // namespace renkei::ways::summary_way_test
