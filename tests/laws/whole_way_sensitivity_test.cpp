// The law over the whole way finds what is planted: a page without a mark, a report without a line.
#include "tests/laws/law.h"
#include "tests/laws/whole_way.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::laws::whole_way_sensitivity_test {
namespace {

// A way at whose end neither words nor findings about some elements arrive.
class LossyJourney final : public Journey {
public:
    explicit LossyJourney(service::Workspace& workspace) : Journey(workspace, "") {}

    End run(const std::string& bundle) const override {
        End out = Journey::run(bundle);
        for (const std::string& each : kept_back) {
            std::erase_if(out.words,
                          [&](const auto& word) { return word.first.find(each) != std::string::npos; });
            std::erase_if(out.said, [&](const Said& said) {
                return said.path.find(each) != std::string::npos || said.text.find(each) != std::string::npos;
            });
        }
        return out;
    }

    std::vector<std::string> kept_back{};
};

const LoadedForm& foreign() {
    return *std::ranges::find_if(all_forms(), [](const LoadedForm& form) {
        return form.form().is_foreign() && !form.example.is_collection();
    });
}

Json document() {
    const LoadedForm& form = foreign();
    Lens lens(form);
    record::Record record(form.form());
    make_record(any_record(form.form(), 0), record);
    return without_doubt(parse(lens.fill(record)));
}

// The first change of this kind to the element; `value`: only one that says this.
const Change* change_of(const WholeWay& way, ChangeKind kind, std::string_view element,
                        std::string_view value) {
    const auto found = std::ranges::find_if(way.changes(), [&](const Change& each) {
        return each.kind == kind && (value.empty() || each.value.text == value) &&
               std::ranges::any_of(names_of(each),
                                   [&](const std::string& name) { return is_at(name, element); });
    });
    return found == way.changes().end() ? nullptr : &*found;
}

struct Planted {
    ChangeKind kind;
    std::string_view element;
    std::string_view value;
    std::vector<std::string> lost; // words, and findings that have one of them, that do not arrive
};

void expect_found(const Planted& planted) {
    service::Workspace workspace(all_plans(), RENKEI_BINARY "/share/r4.defs");
    LossyJourney journey(workspace);
    WholeWay way(journey, document(), foreign().form());
    const Change* const change = change_of(way, planted.kind, planted.element, planted.value);
    ASSERT_NE(change, nullptr) << planted.element;
    EXPECT_NE(way.assess(*change), Arrival::wrong) << to_text(*change) << "\n" << way.shown();
    journey.kept_back = planted.lost;
    WholeWay lossy(journey, document(), foreign().form());
    EXPECT_EQ(lossy.assess(*change), Arrival::wrong) << to_text(*change) << "\n" << lossy.shown();
}

TEST(WholeWaySensitivity, a_page_that_drops_a_word_is_found) {
    expect_found({ChangeKind::altered, "MedicationRequest.note.text", "", {"ほか", ".note"}});
}

TEST(WholeWaySensitivity, a_report_that_drops_an_error_is_found) {
    expect_found({ChangeKind::added, "Patient.deceased[x]", "true", {"deceased", "死亡", "故"}});
}

TEST(WholeWaySensitivity, a_value_that_goes_without_a_line_is_found) {
    expect_found({ChangeKind::altered, "MedicationRequest.intent", "proposal", {"Bundle.entry"}});
}

} // namespace
} // namespace renkei::laws::whole_way_sensitivity_test
