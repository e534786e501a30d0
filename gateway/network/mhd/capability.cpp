#include "gateway/network/mhd/capability.h"

#include "gateway/core/json/writer.h"
#include "gateway/network/mhd/canonicals.h"
#include "gateway/network/mhd/search_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::mhd {
namespace {

using json::Writer;

constexpr std::string_view every_type = "*";
// by every document
constexpr std::string_view standard_types[] = {"Bundle", "Binary", "DocumentReference", "List"};

constexpr std::string_view instantiated[] = {"IHE.MHD.DocumentRecipient",
                                             "IHE.MHD.DocumentRecipient.Comprehensive",
                                             "IHE.MHD.DocumentRecipient.UnContained",
                                             "IHE.MHD.DocumentRecipient.Simplified",
                                             "IHE.MHD.DocumentRecipient.Fdoc",
                                             "IHE.MHD.DocumentResponder"};

struct Supported {
    std::string_view type;
    std::string_view profile; // below IHE MHD's structures
};
constexpr Supported supported[] = {{"DocumentReference", "IHE.MHD.Minimal.DocumentReference"},
                                   {"DocumentReference", "IHE.MHD.Comprehensive.DocumentReference"},
                                   {"DocumentReference", "IHE.MHD.SimplifiedPublish.DocumentReference"},
                                   {"List", "IHE.MHD.Minimal.SubmissionSet"},
                                   {"List", "IHE.MHD.Comprehensive.SubmissionSet"}};

constexpr std::string_view conditions_text =
    "条件: 参照は If-Match・If-None-Match・If-Modified-Since、更新は If-Match "
    "を比べる。トランザクション（ITI-65）では、"
    "置き換え元の PATCH の request.ifMatch を書き込みの中で比べる（一致しなければ 412 "
    "とし、何も保存しない）。"
    "そのほかの条件（If-None-Exist、書き込みの If-None-Match など）は拒否する。";

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

const Operation* operation_of(std::string_view interaction) {
    const auto* const found = std::ranges::find(operations, interaction, &Operation::name);
    return found == std::end(operations) ? nullptr : found;
}

class Statement {
public:
    Statement(const Capability& about, std::string& out) : about_(about), writer_(out) {}

    void run() {
        writer_.start_object().member("resourceType", "CapabilityStatement").member("id", "renkei");
        writer_.member("url", about_.base + "/metadata")
            .member("version", about_.version)
            .member("name", "RenkeiGateway")
            .member("title", "連携ゲートウェイ");
        writer_.member("status", "active").member("date", "2026-11-20").member("publisher", "Renkei");
        writer_.member(
            "description",
            "介護の文書を FHIR と IHE MHD で受け取り、渡す。個々のリソースは文書の参照用の表示である。");
        writer_.member("kind", "instance").key("instantiates").start_array();
        for (const std::string_view each : instantiated) {
            writer_.string(fmt::format("{}{}", capabilities, each));
        }
        writer_.end_array();
        writer_.key("software")
            .start_object()
            .member("name", "Renkei")
            .member("version", about_.version)
            .end_object();
        writer_.key("implementation")
            .start_object()
            .member("description", "Renkei")
            .member("url", about_.base)
            .end_object();
        writer_.member("fhirVersion", "4.0.1");
        writer_.key("format")
            .start_array()
            .string("application/fhir+json")
            .string("application/fhir+xml")
            .string("json")
            .string("xml")
            .end_array();
        writer_.key("rest").start_array();
        rest();
        writer_.end_array().end_object();
    }

private:
    void rest() {
        writer_.start_object()
            .member("mode", "server")
            .member("documentation", conditions_text)
            .key("security")
            .start_object()
            .key("cors")
            .boolean(false);
        writer_.key("service").start_array().start_object().key("coding").start_array().start_object();
        writer_.member("system", "http://terminology.hl7.org/CodeSystem/restful-security-service")
            .member("code", "Certificates")
            .end_object()
            .end_array()
            .end_object()
            .end_array();
        writer_.member("description", "TLS 1.3、クライアント証明書").end_object();
        writer_.key("resource").start_array();
        for (const std::string& type : types()) {
            resource(type);
        }
        writer_.end_array();
        interactions("");
        own_operations("");
        writer_.end_object();
    }

    std::set<std::string> types() const {
        std::set<std::string> out(about_.types.begin(), about_.types.end());
        out.insert(std::begin(standard_types), std::end(standard_types));
        out.insert(searchable_types().begin(), searchable_types().end());
        for (const RouteInteraction& offer : about_.offers) {
            if (!offer.resource.empty() && offer.resource != every_type) {
                out.emplace(offer.resource);
            }
        }
        return out;
    }

    bool is_offered(const std::string& type, std::string_view interaction) const {
        const bool needs_own = interaction == "search-type" && !can_search(type);
        return std::ranges::any_of(about_.offers, [&](const RouteInteraction& offer) {
            const bool is_every =
                offer.resource == every_type && !type.empty() && !needs_own && !is_apart(type);
            return offer.interaction == interaction && (offer.resource == type || is_every);
        });
    }

    // A type that only routes of its own speak of.
    bool is_apart(const std::string& type) const {
        const bool is_standard = std::ranges::find(standard_types, type) != std::end(standard_types);
        return !is_standard && !can_search(type) &&
               std::ranges::find(about_.types, type) == about_.types.end();
    }

    void resource(const std::string& type) {
        writer_.start_object().member("type", type);
        supported_profiles(type);
        interactions(type);
        const bool has_versions = is_offered(type, "vread") || is_offered(type, "update");
        writer_.member("versioning", has_versions ? "versioned" : "no-version");
        writer_.key("readHistory").boolean(is_offered(type, "history-instance"));
        // If-Match of an update is compared; what changes by a search is refused
        writer_.key("conditionalCreate").boolean(false);
        writer_.member("conditionalRead", !is_offered(type, "read")            ? "not-supported"
                                          : type == "Binary" || is_apart(type) ? "not-match"
                                                                               : "full-support");
        writer_.key("conditionalUpdate").boolean(false).member("conditionalDelete", "not-supported");
        if (is_offered(type, "search-type") && can_search(type)) {
            includes(type);
            parameters(type);
        } else if (is_offered(type, "search-type")) {
            writer_.key("searchParam").start_array().start_object();
            writer_.member("name", own_parameter).member("type", to_text(SearchKind::token));
            writer_.end_object().end_array();
        }
        own_operations(type);
        writer_.end_object();
    }

    void supported_profiles(const std::string& type) {
        bool is_open = false;
        for (const Supported& each : supported) {
            if (each.type == type) {
                is_open ? static_cast<void>(writer_)
                        : static_cast<void>(writer_.key("supportedProfile").start_array());
                is_open = true;
                writer_.string(fmt::format("{}{}", structures, each.profile));
            }
        }
        if (is_open) {
            writer_.end_array();
        }
    }

    // Each once, whichever route offers it.
    void interactions(const std::string& type) {
        std::vector<std::string_view> names;
        for (const RouteInteraction& offer : about_.offers) {
            const bool is_new = std::ranges::find(names, offer.interaction) == names.end();
            if (is_new && !offer.interaction.empty() && offer.interaction.front() != '$' &&
                is_offered(type, offer.interaction)) {
                names.push_back(offer.interaction);
            }
        }
        if (names.empty()) {
            return;
        }
        writer_.key("interaction").start_array();
        for (const std::string_view name : names) {
            writer_.start_object().member("code", name).end_object();
        }
        writer_.end_array();
    }

    void includes(const std::string& type) {
        writer_.key("searchInclude").start_array();
        for (const SearchParameter& each : search_parameters()) {
            if (each.type == type && each.kind == SearchKind::reference) {
                writer_.string(fmt::format("{}:{}", type, each.name));
            }
        }
        writer_.string("*").end_array();
        writer_.key("searchRevInclude").start_array();
        for (const SearchParameter& each : search_parameters()) {
            if (!each.type.empty() && each.kind == SearchKind::reference) {
                writer_.string(fmt::format("{}:{}", each.type, each.name));
            }
        }
        writer_.end_array();
    }

    void parameters(const std::string& type) {
        writer_.key("searchParam").start_array();
        for (const SearchParameter& each : search_parameters()) {
            if (!each.type.empty() && each.type != type) {
                continue;
            }
            writer_.start_object().member("name", each.name);
            if (!each.definition.empty()) {
                const bool is_whole = each.definition.starts_with("http");
                writer_.member("definition", is_whole ? std::string(each.definition)
                                                      : fmt::format("http://hl7.org/fhir/SearchParameter/{}",
                                                                    each.definition));
            }
            writer_.member("type", to_text(each.kind)).end_object();
        }
        writer_.end_array();
    }

    void own_operations(const std::string& type) {
        std::vector<const Operation*> found;
        for (const RouteInteraction& offer : about_.offers) {
            const Operation* const operation = operation_of(offer.interaction);
            if (operation != nullptr && is_offered(type, offer.interaction) &&
                std::ranges::find(found, operation) == found.end()) {
                found.push_back(operation);
            }
        }
        if (found.empty()) {
            return;
        }
        writer_.key("operation").start_array();
        for (const Operation* const each : found) {
            const std::string definition =
                (each->is_ours ? about_.canonical : "") + std::string(each->definition);
            writer_.start_object()
                .member("name", each->name.substr(1))
                .member("definition", definition)
                .end_object();
        }
        writer_.end_array();
    }

    const Capability& about_;
    Writer writer_;
};

} // namespace

std::string capability_statement(const Capability& capability) {
    std::string out;
    Statement(capability, out).run();
    return out;
}

} // namespace renkei::mhd
