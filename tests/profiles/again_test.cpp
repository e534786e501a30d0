// Published snapshots are thrown away and made again.
#include "gateway/fhir/profiles/profiles.h"

#include "tests/profiles/compare.h"
#include "tests/profiles/kit.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

namespace renkei::profiles::test::again_test {
namespace {

// A line of snapshot_exceptions.txt: folder, definition, element (may end with *), field, reason.
struct Exception {
    std::string folder;
    std::string definition;
    std::string element;
    std::string field;
    std::string reason;

    bool covers(const std::string& id, const Difference& difference) const {
        const bool is_open = element.ends_with('*');
        return definition == id && (field == difference.field || field == "*") &&
               (is_open ? difference.element.starts_with(element.substr(0, element.size() - 1))
                        : difference.element == element);
    }
    std::string text() const { return folder + " " + definition + " " + element + " " + field; }
};

std::vector<Exception> exceptions_of(const std::string& folder) {
    std::ifstream in(RENKEI_SOURCE "/tests/profiles/snapshot_exceptions.txt");
    EXPECT_TRUE(in) << "tests/profiles/snapshot_exceptions.txt is missing";
    std::vector<Exception> out;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        std::istringstream fields(line);
        Exception it;
        for (std::string* field : {&it.folder, &it.definition, &it.element, &it.field}) {
            std::getline(fields, *field, '\t');
        }
        std::getline(fields, it.reason);
        EXPECT_FALSE(it.reason.empty()) << line << ": an exception needs a reason";
        if (it.folder == folder) {
            out.push_back(it);
        }
    }
    return out;
}

struct Again {
    std::string folder;              // as the exceptions name it
    std::vector<Json> whole;         // what the others build upon: kept as published
    std::vector<Json> to_make_again; // these lose their snapshots
    std::set<std::string> not_compared{};
};

// What the differential says for readers is in the snapshot word for word.
void expect_prose(const Json& definition, const Json& made) {
    std::map<std::string, const Json*> elements;
    for (const Json& element : made["snapshot"]["element"]) {
        elements.emplace(element["id"].get<std::string>(), &element);
    }
    for (const Json& said : definition["differential"]["element"]) {
        const auto element = elements.find(said.value("id", ""));
        if (element == elements.end()) { // a shortcut: "valueQuantity"
            continue;
        }
        for (const char* key : {"short", "definition", "comment", "requirements"}) {
            const std::string text = said.value(key, "");
            const std::string in_snapshot = element->second->value(key, "");
            if (text.starts_with("...")) { // after the base's
                EXPECT_TRUE(in_snapshot.ends_with(text.substr(3))) << said["id"] << " " << key;
            } else if (!text.empty()) {
                EXPECT_EQ(in_snapshot, text) << said["id"] << " " << key;
            }
        }
    }
}

// Makes all snapshots together, so that a definition upon another one builds upon its new snapshot.
void make_again(const Again& it) {
    packages::Library library(r4_defs());
    library.add(image_of(it.whole));
    std::vector<Json> stripped;
    for (const Json& definition : it.to_make_again) {
        stripped.push_back(without_snapshot(definition));
    }
    library.add(image_of(stripped));
    const Profiles profiles(library);
    const std::vector<Exception> exceptions = exceptions_of(it.folder);
    std::set<std::string> unused;
    for (const Exception& exception : exceptions) {
        unused.insert(exception.text());
    }
    for (const Json& published : it.to_make_again) {
        const std::string id = published["id"];
        const Structure* made = profiles.find(published["url"].get<std::string>());
        ASSERT_NE(made, nullptr) << it.folder << " " << id;
        const Json generated = Json::parse(made->tree().input());
        expect_prose(published, generated);
        for (const Difference& difference : differences(published, generated)) {
            if (it.not_compared.contains(difference.field)) {
                continue;
            }
            const auto covered = std::ranges::find_if(
                exceptions, [&](const Exception& exception) { return exception.covers(id, difference); });
            if (covered != exceptions.end()) {
                unused.erase(covered->text());
                continue;
            }
            ADD_FAILURE() << it.folder << "\t" << id << "\t" << difference.element << "\t" << difference.field
                          << "\npublished: " << difference.published
                          << "\ngenerated: " << difference.generated;
        }
    }
    for (const std::string& exception : unused) {
        ADD_FAILURE() << exception << ": listed as an exception, but there is no difference any more";
    }
}

template <class Which>
std::vector<Json> those(const std::vector<Json>& all, Which which) {
    std::vector<Json> out;
    std::ranges::copy_if(all, std::back_inserter(out), which);
    return out;
}

bool has_both(const Json& definition) {
    return definition.contains("snapshot") && definition.contains("differential");
}
bool is_type(const Json& definition) { return definition.value("derivation", "") == "specialization"; }

TEST(SnapshotAgain, profiles_and_extensions_of_r4) {
    const std::vector<Json> all = definitions_in(r4_folder());
    const auto which = [](const Json& it) { return is_profile(it) && has_both(it); };
    const std::vector<Json> profiles = those(all, which);
    EXPECT_EQ(profiles.size(), 43U + 393U + 3U); // of resources, extensions, of other types
    make_again({"r4", those(all, std::not_fn(which)), profiles});
}

// The specification's own resources leave out that extensions are sliced by URL; its types say it.
TEST(SnapshotAgain, types_and_resources_of_r4) {
    const std::vector<Json> all = definitions_in(r4_folder());
    const auto which = [](const Json& it) { return is_type(it) && has_both(it); };
    const std::vector<Json> types = those(all, which);
    EXPECT_EQ(types.size(), 208U);
    make_again({"r4-types", those(all, std::not_fn(which)), types, {"slicing"}});
}

struct Guide {
    std::string folder;
    std::size_t profiles;
    std::string upon{}; // another folder
};

class SnapshotAgainOfGuide : public testing::TestWithParam<Guide> {};

TEST_P(SnapshotAgainOfGuide, is_as_published) {
    const Guide& guide = GetParam();
    if (!std::filesystem::exists(jp_folder() / guide.folder)) {
        GTEST_SKIP() << "needs shared/jp/" << guide.folder;
    }
    std::vector<Json> whole = definitions_in(r4_folder());
    if (!guide.upon.empty()) {
        std::ranges::move(definitions_in(jp_folder() / guide.upon), std::back_inserter(whole));
    }
    const std::vector<Json> profiles = definitions_in(jp_folder() / guide.folder);
    EXPECT_EQ(profiles.size(), guide.profiles);
    make_again({guide.folder, std::move(whole), profiles});
}

INSTANTIATE_TEST_SUITE_P(Guides, SnapshotAgainOfGuide,
                         testing::Values(Guide{"jp-core-1.1.2-snapshot", 89},
                                         Guide{"jp-core-1.2.0-sushi", 111},
                                         Guide{"jp-clins-1.5.2-snapshot", 49, "jp-core-1.1.2-snapshot"},
                                         Guide{"ihe-mhd-4.2.4-sushi", 23}));

} // namespace
} // namespace renkei::profiles::test::again_test
