// A document is changed in one place, as another system might have written it, and goes its whole way: read,
// carried into the form of the office, shown on a page. Then the page says the change, or the report names
// it, or what it qualifies is not shown, and the report says so; or R4 says that it means nothing.
#include "tests/laws/way_law.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::laws::whole_way_test {
namespace {

const LoadedForm* loaded(const form::Form& form) {
    const auto found =
        std::ranges::find_if(all_forms(), [&](const LoadedForm& each) { return &each.form() == &form; });
    return found == all_forms().end() ? nullptr : &*found;
}

Left& left() {
    static Left all("left.tsv");
    return all;
}

// A foreign document, to the form that the transfer makes and to the page of its own.
template <class Ask>
void for_both_ends(const transfer::Transfer& transfer, std::uint64_t number, const Ask& ask) {
    const LoadedForm* const form = loaded(*transfer.foreign);
    if (form == nullptr) {
        return; // one of the small pair of the tests
    }
    const Json bundle = without_doubt(full_document(*form, number));
    const std::string to(transfer.ours->id());
    const Journey there(workspace(), to);
    const Journey page(workspace(), "");
    ask(Sample{form->folder + " to " + to, "form", there, bundle, form->form()});
    ask(Sample{form->folder + " page", "page", page, bundle, form->form()});
}

// Every nth change of a full document; all with RENKEI_EVERY_CHANGE=1.
TEST(WholeWay, of_a_changed_foreign_document_says_the_change_or_reports_it) {
    const std::size_t every = number_of("RENKEI_EVERY_CHANGE", 37);
    WayLaw law("full", left());
    for (const transfer::Transfer& transfer : all_plans().transfers()) {
        for_both_ends(transfer, 0, [&](const Sample& sample) { law.ask(sample, every); });
    }
    EXPECT_TRUE(law.wrong().empty()) << law.wrong();
}

TEST(WholeWay, of_a_changed_document_of_our_forms_says_the_change_or_reports_it) {
    const std::size_t every = number_of("RENKEI_EVERY_CHANGE", 97);
    const Journey page(workspace(), "");
    WayLaw law("own", left());
    for (const LoadedForm& form : all_forms()) {
        if (!form.form().is_foreign()) {
            law.ask({form.folder, "page", page, full_document(form, 0), form.form()}, every);
        }
    }
    EXPECT_TRUE(law.wrong().empty()) << law.wrong();
}

// Drawn changes of random documents.
TEST(WholeWay, of_a_random_document_says_the_change_or_reports_it) {
    const std::size_t documents = number_of("RENKEI_CHANGED_DOCUMENTS", 2);
    const Journey page(workspace(), "");
    WayLaw law("random", left());
    for (std::uint64_t number = 1; number <= documents; ++number) {
        for (const transfer::Transfer& transfer : all_plans().transfers()) {
            for_both_ends(transfer, number, [&](const Sample& sample) { law.draw(sample, number); });
        }
        for (const LoadedForm& form : all_forms()) {
            if (!form.form().is_foreign()) {
                law.draw({form.folder, "page", page, full_document(form, number), form.form()}, number);
            }
        }
    }
    EXPECT_TRUE(law.wrong().empty()) << law.wrong();
}

TEST(WholeWay, what_is_left_is_little_and_is_needed) {
    constexpr std::size_t most = 20;
    EXPECT_LE(left().lines(), most);
    if (number_of("RENKEI_EVERY_CHANGE", 0) == 1) { // all changes were tried before
        EXPECT_EQ(left().unneeded({"page", "form"}), "");
    }
}

} // namespace
} // namespace renkei::laws::whole_way_test
