#include "gateway/network/mhd/capability.h"

#include "gateway/network/mhd/metadata/examples.h"
#include "gateway/network/mhd/search/search_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::mhd {
namespace {

constexpr std::string_view every_type = "*";
// by every document
constexpr std::string_view standard_types[] = {"Bundle", "Binary", "DocumentReference", "List"};

struct Supported {
    std::string_view type;
    std::string_view profile; // below IHE MHD's structures
};
constexpr Supported supported[] = {{"DocumentReference", "IHE.MHD.Minimal.DocumentReference"},
                                   {"DocumentReference", "IHE.MHD.Comprehensive.DocumentReference"},
                                   {"DocumentReference", "IHE.MHD.SimplifiedPublish.DocumentReference"},
                                   {"List", "IHE.MHD.Minimal.SubmissionSet"},
                                   {"List", "IHE.MHD.Comprehensive.SubmissionSet"}};

// By which a type is searched that is no part of documents: of whom it is.
constexpr std::string_view own_parameter = "patient.identifier";

struct Operation {
    std::string_view name; // with $
    std::string_view definition;
    bool is_ours;
};
constexpr Operation operations[] = {
    {"$validate", "http://hl7.org/fhir/OperationDefinition/Resource-validate", false},
    {"$document", "http://hl7.org/fhir/OperationDefinition/Composition-document", false},
    {"$ihe-pix", "https://profiles.ihe.net/ITI/PIXm/OperationDefinition/IHE.PIXm.pix", false},
    {"$match", "http://hl7.org/fhir/OperationDefinition/Patient-match", false},
    {"$summary", "http://hl7.org/fhir/uv/ips/OperationDefinition/summary", false},
    {"$submit", "http://hl7.org/fhir/OperationDefinition/CoverageEligibilityRequest-submit", false},
    {"$convert", "/OperationDefinition/convert", true}};

struct Statement {
    const Capability& about;
    std::string reverse_includes = json::elements_of(search_parameters(), include);

    std::string run() const {
        return by_example(
            "CapabilityStatement",
            {{"url", about.base + "/metadata"},
             {"version", about.version},
             {"base", about.base},
             {"resources",
              json::elements_of(types(), [this](const std::string& type) { return resource(type); })},
             {"interactions", interactions("")},
             {"operations", own_operations("")}});
    }

    std::set<std::string> types() const {
        std::set<std::string> out(about.types.begin(), about.types.end());
        out.insert(std::begin(standard_types), std::end(standard_types));
        out.insert(searchable_types().begin(), searchable_types().end());
        for (const RouteInteraction& offer : about.offers) {
            if (!offer.resource.empty() && offer.resource != every_type) {
                out.emplace(offer.resource);
            }
        }
        return out;
    }

    bool is_offered(const std::string& type, std::string_view interaction) const {
        const bool needs_own = interaction == "search-type" && !can_search(type);
        return std::ranges::any_of(about.offers, [&](const RouteInteraction& offer) {
            const bool is_every =
                offer.resource == every_type && !type.empty() && !needs_own && !is_apart(type);
            return offer.interaction == interaction && (offer.resource == type || is_every);
        });
    }

    // A type that only routes of its own speak of.
    bool is_apart(const std::string& type) const {
        const bool is_standard = std::ranges::find(standard_types, type) != std::end(standard_types);
        return !is_standard && !can_search(type) && std::ranges::find(about.types, type) == about.types.end();
    }

    std::string resource(const std::string& type) const {
        const bool has_versions = is_offered(type, "vread") || is_offered(type, "update");
        const bool has_search = is_offered(type, "search-type");
        const bool finds = has_search && can_search(type);
        const auto profiles = [&](const Supported& each) {
            return each.type == type ? fmt::format("\"{}{}\"", structures, each.profile) : "";
        };
        const auto own_includes = [&](const SearchParameter& each) {
            return each.type == type ? include(each) : "";
        };
        return by_example(
            "supported type",
            {{"type", type},
             {"profiles", json::elements_of(supported, profiles)},
             {"interactions", interactions(type)},
             {"versioning", has_versions ? "versioned" : "no-version"},
             {"history", is_offered(type, "history-instance") ? "true" : "false"},
             {"conditional read", !is_offered(type, "read")            ? "not-supported"
                                  : type == "Binary" || is_apart(type) ? "not-match"
                                                                       : "full-support"},
             {"includes", finds ? with(json::elements_of(search_parameters(), own_includes), "\"*\"") : ""},
             {"reverse includes", finds ? reverse_includes : ""},
             {"parameters", !has_search ? ""
                            : finds     ? parameters(type)
                                        : by_example("search parameter", {{"name", own_parameter},
                                                                          {"type", to_text(SearchKind::token)}})},
             {"operations", own_operations(type)}});
    }

    static std::string with(std::string elements, std::string_view last) {
        return elements.append(elements.empty() ? "" : ",").append(last);
    }

    static std::string include(const SearchParameter& each) {
        const bool is_one = !each.type.empty() && each.kind == SearchKind::reference;
        return is_one ? fmt::format("\"{}:{}\"", each.type, each.name) : "";
    }

    // What `write` gives for each interaction that is offered, each once, whichever route offers it.
    template <class Write>
    std::string offered(const std::string& type, const Write& write) const {
        std::set<std::string_view> known;
        return json::elements_of(about.offers, [&](const RouteInteraction& offer) {
            return is_offered(type, offer.interaction) && known.insert(offer.interaction).second
                       ? write(offer.interaction)
                       : std::string();
        });
    }

    std::string interactions(const std::string& type) const {
        return offered(type, [](std::string_view name) {
            return name.empty() || name.front() == '$' ? "" : by_example("interaction", {{"code", name}});
        });
    }

    static std::string parameters(const std::string& type) {
        return json::elements_of(search_parameters(), [&](const SearchParameter& each) {
            const bool is_whole = each.definition.empty() || each.definition.starts_with("http");
            return !each.type.empty() && each.type != type
                       ? ""
                       : by_example(
                             "search parameter",
                             {{"name", each.name},
                              {"definition", is_whole ? std::string(each.definition)
                                                      : fmt::format("http://hl7.org/fhir/SearchParameter/{}",
                                                                    each.definition)},
                              {"type", to_text(each.kind)}});
        });
    }

    std::string own_operations(const std::string& type) const {
        return offered(type, [this](std::string_view name) {
            const auto* const found = std::ranges::find(operations, name, &Operation::name);
            return found == std::end(operations)
                       ? ""
                       : by_example("operation",
                                    {{"name", name.substr(1)},
                                     {"definition", fmt::format("{}{}", found->is_ours ? about.canonical : "",
                                                                found->definition)}});
        });
    }
};

} // namespace

std::string capability_statement(const Capability& capability) { return Statement{capability}.run(); }

} // namespace renkei::mhd
