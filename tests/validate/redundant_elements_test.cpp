// Elements of a profile that say nothing beyond the type are passed over, and nothing is found less for it:
// whatever others do to a document.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/validate/walk/validator.h"

#include "tests/validate/mutants.h"
#include "tests/xml/package.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>

namespace renkei::validate::test::redundant_elements_test {
namespace {

using Findings = std::vector<std::string>;
using Profiles = std::vector<std::string>;

// Validates everything twice.
class PairedValidators {
public:
    // Without and with visits of redundant elements.
    std::pair<Findings, Findings> validate_both(const Json& document, const Profiles& profiles) {
        const std::string text = text_of(document);
        if (!parser_.parse(text, tree_)) {
            ADD_FAILURE() << text;
        }
        return {found(passing_over_, profiles), found(looking_, profiles)};
    }
    // All that are made for a type, of all authors.
    const Profiles& profiles_for(const std::string& type) const {
        static const Profiles none;
        const auto found = profiles_.find(type);
        return found == profiles_.end() ? none : found->second;
    }

private:
    std::map<std::string, Profiles> find_profiles() const {
        std::map<std::string, Profiles> out;
        library().each("StructureDefinition",
                       [&](const packages::PackageImage& image, const packages::ResourceRow& row) {
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
            out.push_back(fmt::format("{} {} {}", finding.where.path, diag::row(finding.message).id,
                                      static_cast<int>(finding.severity)));
        }
        // what an element that is looked at repeats of the type's own definition, in the profile's name, is
        // nothing more
        std::ranges::sort(out);
        out.erase(std::unique(out.begin(), out.end()), out.end());
        return out;
    }

    ValidationContext passes_over_{library()};
    ValidationContext looks_at_all_{library(), RedundantElements::visited};
    Validator passing_over_{passes_over_};
    Validator looking_{looks_at_all_};
    json::Parser parser_{library().r4().names()};
    json::Tree tree_;
    std::map<std::string, Profiles> profiles_ = find_profiles();
};

PairedValidators& paired_validators() {
    static PairedValidators out;
    return out;
}

// What was found, and how often it was something.
struct Tally {
    std::size_t documents = 0;
    std::size_t findings = 0;
};

// "a.value.ofType(string)" is "a.valueString" in JSON.
std::string with_json_names(std::string path) {
    constexpr std::string_view of_type = ".ofType(";
    for (std::size_t at = path.find(of_type); at != std::string::npos; at = path.find(of_type)) {
        path.erase(path.find(')', at), 1);
        path.erase(at, of_type.size());
        path[at] = static_cast<char>(std::toupper(static_cast<unsigned char>(path[at])));
    }
    return path;
}

// The value at the place of a finding: "Bundle.entry[0].resource.subject"; nullptr: there is none.
const Json* value_at(const Json& document, const std::string& place) {
    const Json* at = &document;
    const std::string names = with_json_names(place);
    std::string_view path = names;
    path.remove_prefix(std::min(path.find('.'), path.size())); // the type of the document
    while (!path.empty()) {
        const std::size_t end = std::min(path.find_first_of(".[", 1), path.size());
        const std::string_view step = path.substr(1, end - 1);
        if (path.front() == '.' && at->is_object() && at->contains(step)) {
            at = &at->at(std::string(step));
        } else if (path.front() == '[' && at->is_array() && std::stoul(std::string(step)) < at->size()) {
            at = &at->at(std::stoul(std::string(step)));
        } else {
            return nullptr;
        }
        path.remove_prefix(end);
        path.remove_prefix(path.starts_with(']') ? 1 : 0);
    }
    return at;
}

std::string text_member(const Json& object, const char* name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The places of the resources that the reference at a place may lead to.
std::vector<std::string> targets_of(const Json& document, const std::string& path) {
    const Json* const holder = value_at(document, path);
    const std::string reference = holder == nullptr ? std::string() : text_member(*holder, "reference");
    std::vector<std::string> out;
    const auto add_of = [&](const std::string& list, const char* resource, const auto& is_meant) {
        const Json* const all = value_at(document, list);
        for (std::size_t place = 0; all != nullptr && all->is_array() && place < all->size(); ++place) {
            if (is_meant(all->at(place))) {
                out.push_back(fmt::format("{}[{}]{}", list, place, resource));
            }
        }
    };
    if (reference.starts_with('#')) {
        const std::size_t entry = path.find(".resource.");
        const std::string container = entry == std::string::npos
                                          ? path.substr(0, path.find('.'))
                                          : path.substr(0, entry + std::string_view(".resource").size());
        add_of(container + ".contained", "",
               [&](const Json& one) { return text_member(one, "id") == reference.substr(1); });
        out.push_back(container); // "#", and its own id
    } else if (!reference.empty()) {
        const std::string address = reference.substr(0, reference.find("/_history"));
        add_of(path.substr(0, path.find('.')) + ".entry", ".resource", [&](const Json& one) {
            const std::string url = text_member(one, "fullUrl");
            return url == address || url.ends_with("/" + address);
        });
    }
    return out;
}

bool has_error_within(const Findings& findings, const std::string& place) {
    return std::ranges::any_of(findings, [&](const std::string& one) {
        const bool is_within = one.starts_with(place) && place.size() < one.size() &&
                               std::string_view(". [").find(one[place.size()]) != std::string_view::npos;
        return is_within && one.ends_with(" 2");
    });
}

// A target that is wrong by its type, as is reported at its own place, conforms to a profile only if that
// passes the place over. So does one that refers to such a target.
void leave_out_wrong_targets(const Json& document, const Findings& passing, Findings& looking) {
    constexpr std::string_view not_conformant = " V067 2";
    Findings wrong = passing;
    for (std::size_t before = 0; before != wrong.size();) {
        before = wrong.size();
        std::erase_if(looking, [&](const std::string& one) {
            if (!one.ends_with(not_conformant) || std::ranges::find(passing, one) != passing.end()) {
                return false;
            }
            const auto targets = targets_of(document, one.substr(0, one.size() - not_conformant.size()));
            const bool is_wrong = std::ranges::any_of(
                targets, [&](const std::string& target) { return has_error_within(wrong, target); });
            if (is_wrong) {
                wrong.push_back(one);
            }
            return is_wrong;
        });
    }
}

void expect_same(const Json& document, const Profiles& profiles, Tally& tally) {
    auto [passing, looking] = paired_validators().validate_both(document, profiles);
    ++tally.documents;
    leave_out_wrong_targets(document, passing, looking);
    tally.findings += passing.size();
    if (passing == looking) {
        return;
    }
    std::string difference;
    for (const std::string& one : looking) {
        difference += std::ranges::find(passing, one) == passing.end()
                          ? "only when it is looked at: " + one + "\n"
                          : "";
    }
    for (const std::string& one : passing) {
        difference += std::ranges::find(looking, one) == looking.end()
                          ? "only when it is passed over: " + one + "\n"
                          : "";
    }
    ADD_FAILURE() << difference << text_of(document).substr(0, 2000);
}

void expect_same_of_mutants(const Json& document, const Profiles& profiles, unsigned times, Random& random,
                            Tally& tally) {
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
    for (const Json& bundle : documents_in(RENKEI_KIT)) {
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
    const auto validate_both = [&](const Json& resource) {
        const Profiles& profiles = paired_validators().profiles_for(type_of(resource));
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
        if (content.size() < largest && seen[type] < enough &&
            !paired_validators().profiles_for(type).empty()) {
            validate_both(Json::parse(content, nullptr, false));
        }
    });
    EXPECT_GT(tally.documents, 200U);
    EXPECT_GT(tally.findings, tally.documents);
}

} // namespace
} // namespace renkei::validate::test::redundant_elements_test
