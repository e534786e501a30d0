// A document is changed in one place, as another system might have written it, read, and filled again. Then
// the place holds the changed value; or nothing, and a finding says so; or the old value, and R4 says that
// the change means nothing (harmless.tsv), or the report says so as an error.
#include "tests/laws/change_rules.h"
#include "tests/laws/foreign_oracle.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>

namespace renkei::laws::foreign_changes_test {
namespace {

// Class of change × outcome.
class Tally {
public:
    void add(ChangeKind kind, Outcome outcome) {
        ++counts_[static_cast<std::size_t>(kind)][static_cast<std::size_t>(outcome)];
    }
    void print(std::string_view what) const {
        constexpr std::string_view kinds[] = {"altered", "removed", "added"};
        for (std::size_t kind = 0; kind < 3; ++kind) {
            std::cout << what << "\t" << kinds[kind];
            for (std::size_t outcome = 0; outcome < std::size(outcome_names); ++outcome) {
                std::cout << "\t" << outcome_names[outcome] << " " << counts_[kind][outcome];
            }
            std::cout << "\n";
        }
    }

private:
    std::size_t counts_[3][std::size(outcome_names)] = {};
};

std::size_t number_of(const char* name, std::size_t usual) {
    const char* const wanted = std::getenv(name);
    return wanted == nullptr ? usual : std::strtoull(wanted, nullptr, 10);
}

// Wrong outcomes by element: one line each.
class Wrongs {
public:
    void add(const LoadedForm& form, std::uint64_t record, const Change& change,
             const std::string& findings) {
        auto& [count, first] =
            by_element_[change.element + " " + std::to_string(static_cast<int>(change.kind))];
        first = count++ == 0
                    ? form.folder + " " + std::to_string(record) + ": " + to_text(change) + "\n" + findings
                    : first;
    }
    std::string text() const {
        std::string out;
        for (const auto& [element, wrong] : by_element_) {
            out += element + " × " + std::to_string(wrong.first) + ": " + wrong.second + "\n";
        }
        return out;
    }

private:
    std::map<std::string, std::pair<std::size_t, std::string>> by_element_;
};

// Every nth change of one full document of each form; all with RENKEI_EVERY_CHANGE=1.
TEST(ForeignChanges, none_of_a_full_document_is_read_as_something_else) {
    const std::size_t every = number_of("RENKEI_EVERY_CHANGE", 37);
    Tally tally;
    Wrongs wrongs;
    std::size_t number = 0;
    for (const LoadedForm& form : all_forms()) {
        Lens lens(form);
        ForeignDocument document(lens, any_record(form.form(), 0));
        for (const Change& change : document.changes()) {
            if (number++ % every != 0) {
                continue;
            }
            const Outcome outcome = document.assess(change);
            tally.add(change.kind, outcome);
            if (outcome == Outcome::wrong) {
                wrongs.add(form, 0, change, document.findings());
            }
        }
    }
    tally.print("full");
    EXPECT_TRUE(wrongs.text().empty()) << wrongs.text();
}

// Drawn changes of random documents.
TEST(ForeignChanges, none_of_a_random_document_is_read_as_something_else) {
    const std::size_t documents = number_of("RENKEI_CHANGED_DOCUMENTS", 4);
    constexpr int changes_each = 20;
    Tally tally;
    Wrongs wrongs;
    for (const LoadedForm& form : all_forms()) {
        Lens lens(form);
        for (std::uint64_t number = 1; number <= documents; ++number) {
            ForeignDocument document(lens, any_record(form.form(), number));
            Random random(number);
            for (int i = 0; i < changes_each && !document.changes().empty(); ++i) {
                const Change& change = random.pick(document.changes());
                const Outcome outcome = document.assess(change);
                tally.add(change.kind, outcome);
                if (outcome == Outcome::wrong) {
                    wrongs.add(form, number, change, document.findings());
                }
            }
        }
    }
    tally.print("random");
    EXPECT_TRUE(wrongs.text().empty()) << wrongs.text();
}

TEST(ForeignChanges, what_is_harmless_is_no_modifier_no_value_and_no_subject) {
    constexpr std::size_t most = 60;
    EXPECT_LE(harmless().size(), most);
    for (const Harmless& each : harmless()) {
        EXPECT_FALSE(each.reason.empty()) << each.element;
        const definitions::Element* const element = r4().find_path(each.element);
        const std::string_view name = std::string_view(each.element).substr(each.element.rfind('.') + 1);
        if (element != nullptr) {
            EXPECT_FALSE(element->is_modifier) << each.element;
        }
        constexpr std::string_view forbidden[] = {"unit", "comparator", "subject", "patient", "beneficiary"};
        EXPECT_EQ(std::ranges::find(forbidden, name), std::end(forbidden)) << each.element;
        EXPECT_FALSE(name.starts_with("value")) << each.element;
    }
}

} // namespace
} // namespace renkei::laws::foreign_changes_test
