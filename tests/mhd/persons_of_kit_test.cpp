// The invented people of the kit: a number is of one of them in all its documents, so that documents of a
// form never look as if they were of the person of another one.
#include "gateway/core/base/file.h"
#include "gateway/forms/conform/kit/kit_sources.h"
#include "gateway/forms/conform/scenario/scenario.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/documents.h"
#include "gateway/network/mhd/search/person_description.h"
#include "gateway/network/mhd/search/person_finder.h"

#include "tests/support/must.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace renkei::mhd::persons_of_kit_test {
namespace {

using test::must;

const catalogue::Catalogue& forms() {
    static const catalogue::Catalogue opened =
        must(catalogue::Catalogue::open_file(RENKEI_BINARY "/share/mappings.cache"));
    return opened;
}

const conform::ConformKit& kit() { // as the build made it
    static const conform::ConformKit read = must(conform::read_kit(RENKEI_KIT));
    return read;
}

struct NamedPerson {
    PersonDescription person;
    std::string input; // where it stands
};
using PersonsByNumber = std::map<policy::Identifier, std::vector<NamedPerson>>;

// The documents of a file as bundles, up to the first one that cannot be read.
std::vector<std::string> bundles_in(const std::string& file, record::ReadMode mode) {
    service::Workspace workspace(forms());
    const service::Input input{file, must(base::read_file(kit().folder / file))};
    service::ReadSettings how;
    how.read_mode = mode;
    diag::Report said;
    std::vector<std::string> out;
    service::Documents documents(workspace, input, how, said);
    while (documents.next() && documents.is_usable()) {
        diag::Report loss;
        out.push_back(
            documents.source().kind() == service::InputKind::bundle
                ? input.bytes
                : service::to_bundle(workspace, documents.source().plan(), documents.record(), loss));
    }
    return out;
}

void add(const std::string& input, std::string bundle, PersonsByNumber& out) {
    const auto view = DocumentView::open(store::Version{}, std::move(bundle));
    ASSERT_TRUE(view) << input;
    if ((*view)->subject() == resources::no_entry) {
        return;
    }
    const PersonDescription person = describe_person((*view)->tree(), (*view)->resource((*view)->subject()));
    for (const documents::PersonNumber& each : numbers_in(**view)) {
        out[each.number].push_back({person, input});
    }
}

// The inputs of all cases and scenarios.
std::map<std::string, record::ReadMode> inputs_of_kit() {
    std::map<std::string, record::ReadMode> out;
    for (const conform::ConformCase& each : kit().cases) {
        out.emplace(each.input, each.read_mode);
    }
    const conform::KitSources sources = must(conform::KitSources::read(forms(), RENKEI_SOURCE "/fixtures"));
    for (const conform::WrittenScenario& each : sources.scenarios().all()) {
        for (const conform::ScenarioInput& input : must(conform::inputs_of(sources, each))) {
            out.emplace(input.name, record::ReadMode::strict);
        }
    }
    return out;
}

PersonsByNumber persons_of_kit() {
    PersonsByNumber out;
    for (const auto& [input, mode] : inputs_of_kit()) {
        for (std::string& bundle : bundles_in(input, mode)) {
            add(input, std::move(bundle), out);
        }
    }
    return out;
}

// Inputs that are about another birth date or name of a person than the rest of the kit.
struct Deliberate {
    std::string_view input;
    std::string_view reason;
};
constexpr Deliberate deliberate[] = {
    {"careplan_request/broken-period.csv", "refused: the birth date is the wrong one of two dates"},
    {"life310_user/SERVICE_USER_INFO_23_20260501.csv",
     "warned of: a year in which no living person was born"}};

bool is_deliberate(std::string_view input) {
    return std::ranges::find(deliberate, input, &Deliberate::input) != std::end(deliberate);
}

TEST(PersonsOfKit, have_each_their_own_numbers) {
    const PersonsByNumber numbers = persons_of_kit();
    EXPECT_GT(numbers.size(), 20U);
    std::set<std::string> found; // of the exceptions
    for (const auto& [number, named] : numbers) {
        std::vector<PersonDescription> persons;
        for (const NamedPerson& each : named) {
            persons.push_back(each.person);
        }
        const PersonsApart apart = tell_apart(persons);
        for (std::size_t i = 1; i < apart.persons.size(); ++i) {
            const NamedPerson& one = named[apart.persons[0].front()];
            const NamedPerson& other = named[apart.persons[i].front()];
            found.insert(is_deliberate(one.input) ? one.input : other.input);
            EXPECT_TRUE(is_deliberate(one.input) || is_deliberate(other.input))
                << number.system << " " << number.value << " is of one person in " << one.input
                << ", of another in " << other.input;
        }
    }
    for (const Deliberate& each : deliberate) {
        EXPECT_TRUE(found.contains(std::string(each.input))) << each.input << " is no exception any more";
    }
}

} // namespace
} // namespace renkei::mhd::persons_of_kit_test
