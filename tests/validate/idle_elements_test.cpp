// Elements of a profile that say nothing beyond the type are passed over, and nothing is found less for it: whatever others do to a document.
#include "gateway/base/file.h"
#include "gateway/json/parser.h"
#include "gateway/validate/validator.h"
#include "tests/xml/package.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <random>

namespace renkei::validate {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Findings = std::vector<std::string>;
using Profiles = std::vector<std::string>;

const packages::Library& library() {
    static const auto defs = defs::Defs::open(RENKEI_BINARY "/share/r4.defs");
    static packages::Library all(*defs);
    static const bool is_filled = [] {
        for (const std::string_view name : {"hl7.fhir.r4.core", "hl7.terminology.r4", "hl7.fhir.uv.extensions.r4", "renkei"}) {
            auto image = packages::Image::open(fmt::format(RENKEI_BINARY "/share/packages/{}.pack", name));
            EXPECT_TRUE(image) << name << ": build everything";
            if (image) {
                all.add(std::move(*image));
            }
        }
        return true;
    }();
    EXPECT_TRUE(is_filled);
    return all;
}

// Judges everything twice.
class Judges {
public:
    // Without and with a look at what says nothing.
    std::pair<Findings, Findings> judge(const Json& document, const Profiles& profiles) {
        const std::string text = document.dump(-1, ' ', false, Json::error_handler_t::replace);
        if (!parser_.parse(text, tree_)) {
            ADD_FAILURE() << text;
        }
        return {found(passing_over_, profiles), found(looking_, profiles)};
    }
    // All that are made for a type, whoever made them.
    const Profiles& profiles_for(const std::string& type) const {
        static const Profiles none;
        const auto found = profiles_.find(type);
        return found == profiles_.end() ? none : found->second;
    }

private:
    std::map<std::string, Profiles> find_profiles() const {
        std::map<std::string, Profiles> out;
        library().each("StructureDefinition", [&](const packages::Image& image, const packages::ResourceRow& row) {
            const std::string url(image.text(row.url));
            const StructurePlan* const plan = looks_at_all_.plan(url);
            if (plan != nullptr && plan->is_profile) {
                out[std::string(plan->structure->type)].push_back(url);
            }
        });
        return out;
    }
    Findings found(Validator& validator, const Profiles& profiles) const {
        diag::Report report;
        validator.validate(tree_, {.profiles = profiles}, report);
        Findings out;
        for (const diag::Finding& finding : report.findings()) {
            out.push_back(fmt::format("{} {} {}", finding.where.path, diag::row(finding.message).id, static_cast<int>(finding.severity)));
        }
        // what an element that is looked at repeats of the type's own definition, in the profile's name, is nothing more
        std::ranges::sort(out);
        out.erase(std::unique(out.begin(), out.end()), out.end());
        return out;
    }

    Knowledge passes_over_{library()};
    Knowledge looks_at_all_{library(), IdleElements::looked_at};
    Validator passing_over_{passes_over_};
    Validator looking_{looks_at_all_};
    json::Parser parser_{library().defs().names()};
    json::Tree tree_;
    std::map<std::string, Profiles> profiles_ = find_profiles();
};

Judges& judges() {
    static Judges out;
    return out;
}

using Random = std::mt19937_64;
std::size_t below(std::size_t n, Random& random) { return random() % n; }

void collect_containers(Json& at, std::vector<Json*>& out) {
    if (at.is_structured() && !at.empty()) {
        out.push_back(&at);
        for (Json& each : at) {
            collect_containers(each, out);
        }
    }
}

Json of_another_type(const Json& value, Random& random) {
    const std::array others{Json("text"), Json(7), Json(true), Json(nullptr), Json::array(), Json::object({{"id", "x"}}), Json::array({"text", nullptr}), Json::array({value})};
    return others[below(others.size(), random)];
}

Json broken(const Json& value, Random& random) {
    if (!value.is_string()) {
        return of_another_type(value, random);
    }
    const auto text = value.get<std::string>();
    const std::array others{text + " ", text + "x", std::string(), std::string("1940-13-45"), std::string("Device/1"), std::string("#none"), std::string(3000, 'a'), text.substr(0, text.size() / 2)};
    return others[below(others.size(), random)];
}

// What stands under one name comes under another one too: under one that no type has, of another type of a choice, of a primitive's sibling.
void add_member(Json& object, Random& random) {
    const std::string key = std::next(object.begin(), static_cast<std::ptrdiff_t>(below(object.size(), random))).key();
    const std::array<std::pair<std::string, Json>, 9> fresh{{{key + "x", object[key]},
                                                             {"_" + key, Json::object({{"extension", Json::array({Json::object({{"url", "http://x.jp/e"}, {"valueString", "x"}})})}})},
                                                             {"_" + key, Json::array({nullptr, Json::object({{"id", "x"}})})},
                                                             {"extension", Json::array({Json::object({{"url", "http://x.jp/e"}, {"valueString", "x"}})})},
                                                             {"modifierExtension", Json::array({Json::object({{"url", "http://x.jp/e"}})})},
                                                             {"valueString", "x"},
                                                             {"effectiveDateTime", "2026-04-01"},
                                                             {"reference", "Practitioner/none"},
                                                             {"contained", Json::array({Json::object({{"resourceType", "Device"}, {"id", "d"}})})}}};
    const auto& [name, value] = fresh[below(fresh.size(), random)];
    object[name] = value;
}

void mutate(Json& document, Random& random) {
    std::vector<Json*> all;
    collect_containers(document, all);
    Json& container = *all[below(all.size(), random)];
    const auto member = std::next(container.begin(), static_cast<std::ptrdiff_t>(below(container.size(), random)));
    if (container.is_object() && member.key() == "resourceType") {
        return;
    }
    enum class Change : std::uint8_t { remove, twice, other_type, breaks, more };
    switch (static_cast<Change>(below(5, random))) {
    case Change::remove: container.erase(member); return;
    case Change::twice:
        if (container.is_array()) {
            container.push_back(Json(*member));
        } else {
            *member = Json::array({*member, *member});
        }
        return;
    case Change::other_type: *member = of_another_type(*member, random); return;
    case Change::breaks: *member = broken(*member, random); return;
    case Change::more:
        if (container.is_object()) {
            add_member(container, random);
        }
        return;
    }
}

std::string type_of(const Json& resource) { return resource.is_object() ? resource.value("resourceType", std::string()) : std::string(); }

std::vector<Json> documents_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    std::vector<Json> out;
    for (const fs::path& file : files) {
        if (Json json = Json::parse(base::read_file(file).value_or(""), nullptr, false); !type_of(json).empty()) {
            out.push_back(std::move(json));
        }
    }
    return out;
}

// What was found, and how often it was something.
struct Tally {
    std::size_t documents = 0;
    std::size_t findings = 0;
};

void expect_same(const Json& document, const Profiles& profiles, Tally& tally) {
    const auto [passing, looking] = judges().judge(document, profiles);
    ++tally.documents;
    tally.findings += passing.size();
    if (passing == looking) {
        return;
    }
    std::string difference;
    for (const std::string& one : looking) {
        difference += std::ranges::find(passing, one) == passing.end() ? "only when it is looked at: " + one + "\n" : "";
    }
    for (const std::string& one : passing) {
        difference += std::ranges::find(looking, one) == looking.end() ? "only when it is passed over: " + one + "\n" : "";
    }
    ADD_FAILURE() << difference << document.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 2000);
}

void expect_same_of_mutants(const Json& document, const Profiles& profiles, unsigned times, Random& random, Tally& tally) {
    for (unsigned time = 0; time < times && !testing::Test::HasFailure(); ++time) {
        Json mutant = document;
        for (std::size_t changes = 1 + below(4, random); changes > 0; --changes) {
            mutate(mutant, random);
        }
        expect_same(mutant, profiles, tally);
    }
}

// Our own profiles, which the documents claim.
TEST(Idle_elements, of_our_profiles_hide_nothing_in_documents_of_forms) {
    Random random(20261120);
    Tally tally;
    for (const Json& bundle : documents_in(RENKEI_SOURCE "/fixtures")) {
        expect_same(bundle, {}, tally);
        expect_same_of_mutants(bundle, {}, 1, random, tally);
        for (const Json& entry : bundle.value("entry", Json::array())) {
            if (entry.is_object() && !type_of(entry.value("resource", Json())).empty()) {
                expect_same_of_mutants(entry["resource"], {}, 2, random, tally);
            }
        }
    }
    EXPECT_GT(tally.documents, 1000U);
    EXPECT_GT(tally.findings, tally.documents);
}

// Every profile of a type: ours, R4's and those of HL7's extensions.
TEST(Idle_elements, of_any_profile_hide_nothing_in_the_examples_of_R4) {
    Random random(20261121);
    Tally tally;
    std::map<std::string, unsigned> seen;
    constexpr unsigned enough = 20; // of a type
    const auto judge = [&](const Json& resource) {
        const Profiles& profiles = judges().profiles_for(type_of(resource));
        if (!profiles.empty() && ++seen[type_of(resource)] <= enough) {
            expect_same(resource, profiles, tally);
            expect_same_of_mutants(resource, profiles, 3, random, tally);
        }
    };
    constexpr std::size_t largest = 64U << 10;
    const fs::path package = xml::find_package("hl7.fhir.r4.examples-4.0.1.tgz");
    ASSERT_FALSE(package.empty()) << "run tools/fetch-packages";
    xml::each_json(package, [&](const std::string& name, const std::string& content) {
        const std::string file = name.substr(name.rfind('/') + 1);
        const std::string type = file.substr(0, file.find('-'));
        if (content.size() < largest && seen[type] < enough && !judges().profiles_for(type).empty()) {
            judge(Json::parse(content, nullptr, false));
        }
    });
    EXPECT_GT(tally.documents, 200U);
    EXPECT_GT(tally.findings, tally.documents);
}

} // namespace
} // namespace renkei::validate
